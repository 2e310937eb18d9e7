"""Were the wanted requests sent? The answer, and the words for a human who hoped otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import indent

from mockbana.rig.journal.exchange import Exchange
from mockbana.rig.journal.journal import Record

from .near_misses import NearMiss, listed, near_misses
from .wanted import Times, Wanted


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
