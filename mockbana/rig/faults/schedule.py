"""When a rule strikes: of the requests that it matches, which."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from random import Random
from typing import Any, Final

from mockbana.kibana.deployment import Deployment

from .parameters import Parameter, is_number, is_whole


@dataclass(frozen=True, slots=True)
class Schedule:
    """Of the requests that match: skip the first *after*, then strike each *every*-th.

    *probability* (above 0, at most 1) leaves it to chance, with *seed* to repeat it; at most
    *times* strikes, and none once *ttl* seconds have passed on the deployment's clock.
    Errors: ``FaultError`` for a schedule that never strikes.
    """

    times: int | None = None
    after: int = 0
    every: int = 1
    probability: float = 1.0
    seed: int | str | None = None
    ttl: float | None = None

    def __post_init__(self) -> None:
        for name, parameter in PARAMETERS.items():
            parameter.check(getattr(self, name), name)

    def given(self) -> dict[str, Any]:
        """Return what differs from the default."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {key: value for key, value in values.items() if value != PARAMETERS[key].default}


PARAMETERS: Final[Mapping[str, Parameter]] = {
    "times": Parameter(
        "a whole number from 1 on (left out: no limit)", lambda v: is_whole(v, 1), None
    ),
    "after": Parameter("a whole number from 0 on", lambda v: is_whole(v, 0), 0),
    "every": Parameter(
        "a whole number from 1 on (2: each second request)", lambda v: is_whole(v, 1), 1
    ),
    "probability": Parameter(
        "a number above 0 and at most 1", lambda v: is_number(v) and 0 < v <= 1, 1.0
    ),
    "seed": Parameter(
        "a whole number or text", lambda v: isinstance(v, str) or is_whole(v, -(2**63))
    ),
    "ttl": Parameter("a number of seconds above 0", lambda v: is_number(v) and v > 0),
}


class Turns:
    """The course of a schedule from now on: how many requests matched and how many were struck."""

    def __init__(self, schedule: Schedule, deployment: Deployment, name: str) -> None:
        seed = f"{deployment.seed}/{name}" if schedule.seed is None else schedule.seed
        self.schedule = schedule
        self.matched = self.fired = 0
        self.random = Random(f"{seed}/values")
        self._chance = Random(seed)
        self._now: Callable[[], int] = deployment.clock.now
        self._end = None if schedule.ttl is None else self._now() + schedule.ttl * 1000

    @property
    def over(self) -> bool:
        """Whether it will never strike again."""
        times = self.schedule.times
        exhausted = times is not None and self.fired >= times
        return exhausted or (self._end is not None and self._now() >= self._end)

    def next(self) -> bool:
        """Count a request that matches; return whether it is its turn."""
        self.matched += 1
        if self.over:
            return False
        counted = self.matched - self.schedule.after
        if counted <= 0 or counted % self.schedule.every:
            return False
        return self.schedule.probability == 1 or self._chance.random() < self.schedule.probability
