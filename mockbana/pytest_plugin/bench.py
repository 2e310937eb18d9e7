"""What the tests of one pytest run share: the server, and the states that tests start from."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pytest

from .marker import Wishes

if TYPE_CHECKING:
    from mockbana.kibana.deployment import Frozen
    from mockbana.rig.faults import Fault
    from mockbana.server import Mockbana


@dataclass(frozen=True, slots=True)
class Layer:
    """A state that tests start from."""

    state: "Frozen"
    faults: "tuple[Fault, ...]"

    @classmethod
    def of(cls, kibana: "Mockbana") -> "Layer":
        """Return the present state of *kibana*."""
        return cls(kibana.deployment.freeze(), tuple(rule.fault for rule in kibana.faults))


class Bench:
    """Holds the server of the session and puts it back to its start before each test.

    Where a test starts depends on its marker. On top comes what fixtures of a wider scope do to the
    server while they are set up; it stays for the tests with the same marker until they end.
    """

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.kibana: Mockbana | None = None
        self.wishes = Wishes({})
        self._item: pytest.Item | None = None
        self._running = self._setting_up = False
        self._others: list[Mockbana] = []
        self._layers: dict[str, list[Layer]] = {}

    @contextmanager
    def serve(self) -> "Iterator[Mockbana]":
        """Run the server of the session."""
        kibana = self._new(self._fixtures(), {})
        with kibana:
            self.kibana, self._running = kibana, True
            self._prepare(kibana)
            try:
                yield kibana
            finally:
                self._running = False

    def make(self, fixtures: Any, options: dict[str, Any]) -> "Mockbana":
        """Return a further server for the present test, not started yet."""
        kibana = self._new(fixtures, options)
        self._others.append(kibana)
        return kibana

    def make_as_wished(self) -> "Mockbana":
        """Return a further server that starts as the marker of the present test says."""
        return self.make(self.wishes.fixtures or self._fixtures(), self.wishes.settings)

    def _new(self, fixtures: Any, options: dict[str, Any]) -> "Mockbana":
        from mockbana.server import Mockbana

        with _readable():
            return Mockbana(fixtures, **options)

    def _fixtures(self) -> list[str] | None:
        """Return what the ini, or the option in its place, names."""
        if option := self.config.getoption("--mockbana-fixtures"):
            return [str(self.config.invocation_params.dir / path) for path in option]
        return [str(path) for path in self.config.getini("mockbana_fixtures")] or None

    def begin(self, item: pytest.Item) -> None:
        """Put the server back for *item*, whose fixtures will be set up next."""
        self._item, self._others, self.wishes = item, [], Wishes({})
        self.wishes = Wishes.of(item)
        if self._running and self.kibana:
            self._prepare(self.kibana)
        self._setting_up = True

    def end_setup(self) -> None:
        """Note that the fixtures of the test have been set up, or never will be."""
        self._setting_up = False

    def _prepare(self, kibana: "Mockbana") -> None:
        layers = self._layers.setdefault(self.wishes.key, [])
        if layers:
            kibana.call(lambda: _restore(kibana, layers[-1]))
            return
        with _readable():
            layers.append(kibana.call(lambda: _first(kibana, self.wishes)))

    @contextmanager
    def layer(self, fixture: pytest.FixtureDef[Any]) -> Iterator[None]:
        """Keep what *fixture* does to the server while it is set up, until it is torn down.

        Not if the test, or a fixture of its own, has been there before: then nobody could tell
        what is whose.
        """
        key, before = self.wishes.key, self._present()
        added: list[Layer] = []
        fixture.addfinalizer(lambda: self._drop(key, added))
        yield
        layers, after = self._layers.get(key), self._present()
        if layers and after and before in (None, layers[-1]) and after != layers[-1]:
            added.append(after)
            layers.append(after)

    def _present(self) -> Layer | None:
        kibana = self.kibana
        return kibana.call(lambda: Layer.of(kibana)) if self._running and kibana else None

    def _drop(self, key: str, added: list[Layer]) -> None:
        """Forget the layers of a fixture; a test that is being set up goes on without them."""
        layers = self._layers[key] if added else []
        for layer in added:
            layers.remove(layer)
        kibana = self.kibana
        if added and self._setting_up and kibana and key == self.wishes.key:
            kibana.call(lambda: _restore(kibana, layers[-1]))

    def servers(self, item: pytest.Item) -> "list[Mockbana]":
        """Return the servers that *item* has used."""
        if item is not self._item:
            return []
        shared = [self.kibana] if self.kibana and _uses_shared(item) else []
        return [*shared, *self._others]


@contextmanager
def _readable() -> Iterator[None]:
    """Fail the test with the words of a ``FixtureError``, without a trace of our own code."""
    refusal = None
    try:
        yield
    except ValueError as error:
        refusal = f"mockbana: {error}"
    if refusal:
        pytest.fail(refusal, pytrace=False)


def _first(kibana: "Mockbana", wishes: Wishes) -> Layer:
    """Put *kibana* where *wishes* want it, and return that state."""
    kibana.rig.reset()
    if wishes.fixtures is not None:
        kibana.rig.reset(wishes.fixtures)
    if wishes.settings:
        kibana.rig.load({"settings": wishes.settings})
    return Layer.of(kibana)


def _restore(kibana: "Mockbana", layer: Layer) -> None:
    kibana.rig.reset()
    kibana.deployment.thaw(layer.state)
    kibana.faults.reset(layer.faults)


def _uses_shared(item: pytest.Item) -> bool:
    """Whether *item* asks for the server of the session, by argument or while it runs."""
    request = getattr(item, "_request", item)
    return "mockbana" in getattr(request, "fixturenames", ())


BENCH: Final = pytest.StashKey[Bench]()
