"""Samples taken in turns, and how far they can be trusted."""

import math
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import Final, NamedTuple

LEAST = 7
"""Rounds of a measurement, unless the machine is so slow that they take twice the time."""

AFTER_A_ROUND: Final[ContextVar[Callable[[], None]]] = ContextVar("after a round")
"""What somebody wants to be done after each round."""


class Spread(NamedTuple):
    """The median of samples, and where it lies in 19 cases of 20: from *low* to *high*."""

    median: float
    low: float
    high: float


def spread(samples: Sequence[float]) -> Spread:
    """Return the median and its interval, from the order of the samples alone."""
    ordered, number = sorted(samples), len(samples)
    cut = max(0, math.floor(number / 2 - 0.98 * math.sqrt(number)) - 1)
    return Spread(statistics.median(ordered), ordered[cut], ordered[number - 1 - cut])


def in_turns(
    candidates: Mapping[str, Callable[[], float]], seconds: float, least: int = LEAST
) -> dict[str, list[float]]:
    """Measure all *candidates* once a round, to and fro, until *seconds* are over.

    What disturbs the machine then disturbs them all. A first round warms up and is not counted.
    """
    for measure in candidates.values():
        measure()
    found: dict[str, list[float]] = {name: [] for name in candidates}
    names, began, rounds = list(candidates), time.monotonic(), 0
    while (spent := time.monotonic() - began) < seconds or rounds < least:
        if rounds >= 3 and spent > 2 * seconds + 1:
            break
        for name in names:
            found[name].append(candidates[name]())
        names.reverse()
        rounds += 1
        AFTER_A_ROUND.get(_nothing)()
    return found


def _nothing() -> None:
    pass


def ratios(samples: Sequence[float], others: Sequence[float]) -> list[float]:
    """Return sample by sample how many times *others* they are."""
    return [one / other for one, other in zip(samples, others, strict=True)]


def differences(samples: Sequence[float], others: Sequence[float]) -> list[float]:
    """Return sample by sample how much more than *others* they are."""
    return [one - other for one, other in zip(samples, others, strict=True)]


def percent_more(samples: Sequence[float], others: Sequence[float]) -> list[float]:
    """Return sample by sample how many percent more than *others* they are."""
    return [(ratio - 1) * 100 for ratio in ratios(samples, others)]


def times(factor: float, samples: Sequence[float]) -> list[float]:
    """Return the samples in another unit."""
    return [factor * sample for sample in samples]
