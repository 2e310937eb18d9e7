"""Where the server of the session is: in this process, or elsewhere (``MOCKBANA_URL``)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

import pytest

from mockbana.pytest_plugin.marker import MarkerOptions

if TYPE_CHECKING:
    from mockbana.harness.faults import Fault
    from mockbana.kibana.deployment import Frozen
    from mockbana.remote import RemoteMockbana
    from mockbana.server.mockbana import Mockbana

SHARED: Final = (
    "several workers can't share the server at MOCKBANA_URL: put {worker} into it, to be replaced "
    "by gw0, gw1 ..., or run with -n 0"
)


@dataclass(frozen=True, slots=True)
class Layer:
    """A state that tests start from; *state* is the place's own affair."""

    state: "Frozen | str"
    faults: "tuple[Fault, ...]"


class Backend(Protocol):
    """Knows how to put its server into a state, and to tell whether it is in one."""

    kibana: "Mockbana"

    def first(self, wishes: MarkerOptions) -> Layer:
        """Put the server where *wishes* want it, and return that state."""

    def present(self) -> Layer:
        """Return the present state."""

    def restore(self, layer: Layer) -> None:
        """Put the server back into a state; forget requests and bugs."""

    def is_at(self, layer: Layer) -> bool:
        """Whether the server is in this state."""


class InProcess:
    """A server in this process."""

    def __init__(self, kibana: "Mockbana") -> None:
        self.kibana = kibana

    def first(self, wishes: MarkerOptions) -> Layer:
        """Put the server where *wishes* want it, and return that state."""
        return self.kibana.call(lambda: self._first(wishes))

    def _first(self, wishes: MarkerOptions) -> Layer:
        rig = self.kibana.rig
        rig.reset()
        if wishes.fixtures is not None:
            rig.reset(wishes.fixtures)
        if wishes.settings:
            rig.load({"settings": wishes.settings})
        return self._present()

    def present(self) -> Layer:
        """Return the present state."""
        return self.kibana.call(self._present)

    def _present(self) -> Layer:
        faults = tuple(rule.fault for rule in self.kibana.faults)
        return Layer(self.kibana.deployment.freeze(), faults)

    def restore(self, layer: Layer) -> None:
        """Put the server back into a state; forget requests and bugs."""
        self.kibana.call(lambda: self._restore(layer))

    def _restore(self, layer: Layer) -> None:
        self.kibana.rig.reset()
        self.kibana.deployment.thaw(cast("Frozen", layer.state))
        self.kibana.faults.reset(layer.faults)

    def is_at(self, layer: Layer) -> bool:
        """Whether the server is in this state."""
        return self.present() == layer


class Remote:
    """A server that runs elsewhere: states are its savepoints. *fixtures* replace its start."""

    def __init__(self, remote: "RemoteMockbana", fixtures: Any) -> None:
        self.kibana = cast("Mockbana", remote)  # all of it that tests use
        self._remote, self._fixtures = remote, fixtures

    def first(self, wishes: MarkerOptions) -> Layer:
        """Put the server where *wishes* want it, and return that state."""
        wanted = self._fixtures if wishes.fixtures is None else wishes.fixtures
        self._remote.reset(wanted)
        if wishes.settings:
            self._remote.load({"settings": wishes.settings})
        return self.present()

    def present(self) -> Layer:
        """Return the present state."""
        return Layer(self._remote.states.keep(), self._rules())

    def _rules(self) -> "tuple[Fault, ...]":
        return tuple(rule.fault for rule in self._remote.faults)

    def restore(self, layer: Layer) -> None:
        """Put the server back into a state; forget requests and bugs."""
        self._remote.reset()
        self._remote.states.restore(str(layer.state))
        if self._rules() != layer.faults:
            self._remote.faults.reset(layer.faults)

    def is_at(self, layer: Layer) -> bool:
        """Whether the server is in this state."""
        return self._remote.states.is_present(str(layer.state)) and self._rules() == layer.faults


@contextmanager
def elsewhere(url: str, fixtures: Any) -> Iterator[Remote]:
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
        yield Remote(remote, fixtures)
