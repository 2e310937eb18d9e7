"""Were the wanted requests sent? The answer, and the words for a human who hoped otherwise.

The requests that came closest, and where they differ from what was wanted.

Requests in a certain order.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice
from textwrap import indent
from typing import Any, Final, TypeAlias

from mockbana.harness.assertions.expected import Times, Wanted
from mockbana.harness.comparison import Difference
from mockbana.harness.journal.describe import outcome
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.journal import Record
from mockbana.harness.text import shown

_TOLD: Final = 8  # differences


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


@dataclass(frozen=True, slots=True)
class Verdict:
    """How *wanted* stands in *record*: the exchanges that fit, and how many more were lost."""

    wanted: Wanted
    times: Times
    record: Record
    found: Sequence[Exchange]

    @property
    def lost(self) -> int:
        """Return how many evicted exchanges may have fitted."""
        return sum(n for kind, n in self.record.lost.items() if self.wanted.may_have_been(kind))

    @property
    def count(self) -> int:
        """Return how many exchanges fitted, evicted ones too where that is known."""
        return len(self.found) + (self.lost if self.wanted.countable else 0)

    @property
    def holds(self) -> bool:
        """Whether the number is right, whatever the evicted exchanges were."""
        return self.count in self.times and len(self.found) + self.lost in self.times

    def near_misses(self) -> list[NearMiss]:
        """Return the requests that came closest to what was wanted."""
        return near_misses(self.wanted, self._rest())

    def _rest(self) -> list[Exchange]:
        found = set(self.found)
        return [exchange for exchange in self.record.exchanges if exchange not in found]

    @property
    def uncertain(self) -> str:
        """Return the sentence on evicted requests."""
        lost = "1 evicted request" if self.lost == 1 else f"{self.lost} evicted requests"
        return f"{lost} may have been such a {self.wanted}: keep more with journal_limit"

    def __str__(self) -> str:
        return self.told()

    def told(self, span: str = "") -> str:
        """Return the message of the failed assertion; *span* says how long was waited."""
        head = f"expected {self.times} {self.wanted.told(self.times.noun)}{span}, got {self.count}"
        return "\n".join([head, *self._evicted(), *self._matching(), *self._others()])

    def _evicted(self) -> list[str]:
        sure = self.times.most is not None and len(self.found) > self.times.most
        return [] if not self.lost or self.wanted.countable or sure else [self.uncertain]

    def _matching(self) -> list[str]:
        return ["matching requests:", listed(self.found)] if self.found else []

    def _others(self) -> list[str]:
        if pending := [one for one in self._rest() if self.wanted.fits(one)]:
            return ["not answered yet:", listed(pending)]
        if self.times.most is not None and self.count >= self.times.most:
            return []
        if not self.record.exchanges:
            return ["no request was recorded"]
        near = [indent(str(one), "  ") for one in self.near_misses()]
        return [self._title(), *near] if near else []

    def _title(self) -> str:
        other = "other " if self.found else ""
        number = len(self.record.exchanges) - len(self.found)
        return (
            f"the only {other}request:" if number == 1 else f"closest of {number} {other}requests:"
        )


def judge(record: Record, wanted: Wanted, times: Times) -> Verdict:
    """Return whether *record* has *wanted* as many *times* as it should."""
    found = [exchange for exchange in record.exchanges if wanted.fits(exchange)]
    return Verdict(wanted, times, record, found)


MOST: Final = 3

_LOOKED_AT: Final = 200

Likeness: TypeAlias = Callable[[str, str], float]


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


def closest(criteria: Mapping[str, Any], exchanges: Iterable[Exchange]) -> str:
    """Return the exchange that comes closest to what a rule is for, and where it differs."""
    found = near_misses(Wanted(criteria), exchanges, most=1) if criteria else []
    return f"closest of the requests:\n{indent(str(found[0]), '  ')}" if found else ""


def listed(exchanges: Sequence[Exchange], most: int = 10) -> str:
    """Return a line per exchange; of many, the first and the last ones."""
    if len(exchanges) > most:
        left_out = len(exchanges) - most
        first, last = exchanges[: most // 2], exchanges[-(most - most // 2) :]
        return "\n".join([*_lines(first), f"  … {left_out} more …", *_lines(last)])
    return "\n".join(_lines(exchanges)) or "  (none)"


def _lines(exchanges: Sequence[Exchange]) -> list[str]:
    return [f"  #{exchange.seq} {exchange}" for exchange in exchanges]


@dataclass(frozen=True, slots=True)
class Order:
    """How far *steps* were met, one after the other, by the exchanges of *record*."""

    steps: Sequence[Wanted]
    record: Record
    met: Sequence[Exchange]

    @property
    def holds(self) -> bool:
        """Whether every step was met."""
        return len(self.met) == len(self.steps)

    def __str__(self) -> str:
        lines = [f"expected {len(self.steps)} requests in this order, got {len(self.met)} of them"]
        lines += [self._step(number) for number in range(len(self.steps))]
        if lost := sum(self.record.lost.values()):
            lines.append(f"evicted requests: {lost}; keep more with journal_limit")
        return "\n".join([*lines, "requests so far:", listed(self.record.exchanges)])

    def _step(self, number: int) -> str:
        step = self.steps[number]
        if number < len(self.met):
            return f"  {number + 1}. {step}: #{self.met[number].seq}"
        if number > len(self.met):
            return f"  {number + 1}. {step}"
        after = f" after #{self.met[-1].seq}" if self.met else ""
        before = self._too_early(step)
        return f"  {number + 1}. {step}: missing{after}{before}"

    def _too_early(self, step: Wanted) -> str:
        """Return where *step* could have been met, had it not come before the one before it."""
        early = [one for one in self.record.exchanges if one not in self.met and step.fits(one)]
        return f", came before it as #{early[-1].seq}" if early else ""


def follow_order(record: Record, steps: Sequence[Wanted]) -> Order:
    """Return how far *steps* occur in *record* in this order, with others between or not."""
    met: list[Exchange] = []
    for exchange in record.exchanges:
        if len(met) < len(steps) and steps[len(met)].fits(exchange):
            met.append(exchange)
    return Order(steps, record, met)
