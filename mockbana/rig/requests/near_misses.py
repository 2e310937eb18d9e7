"""The requests that came closest, and where they differ from what was wanted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice
from textwrap import indent
from typing import Any, Final, TypeAlias

from mockbana.rig.journal.exchange import Exchange
from mockbana.rig.journal.refusals import outcome
from mockbana.rig.journal.showing import shown

from .differences import Difference
from .wanted import Wanted

MOST: Final = 3
_TOLD: Final = 8  # differences
_LOOKED_AT: Final = 200

Likeness: TypeAlias = Callable[[str, str], float]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """An exchange that almost fits; *more* others look the same and miss in the same way."""

    exchange: Exchange
    differences: tuple[Difference, ...]
    more: int = 0

    def __str__(self) -> str:
        more = f" (and {self.more} more like it)" if self.more else ""
        return f"#{self.exchange.seq} {self.exchange}{more}\n{self.explanation}"

    @property
    def explanation(self) -> str:
        """Return the shortest differences, a line or three for each."""
        told = [indent(str(one), "   ") for one in self.differences[:_TOLD]]
        left_out = len(self.differences) - len(told)
        return "\n".join([*told, *([f"   … {left_out} more differences"] if left_out else [])])

    def as_dict(self) -> dict[str, Any]:
        """Return the miss as the control API shows it."""
        return {
            "seq": self.exchange.seq,
            "method": self.exchange.method,
            "raw_path": self.exchange.raw_path,
            "outcome": outcome(self.exchange),
            "differences": [
                {"path": one.path, "expected": shown(one.expected), "got": shown(one.got)}
                for one in self.differences
            ],
            "more": self.more,
        }


def near_misses(wanted: Wanted, exchanges: Iterable[Exchange], most: int = MOST) -> list[NearMiss]:
    """Return at most *most* of the *exchanges* that don't fit *wanted*, the closest first.

    The differences of each come the shortest first. What looks the same is told once.
    """
    ranked = sorted(_misses(wanted, exchanges), key=_distance(_likeness()))
    told: dict[str, NearMiss] = {}
    for miss in islice(ranked, _LOOKED_AT):
        text = f"{miss.exchange}\n{miss.explanation}"
        if text in told:
            told[text] = replace(told[text], more=told[text].more + 1)
        elif len(told) < most:
            told[text] = miss
    return list(told.values())


def _misses(wanted: Wanted, exchanges: Iterable[Exchange]) -> Iterable[NearMiss]:
    for exchange in exchanges:
        differences = sorted(wanted.differences(exchange), key=lambda one: len(str(one)))
        if differences:
            yield NearMiss(exchange, tuple(differences))


def _likeness() -> Likeness:
    return lru_cache(lambda one, other: SequenceMatcher(None, one, other).ratio())


def _distance(likeness: Likeness) -> Callable[[NearMiss], float]:
    """Return a measure of how far an exchange is from what was wanted."""

    def weight(difference: Difference) -> float:
        match difference:
            case Difference("method"):
                return 3
            case Difference("path", str(expected), str(got)):
                return 2 + 6 * (1 - likeness(expected, got))
            case Difference("json", expected, _):
                return _leaves(expected)
        return 1

    return lambda miss: sum(map(weight, miss.differences))


def _leaves(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(map(_leaves, value.values())) or 1
    return sum(map(_leaves, value)) or 1 if isinstance(value, list) else 1


def listed(exchanges: Sequence[Exchange], most: int = 10) -> str:
    """Return a line per exchange; of many, the first and the last ones."""
    if len(exchanges) > most:
        left_out = len(exchanges) - most
        first, last = exchanges[: most // 2], exchanges[-(most - most // 2) :]
        return "\n".join([*_lines(first), f"  … {left_out} more …", *_lines(last)])
    return "\n".join(_lines(exchanges)) or "  (none)"


def _lines(exchanges: Sequence[Exchange]) -> list[str]:
    return [f"  #{exchange.seq} {exchange}" for exchange in exchanges]
