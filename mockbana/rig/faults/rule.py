"""A fault rule as a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal, Self

from .kinds import KINDS, Kind
from .match import Match
from .refusal import FaultError, unknown, wrong
from .schedule import PARAMETERS as SCHEDULE
from .schedule import Schedule

Phase = Literal["before", "after"]
PHASES: Final = ("before", "after")
_GENERAL: Final = ("match", "phase", *SCHEDULE)


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

    def __init__(
        self,
        kind: str,
        *,
        match: Mapping[str, Any] | None = None,
        phase: Phase = "before",
        **rest: Any,
    ) -> None:
        if kind not in KINDS:
            raise unknown("kind", kind, KINDS, "kind")
        if phase not in PHASES:
            raise wrong('"before" or "after"', phase, "phase")
        schedule = {key: value for key, value in rest.items() if key in SCHEDULE}
        parameters = {key: value for key, value in rest.items() if key not in SCHEDULE}
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
