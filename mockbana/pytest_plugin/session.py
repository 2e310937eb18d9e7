"""What the tests of one pytest run share: the server, and the states that tests start from."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import pytest

from mockbana.pytest_plugin.backends import Backend, InProcess
from mockbana.pytest_plugin.marker import MarkerOptions
from mockbana.pytest_plugin.starts import Starts, Wider

if TYPE_CHECKING:
    from mockbana.harness.protocol import FakeKibana
    from mockbana.server.mockbana import Mockbana
    from mockbana.server.options import Options


class SessionServer:
    """Holds the server of the session and puts it back to its start before each test.

    Where a test starts depends on its marker. On top comes what fixtures of a wider scope did to
    the server while they were set up, whichever test that was for; it stays until they end. The
    faults of the marker are there once they are done, for the test and fixtures of its own.
    """

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self._place: Backend | None = None
        self._starts: Starts | None = None
        self.wishes = MarkerOptions({})
        self._item: pytest.Item | None = None
        self._setting_up = False
        self._due = self._armed = False
        self._others: list[Mockbana] = []
        self._wider: list[Wider] = []

    @contextmanager
    def serve(self) -> "Iterator[FakeKibana]":
        """Run the server of the session."""
        __tracebackhide__ = True
        self.leave()
        with self._somewhere() as place:
            self._place, self._starts = place, Starts(place)
            self._begin(self._starts)
            for wider in self._wider:
                self._starts.open(wider)
            try:
                yield place.kibana
            finally:
                self._starts = None

    @contextmanager
    def _somewhere(self) -> Iterator[Backend]:
        """Start the server, or find it where ``MOCKBANA_URL`` says that it is."""
        __tracebackhide__ = True
        if url := os.environ.get("MOCKBANA_URL"):
            from mockbana.pytest_plugin.elsewhere import elsewhere

            with elsewhere(url, self._fixtures()) as place:
                yield place
        else:
            with self._own_server() as kibana:
                yield InProcess(kibana)

    def _own_server(self) -> "Mockbana":
        __tracebackhide__ = True
        from mockbana.server.mockbana import Mockbana

        try:
            return Mockbana(self._fixtures())
        except ValueError as error:
            raise failure(f"mockbana: {error}") from None

    def make(self, fixtures: Any, options: "Options") -> "Mockbana":
        """Return a further server for the present test, not started yet."""
        __tracebackhide__ = True
        try:
            return self._further(fixtures, options)
        except ValueError as error:
            raise failure(f"mockbana: {error}") from None

    def _further(self, fixtures: Any, options: Mapping[str, Any]) -> "Mockbana":
        from mockbana.server.mockbana import Mockbana

        __tracebackhide__ = True
        kibana = Mockbana(fixtures, **options)
        self._others.append(kibana)
        return kibana

    def make_as_wished(self) -> "Mockbana":
        """Return a further server that starts as the marker of the present test says."""
        __tracebackhide__ = True
        wanted = self._fixtures() if self.wishes.fixtures is None else self.wishes.fixtures
        try:
            kibana = self._further(wanted, self.wishes.settings)
        except ValueError as error:
            raise self._refusal(error) from None
        state, rules = kibana.rig.start
        kibana.rig.start_at(state, (*rules, *self.wishes.faults))
        kibana.rig.reset()
        return kibana

    def _refusal(self, error: Exception) -> BaseException:
        """Return the failure that says what *error* says; a mistake of the marker names it."""
        settings = str(error).startswith("settings.")
        own = self.wishes.settings if settings else self.wishes.fixtures is not None
        if own and self._item and isinstance(error, ValueError):
            return failure(f"{self._item.nodeid}: @pytest.mark.mockbana: {error}")
        return failure(f"mockbana: {error}")

    def _fixtures(self) -> list[str] | None:
        """Return what the ini, or the option in its place, names."""
        if option := self.config.getoption("--mockbana-fixtures"):
            return [str(self.config.invocation_params.dir / path) for path in option]
        return [str(path) for path in self.config.getini("mockbana_fixtures")] or None

    def begin(self, item: pytest.Item) -> None:
        """Put the server back for *item*, whose fixtures will be set up next."""
        __tracebackhide__ = True
        self._item, self._others, self.wishes = item, [], MarkerOptions({})
        self.wishes = MarkerOptions.of(item)
        self._setting_up, self._due, self._armed = True, False, False
        if self._starts:
            self._begin(self._starts)

    def _begin(self, starts: Starts) -> None:
        """Go to the start; fail a test that uses a fixture whose work can't be kept for it."""
        __tracebackhide__ = True
        try:
            lost = starts.begin(self.wishes).lost
        except (ValueError, ConnectionError) as error:
            raise self._refusal(error) from None
        if lost and self._item and (missed := self.missed(self._item)):
            raise failure("mockbana: " + "\n".join(missed))

    def arm(self) -> None:
        """Put the faults of the marker into force, now or as soon as there is a server."""
        self._due = True
        self.arm_if_due()

    def arm_if_due(self) -> None:
        """Put the faults of the marker into force, if they should be and are not."""
        if not self._due or self._armed or not self._starts or not self._place:
            return
        self._armed = True
        for fault in self.wishes.faults:
            self._place.kibana.faults.add(fault)
        self._set_start(self._starts)

    def _set_start(self, starts: Starts) -> None:
        """Let ``reset`` in the test go back to where the test started."""
        if self._place and starts.now and self._armed:
            self._place.start_at(starts.now.layer, self.wishes.faults)

    def end_setup(self) -> None:
        """Note that the fixtures of the test have been set up, or never will be."""
        self._setting_up = False

    @contextmanager
    def layer(self, fixture: pytest.FixtureDef[Any]) -> Iterator[None]:
        """Keep what *fixture* does to the server while it is set up, until it is torn down.

        Also when the test has used the server before: rows that the test changed are the test's.
        """
        wider = Wider(fixture)
        fixture.addfinalizer(lambda: self._drop(wider))
        self._wider.append(wider)
        try:
            if self._starts:
                self._starts.open(wider)
            yield
        finally:
            self._wider.remove(wider)
        if self._starts:
            self._starts.close(wider)
            self._set_start(self._starts)

    def _drop(self, wider: Wider) -> None:
        """Forget what a fixture did; a test that is being set up goes on without it."""
        if self._starts and self._starts.drop(wider) and self._setting_up:
            self._starts.begin(self.wishes)

    def servers(self, item: pytest.Item) -> "list[FakeKibana]":
        """Return the servers that *item* has used."""
        if item is not self._item:
            return []
        shared = [self._place.kibana] if self._place and "mockbana" in fixture_names(item) else []
        return [*shared, *(kibana for kibana in self._others if kibana.port)]

    def lost(self) -> list[str]:
        """Return what the present test doesn't have of what wider fixtures did."""
        now = self._starts.now if self._starts else None
        return list(now.lost.values()) if now else []

    def missed(self, item: pytest.Item) -> list[str]:
        """Return what *item* should have had of that, by the fixtures that it uses."""
        now = self._starts.now if self._starts else None
        names = fixture_names(item)
        return [text for name, text in now.lost.items() if name in names] if now else []

    def leave(self) -> None:
        """Leave the server as it was found, at the end of the session."""
        place, self._place = self._place, None
        if place:
            place.leave()


def failure(sentence: str) -> BaseException:
    """Return the failure of a test that is this sentence, without a trace of our own code."""
    return pytest.fail.Exception(sentence, pytrace=False)


def fixture_names(item: pytest.Item) -> Sequence[str]:
    """Return the fixtures that *item* uses, by argument or so far while it runs."""
    names: Sequence[str] = getattr(getattr(item, "_request", item), "fixturenames", ())
    return names


SESSION: Final = pytest.StashKey[SessionServer]()
