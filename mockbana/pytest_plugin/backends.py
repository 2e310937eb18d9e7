"""Where the server of the session is: in this process, or elsewhere (``MOCKBANA_URL``)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast

from mockbana.pytest_plugin.marker import MarkerOptions

if TYPE_CHECKING:
    from mockbana.harness.changes import Changes
    from mockbana.harness.faults import Fault
    from mockbana.harness.protocol import FakeKibana
    from mockbana.kibana.deployment import Frozen
    from mockbana.server.mockbana import Mockbana


@dataclass(frozen=True, slots=True)
class Layer:
    """A state that tests start from; *state* is the place's own affair."""

    state: "Frozen | str"
    faults: "tuple[Fault, ...]"


@dataclass(frozen=True, slots=True)
class Step:
    """What happened between two layers; *changes* is the place's own affair."""

    before: Layer
    after: Layer
    start: Layer
    changes: "Changes | None" = None

    def faults_on(self, faults: "Sequence[Fault]") -> "tuple[Fault, ...]":
        """Return *faults* without those that the step removed, with those that it added."""
        gone = _without(self.before.faults, self.after.faults)
        added = _without(self.after.faults, self.before.faults)
        return (*_without(faults, gone), *added)


def _without(these: Sequence[Any], those: Sequence[Any]) -> tuple[Any, ...]:
    """Return *these* without one equal item for each of *those*."""
    kept = list(these)
    for each in those:
        if each in kept:
            kept.remove(each)
    return tuple(kept)


class Backend(Protocol):
    """Knows how to put its server into a state, and to tell whether it is in one."""

    @property
    def kibana(self) -> "FakeKibana":
        """Return the server."""

    def first(self, wishes: MarkerOptions) -> Layer:
        """Put the server where *wishes* want it, and return that state."""

    def present(self) -> Layer:
        """Return the present state."""

    def restore(self, layer: Layer) -> None:
        """Put the server into a state, which ``reset`` goes back to; forget requests and bugs."""

    def go_to(self, layer: Layer) -> None:
        """Put the server into a state; requests, faults and the start stay."""

    def start_at(self, layer: Layer, faults: "Sequence[Fault]" = ()) -> None:
        """Make a state and *faults* what ``reset`` goes back to; the present state stays."""

    def skip_ids(self, block: int) -> None:
        """Let new ids be of a further *block*: none of another has the same."""

    def is_at(self, layer: Layer) -> bool:
        """Whether the server is in this state."""

    def step(self, before: Layer, after: Layer, start: Layer) -> Step:
        """Return what happened between two states of a test that began at *start*."""

    def with_step(self, layer: Layer, step: Step) -> Layer:
        """Return a state with *step* added; ``ValueError`` when it can't be."""

    def keep_only(self, layers: Collection[Layer]) -> None:
        """Forget the states that are in none of *layers*."""

    def leave(self) -> None:
        """Leave the server as it was found."""


class InProcess:
    """A server in this process."""

    def __init__(self, kibana: "Mockbana") -> None:
        self.kibana = kibana
        self._found = kibana.rig.start

    def first(self, wishes: MarkerOptions) -> Layer:
        """Put the server where *wishes* want it, and return that state."""
        return self.kibana.call(lambda: self._first(wishes))

    def _first(self, wishes: MarkerOptions) -> Layer:
        rig = self.kibana.rig
        rig.start_at(*self._found)
        rig.reset()
        if wishes.fixtures is not None:
            rig.reset(wishes.fixtures)
        if wishes.settings:
            rig.load({"settings": wishes.settings})
        layer = self._present()
        self._restore(layer)
        return layer

    def present(self) -> Layer:
        """Return the present state."""
        return self.kibana.call(self._present)

    def _present(self) -> Layer:
        faults = tuple(rule.fault for rule in self.kibana.faults)
        return Layer(self.kibana.deployment.freeze(), faults)

    def restore(self, layer: Layer) -> None:
        """Put the server into a state, which ``reset`` goes back to; forget requests and bugs."""
        self.kibana.call(lambda: self._restore(layer))

    def _restore(self, layer: Layer) -> None:
        self.start_at(layer)
        self.kibana.rig.reset()
        self.kibana.faults.reset(layer.faults)

    def go_to(self, layer: Layer) -> None:
        """Put the server into a state; requests, faults and the start stay."""
        self.kibana.call(lambda: self.kibana.deployment.thaw(_frozen(layer)))

    def start_at(self, layer: Layer, faults: "Sequence[Fault]" = ()) -> None:
        """Make a state and *faults* what ``reset`` goes back to; the present state stays."""
        self.kibana.rig.start_at(_frozen(layer), (*layer.faults, *faults))

    def skip_ids(self, block: int) -> None:
        """Let new ids be of a further *block*: none of another has the same."""
        self.kibana.call(lambda: self.kibana.deployment.go_on_from(ids=block))

    def is_at(self, layer: Layer) -> bool:
        """Whether the server is in this state."""
        return self.present() == layer

    def step(self, before: Layer, after: Layer, start: Layer) -> Step:
        """Return what happened between two states of a test that began at *start*."""
        from mockbana.harness.changes import Changes

        changes = Changes.between(_frozen(before), _frozen(after), _frozen(start))
        return Step(before, after, start, changes)

    def with_step(self, layer: Layer, step: Step) -> Layer:
        """Return a state with *step* added; ``ValueError`` when it can't be."""
        changes, deployment = cast("Changes", step.changes), self.kibana.deployment
        state = self.kibana.call(lambda: changes.applied_to(deployment, _frozen(layer)))
        return Layer(state, step.faults_on(layer.faults))

    def keep_only(self, layers: Collection[Layer]) -> None:
        """Do nothing: what is not referred to is gone."""

    def leave(self) -> None:
        """Do nothing: the server has ended."""


def _frozen(layer: Layer) -> "Frozen":
    return cast("Frozen", layer.state)
