"""A server of the session that is elsewhere, at ``MOCKBANA_URL``."""

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

import pytest

from mockbana.pytest_plugin.backends import Layer, Step
from mockbana.pytest_plugin.marker import MarkerOptions

if TYPE_CHECKING:
    from mockbana.harness.faults import Fault
    from mockbana.remote import ControlError, RemoteMockbana

SHARED: Final = (
    "several workers can't share the server at MOCKBANA_URL: put {worker} into it, to be replaced "
    "by gw0, gw1 ..., or run with -n 0"
)


class RestartError(Exception):
    """The server has forgotten its savepoints: it is another one than before."""


class Elsewhere:
    """A server that runs elsewhere: states are its savepoints. *fixtures* replace its start.

    After ``leave`` all is as it was found, but for the recorded requests: those of the last test
    stay to be looked at.
    """

    def __init__(self, remote: "RemoteMockbana", fixtures: Any) -> None:
        self.kibana = self._remote = remote
        self._fixtures = fixtures
        self._kept: set[str] = set()
        self._found = self.present()

    def leave(self) -> None:
        """Leave the server as it was found."""
        self._remote.to_start = None
        with suppress(ConnectionError):  # a server that has gone has nothing to be tidied up
            try:
                self.go_to(self._found)
                self._remote.faults.reset(self._found.faults)
            except RestartError:
                self._remote.reset_server()
            self._forget(self._kept)
            self._remote.close()

    def first(self, wishes: MarkerOptions) -> Layer:
        """Put the server where *wishes* want it, and return that state."""
        wanted = self._fixtures if wishes.fixtures is None else wishes.fixtures
        self._remote.reset_server(wanted)
        if wishes.settings:
            self._remote.load({"settings": wishes.settings})
        layer = self.present()
        self.start_at(layer)
        return layer

    def present(self) -> Layer:
        """Return the present state."""
        return self._layer(self._remote.states.keep(), self._rules())

    def _layer(self, state: str, faults: "Sequence[Fault]") -> Layer:
        self._kept.add(state)
        return Layer(state, tuple(faults))

    def _rules(self) -> "tuple[Fault, ...]":
        return tuple(rule.fault for rule in self._remote.faults)

    def restore(self, layer: Layer) -> None:
        """Put the server into a state, which ``reset`` goes back to; forget requests and bugs."""
        self._put(layer)
        self.start_at(layer)

    def _put(self, layer: Layer, faults: "Sequence[Fault]" = (), *, again: bool = False) -> None:
        wanted, book = (*layer.faults, *faults), self._remote.faults
        used = book.used(wanted) if again else []
        self._remote.reset_server()
        self.go_to(layer)
        if self._rules() != wanted:
            book.reset(wanted)
        book.note_used(used)

    def go_to(self, layer: Layer) -> None:
        """Put the server into a state; requests, faults and the start stay."""
        try:
            self._remote.states.restore(str(layer.state))
        except _control_error() as error:
            raise _as_restart(error) from None

    def start_at(self, layer: Layer, faults: "Sequence[Fault]" = ()) -> None:
        """Make a state and *faults* what ``reset`` goes back to; the present state stays."""
        self._remote.to_start = lambda: self._put(layer, faults, again=True)

    def skip_ids(self, block: int) -> None:
        """Let new ids be of a further *block*: none of another has the same."""
        self._remote.load({"state": {"ids": block}})

    def is_at(self, layer: Layer) -> bool:
        """Whether the server is in this state."""
        return self._remote.states.is_present(str(layer.state)) and self._rules() == layer.faults

    def step(self, before: Layer, after: Layer, start: Layer) -> Step:
        """Return what happened between two states of a test that began at *start*."""
        return Step(before, after, start)

    def with_step(self, layer: Layer, step: Step) -> Layer:
        """Return a state with *step* added; ``ValueError`` when it can't be."""
        ids = [str(each.state) for each in (layer, step.before, step.after, step.start)]
        try:
            state = self._remote.states.merge(*ids)
        except _control_error() as error:
            if error.status == 409:
                raise ValueError(str(error)) from None
            raise _as_restart(error) from None
        return self._layer(state, step.faults_on(layer.faults))

    def keep_only(self, layers: Collection[Layer]) -> None:
        """Forget the states that are in none of *layers*."""
        used = {str(layer.state) for layer in (*layers, self._found)}
        self._forget(self._kept - used)

    def _forget(self, states: Collection[str]) -> None:
        for state in tuple(states):
            self._kept.discard(state)
            with suppress(_control_error()):  # somebody else has, or the server has restarted
                self._remote.states.forget(state)


def _control_error() -> "type[ControlError]":
    from mockbana.remote import ControlError

    return ControlError


def _as_restart(error: "ControlError") -> Exception:
    """Return what the refusal means: a savepoint that isn't there was one of an earlier life."""
    return RestartError() if error.status == 404 else error


@contextmanager
def elsewhere(url: str, fixtures: Any) -> Iterator[Elsewhere]:
    """Return the server at *url*, which ``{worker}`` in it makes one of several."""
    from mockbana.remote import ControlError
    from mockbana.server.mockbana import Mockbana

    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker and "{worker}" not in url and os.environ.get("PYTEST_XDIST_WORKER_COUNT") != "1":
        pytest.fail(SHARED, pytrace=False)
    token = os.environ.get("MOCKBANA_ADMIN_TOKEN") or None
    try:
        remote = Mockbana.connect(url.replace("{worker}", worker or "gw0"), token)
    except (ConnectionError, ControlError, ValueError) as error:
        refusal = pytest.fail.Exception(f"MOCKBANA_URL: {error}", pytrace=False)
        raise refusal from None
    with remote:
        yield Elsewhere(remote, fixtures)
