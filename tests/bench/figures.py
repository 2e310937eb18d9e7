"""A measured figure, its goal, and the verdict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, TypeAlias

from tests.bench.samples import Spread, spread

Verdict: TypeAlias = Literal["met", "missed", "noisy", ""]
BUSY = 0.1
"""What others may take of the machine before a missed goal can be blamed on them."""
TIMES: Final = {"ms", "ms a test"}
RATES: Final = {"cases/s"}
"""Units of figures that a slower machine makes larger, or smaller."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A limit that a figure has to keep to."""

    limit: float
    least: bool = False

    def __str__(self) -> str:
        return f"{'>=' if self.least else '<='} {self.limit:,g}"

    def verdict(self, found: Spread) -> Verdict:
        """Judge; ``noisy`` when the goal lies within the spread, so that nobody can tell."""
        kept, broken = found.high <= self.limit, found.low > self.limit
        if self.least:
            kept, broken = found.low >= self.limit, found.high < self.limit
        return "met" if kept else "missed" if broken else "noisy"


def at_most(limit: float) -> Goal:
    return Goal(limit)


def at_least(limit: float) -> Goal:
    return Goal(limit, least=True)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; without a *goal* it is there to compare with.

    *steady* is one that doesn't change with how busy the machine is; *busy* is what others took of
    the machine meanwhile, from 0 to 1. *slowness* says how many times as long the machine took for
    the floor as the one that the goals in plain time were set on; they count that much more.
    """

    name: str
    unit: str
    samples: Sequence[float]
    goal: Goal | None = None
    note: str = ""
    steady: bool = False
    busy: float = 0.0
    slowness: float = 1.0
    found: Spread = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "found", spread(self.samples))

    @property
    def verdict(self) -> Verdict:
        verdict = self._fair(self.goal).verdict(self.found) if self.goal else ""
        unsure = verdict == "missed" and not self.steady and self.busy > BUSY
        return "noisy" if unsure else verdict

    def _fair(self, goal: Goal) -> Goal:
        """Return *goal* as it is on a machine of this speed."""
        if self.unit in TIMES:
            return replace(goal, limit=goal.limit * self.slowness)
        return replace(goal, limit=goal.limit / self.slowness) if self.unit in RATES else goal

    @property
    def wanted(self) -> str:
        """Return the goal in words, with what is made of it on a slower machine."""
        if self.goal is None or self.slowness == 1 or self.unit not in TIMES | RATES:
            return str(self.goal or "")
        return f"{self.goal} {'x' if self.unit in TIMES else '/'} {self.slowness:.2f}"

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "unit": self.unit,
            **{key: round(value, 6) for key, value in self.found._asdict().items()},
            "samples": len(self.samples),
            "goal": self.wanted or None,
            "verdict": self.verdict or None,
            "note": self.note or None,
        }


Figures: TypeAlias = Iterator[Figure]
