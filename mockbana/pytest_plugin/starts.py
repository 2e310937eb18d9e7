"""Where the tests of a session start: the state of their marker, and what wider fixtures did."""

from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pytest

from mockbana.pytest_plugin.backends import Backend, Layer, Step
from mockbana.pytest_plugin.marker import MarkerOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST: Final = 8
"""How many states of markers are kept; the one that wasn't used for longest goes first."""
BLOCK: Final = 1_000_000_000
"""How many ids a wider fixture may take before another could have the same."""


@dataclass(eq=False)
class Wider:
    """A fixture of a wider scope, while it is set up and as long as it lives."""

    fixture: pytest.FixtureDef[object]
    opened: tuple[Layer, Layer] | None = None
    step: Step | None = None

    @property
    def name(self) -> str:
        """Return what a message calls it."""
        return f'the fixture "{self.fixture.argname}" (scope {self.fixture.scope})'


@dataclass
class Start:
    """A state of a marker, and the same with what the *wider* fixtures did."""

    base: Layer
    layer: Layer
    wider: tuple[Wider, ...] = ()
    lost: dict[str, str] = field(default_factory=dict)


class Starts:
    """Holds the states that tests start from, for one server."""

    def __init__(self, place: Backend) -> None:
        self._place = place
        self._starts: OrderedDict[str, Start] = OrderedDict()
        self._alive: list[Wider] = []
        self._open: list[Wider] = []
        self._blocks = 0
        self._restarted: dict[Wider, str] = {}
        self.now: Start | None = None

    def begin(self, wishes: MarkerOptions) -> Start:
        """Put the server where a test with *wishes* starts."""
        from mockbana.pytest_plugin.elsewhere import RestartError

        try:
            return self._begin(wishes)
        except RestartError:
            self._restart()
            return self._begin(wishes)

    def _begin(self, wishes: MarkerOptions) -> Start:
        start = self._starts.pop(wishes.key, None)
        fresh = start is None
        if start is None:
            base = self._place.first(wishes)
            start = Start(base, base)
        base_is_present = fresh and not self._alive
        if start.wider != tuple(self._alive):
            self._rebuild(start)
        if not base_is_present:
            self._place.restore(start.layer)
        self._starts[wishes.key] = self.now = start
        self._tidy_up()
        return start

    def _rebuild(self, start: Start) -> None:
        """Add to the base what all wider fixtures did that live."""
        start.layer, start.wider, start.lost = start.base, tuple(self._alive), {}
        for wider in self._alive:
            if wider in self._restarted:
                start.lost[wider.fixture.argname] = self._restarted[wider]
            elif wider.step is not None:
                self._add(start, wider, wider.step)

    def _add(self, start: Start, wider: Wider, step: Step) -> None:
        try:
            start.layer = self._place.with_step(start.layer, step)
        except ValueError as error:
            start.lost[wider.fixture.argname] = (
                f"what {wider.name} did to the server can't be kept for this test, whose marker "
                f"has it start from another state: {error}. Give the tests that use it the same "
                "marker, or the fixture the scope of a function"
            )

    def _restart(self) -> None:
        """Forget all states: the server has."""
        self._starts.clear()
        for wider in self._alive:
            self._restarted[wider] = (
                f"the server has restarted, and what {wider.name} did to it is lost; run the "
                "tests again"
            )

    def _tidy_up(self) -> None:
        while len(self._starts) > MOST:
            self._starts.popitem(last=False)
        self._place.keep_only(list(self._layers()))

    def _layers(self) -> "Iterator[Layer]":
        for start in self._starts.values():
            yield from (start.base, start.layer)
        for wider in self._alive:
            if wider.step is not None:
                yield from (wider.step.before, wider.step.after, wider.step.start)

    def open(self, wider: Wider) -> None:
        """Note where the server is before *wider* is set up."""
        before = self._place.present()
        self._place.skip_ids((self._blocks + 1) * BLOCK)
        wider.opened = before, self._place.present()
        self._open.append(wider)

    def close(self, wider: Wider) -> None:
        """Keep what *wider* has done to the server since ``open``."""
        if wider.opened is None or self.now is None:
            return
        self._open.remove(wider)
        (before, opened), wider.opened = wider.opened, None
        if self._place.is_at(opened):
            self._place.go_to(before)
            return
        self._blocks += 1
        wider.step = self._place.step(opened, self._place.present(), self.now.layer)
        self._spare_outer(wider.step)
        self._alive.append(wider)
        self._rebuild(self.now)
        self._place.start_at(self.now.layer)

    def _spare_outer(self, step: Step) -> None:
        """Let the fixtures that asked for this one while they are set up not own its step too."""
        for outer in self._open:
            if outer.opened is not None:
                before, opened = outer.opened
                with suppress(ValueError):
                    outer.opened = before, self._place.with_step(opened, step)

    def drop(self, wider: Wider) -> bool:
        """Forget what *wider* did, which is torn down; return whether it did anything."""
        self._restarted.pop(wider, None)
        if wider not in self._alive:
            return False
        self._alive.remove(wider)
        return True
