"""Requests in a certain order."""

from collections.abc import Sequence
from dataclasses import dataclass

from mockbana.rig.journal.exchange import Exchange
from mockbana.rig.journal.journal import Record

from .near_misses import listed
from .wanted import Wanted


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
