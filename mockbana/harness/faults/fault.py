"""A fault rule as a value.

When a rule strikes: of the requests that it matches, which.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from random import Random
from types import MappingProxyType
from typing import Any, Final, Self, Unpack

from mockbana.harness.faults.kind import Kind
from mockbana.harness.faults.kinds import KINDS
from mockbana.harness.faults.match import Match
from mockbana.harness.faults.options import FaultOptions, Phase
from mockbana.harness.faults.parameters import (
    FaultError,
    Parameter,
    is_number,
    is_whole,
    unknown,
    wrong,
)
from mockbana.harness.tracebacks import hide_frames
from mockbana.kibana.deployment import Deployment

PHASES: Final = ("before", "after")

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

_GENERAL: Final = ("match", "phase", *PARAMETERS)


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


@dataclass(frozen=True, init=False)
class Fault:
    """What goes wrong (*kind* and its parameters), for which requests, when.

    ``Fault("unauthorized", match={"method": "PATCH"}, times=1, reason="expired")``. In phase
    ``before`` the request has no effect, in phase ``after`` it has, and then the answer is lost or
    replaced. A value: it may be added to many servers; how often it struck is the server's affair.
    Errors: ``FaultError`` (a ``ValueError``) for a rule that can't be right.
    """

    kind: str
    match: Match
    schedule: Schedule
    phase: Phase
    parameters: Mapping[str, Any] = field(hash=False)

    @hide_frames
    def __init__(
        self,
        kind: str,
        *,
        match: Mapping[str, Any] | None = None,
        phase: Phase = "before",
        **rest: Unpack[FaultOptions],
    ) -> None:
        if kind not in KINDS:
            raise unknown("kind", kind, KINDS, "kind")
        if phase not in PHASES:
            raise wrong('"before" or "after"', phase, "phase")
        given: dict[str, Any] = {**rest}
        schedule = {key: value for key, value in given.items() if key in PARAMETERS}
        parameters = {key: value for key, value in given.items() if key not in PARAMETERS}
        self._set(kind=kind, phase=phase, match=Match({} if match is None else match))
        self._set(schedule=Schedule(**schedule))
        self._set(parameters=MappingProxyType(_complete(kind, parameters)))
        self.behaviour.check(self)

    def _set(self, **values: Any) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def behaviour(self) -> Kind:
        """Return what rules of this kind do."""
        return KINDS[self.kind]

    @property
    def needs_body(self) -> bool:
        """Whether the body must be read to tell if a request matches."""
        return self.match.needs_body or self.behaviour.needs_body

    @classmethod
    @hide_frames
    def from_dict(cls, document: Any) -> Self:
        """Return the rule that a JSON object describes; ``FaultError`` when it can't be right."""
        if not isinstance(document, Mapping):
            raise FaultError(
                f'a rule is an object such as {{"kind": "overloaded"}}, not {document!r}'
            )
        if not isinstance(document.get("kind"), str):
            raise FaultError(f'a rule needs a "kind": one of {", ".join(sorted(KINDS))}', "kind")
        for key in document:
            if not isinstance(key, str):
                raise unknown("key", key, _GENERAL, str(key))
        given = {key: value for key, value in document.items() if key != "kind"}
        return cls(document["kind"], **given)

    def to_dict(self) -> dict[str, Any]:
        """Return the rule as a JSON object, without what is the default anyway."""
        document: dict[str, Any] = {"kind": self.kind}
        if self.match.wanted:
            document["match"] = dict(self.match.wanted)
        if self.phase != "before":
            document["phase"] = self.phase
        known = self.behaviour.parameters
        special = {
            key: _plain(value)
            for key, value in self.parameters.items()
            if value != known[key].default
        }
        return {**document, **self.schedule.given(), **special}

    def __repr__(self) -> str:
        kind, *rest = self.to_dict().items()
        return f"Fault({', '.join([repr(kind[1]), *(f'{key}={value!r}' for key, value in rest)])})"


def _complete(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    known = KINDS[kind].parameters
    for key, value in given.items():
        if key not in known:
            raise unknown(f'key of "{kind}"', key, (*known, *_GENERAL), key)
        known[key].check(value, key)
    return {key: known[key].read(given.get(key, known[key].default)) for key in known}


def _plain(value: Any) -> Any:
    plain = value is None or isinstance(value, str | int | float | list | Mapping)
    return value if plain else str(value)


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
