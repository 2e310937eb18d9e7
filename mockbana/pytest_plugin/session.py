"""What the tests of one pytest run share: the server, and the states that tests start from."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import pytest

from mockbana.pytest_plugin.backends import Backend, InProcess, Layer, elsewhere
from mockbana.pytest_plugin.marker import MarkerOptions

if TYPE_CHECKING:
    from mockbana.server.mockbana import Mockbana


class SessionServer:
    """Holds the server of the session and puts it back to its start before each test.

    Where a test starts depends on its marker. On top comes what fixtures of a wider scope do to the
    server while they are set up; it stays for the tests with the same marker until they end. The
    faults of the marker are there once they are done, for the test and fixtures of its own.
    """

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self._place: Backend | None = None
        self.wishes = MarkerOptions({})
        self._item: pytest.Item | None = None
        self._running = self._setting_up = False
        self._due = self._armed = False
        self._others: list[Mockbana] = []
        self._layers: dict[str, list[Layer]] = {}

    @contextmanager
    def serve(self) -> "Iterator[Mockbana]":
        """Run the server of the session."""
        with self._somewhere() as place:
            self._place, self._running = place, True
            self._prepare(place)
            try:
                yield place.kibana
            finally:
                self._running = False

    @contextmanager
    def _somewhere(self) -> Iterator[Backend]:
        """Start the server, or find it where ``MOCKBANA_URL`` says that it is."""
        if url := os.environ.get("MOCKBANA_URL"):
            with elsewhere(url, self._fixtures()) as place:
                yield place
        else:
            with self._new(self._fixtures(), {}) as kibana:
                yield InProcess(kibana)

    def make(self, fixtures: Any, options: dict[str, Any]) -> "Mockbana":
        """Return a further server for the present test, not started yet."""
        kibana = self._new(fixtures, options)
        self._others.append(kibana)
        return kibana

    def make_as_wished(self) -> "Mockbana":
        """Return a further server that starts as the marker of the present test says."""
        kibana = self.make(self.wishes.fixtures or self._fixtures(), self.wishes.settings)
        self._arm(kibana)
        return kibana

    def _new(self, fixtures: Any, options: dict[str, Any]) -> "Mockbana":
        from mockbana.server.mockbana import Mockbana

        with _readable():
            return Mockbana(fixtures, **options)

    def _fixtures(self) -> list[str] | None:
        """Return what the ini, or the option in its place, names."""
        if option := self.config.getoption("--mockbana-fixtures"):
            return [str(self.config.invocation_params.dir / path) for path in option]
        return [str(path) for path in self.config.getini("mockbana_fixtures")] or None

    def begin(self, item: pytest.Item) -> None:
        """Put the server back for *item*, whose fixtures will be set up next."""
        self._item, self._others, self.wishes = item, [], MarkerOptions({})
        self.wishes = MarkerOptions.of(item)
        if self._running and self._place:
            self._prepare(self._place)
        self._setting_up, self._due, self._armed = True, False, False

    def arm(self) -> None:
        """Put the faults of the marker into force, now or as soon as there is a server."""
        self._due = True
        self.arm_if_due()

    def arm_if_due(self) -> None:
        """Put the faults of the marker into force, if they should be and are not."""
        if self._due and not self._armed and self._running and self._place:
            self._arm(self._place.kibana)
            self._armed = True

    def _arm(self, kibana: "Mockbana") -> None:
        for fault in self.wishes.faults:
            kibana.faults.add(fault)

    def end_setup(self) -> None:
        """Note that the fixtures of the test have been set up, or never will be."""
        self._setting_up = False

    def _prepare(self, place: Backend) -> None:
        layers = self._layers.setdefault(self.wishes.key, [])
        if layers:
            place.restore(layers[-1])
            return
        with _readable():
            layers.append(place.first(self.wishes))

    @contextmanager
    def layer(self, fixture: pytest.FixtureDef[Any]) -> Iterator[None]:
        """Keep what *fixture* does to the server while it is set up, until it is torn down.

        Not if the test, or a fixture of its own, has been there before: then nobody could tell
        what is whose.
        """
        key, before = self.wishes.key, self._top()
        untouched = before is None or self._is_at(before)
        added: list[Layer] = []
        fixture.addfinalizer(lambda: self._drop(key, added))
        yield
        layers, top = self._layers.get(key), self._top()
        if layers and top and untouched and before in (None, top) and not self._is_at(top):
            added.append(self._present())
            layers.extend(added)

    def _top(self) -> Layer | None:
        """Return the state that the present test starts from, while the server runs."""
        layers = self._layers.get(self.wishes.key) if self._running else None
        return layers[-1] if layers else None

    def _is_at(self, layer: Layer) -> bool:
        return self._place is not None and self._place.is_at(layer)

    def _present(self) -> Layer:
        if self._place is None:
            raise LookupError("there is no server")
        return self._place.present()

    def _drop(self, key: str, added: list[Layer]) -> None:
        """Forget the layers of a fixture; a test that is being set up goes on without them."""
        layers = self._layers[key] if added else []
        for layer in added:
            layers.remove(layer)
        if added and self._setting_up and self._place and key == self.wishes.key:
            self._place.restore(layers[-1])

    def servers(self, item: pytest.Item) -> "list[Mockbana]":
        """Return the servers that *item* has used."""
        if item is not self._item:
            return []
        shared = [self._place.kibana] if self._place and _uses_shared(item) else []
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


def _uses_shared(item: pytest.Item) -> bool:
    """Whether *item* asks for the server of the session, by argument or while it runs."""
    request = getattr(item, "_request", item)
    return "mockbana" in getattr(request, "fixturenames", ())


SESSION: Final = pytest.StashKey[SessionServer]()
