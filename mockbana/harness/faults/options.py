"""The keywords of rules, for type checkers and editors."""

from collections.abc import Mapping
from typing import Any, Literal, TypedDict

from mockbana.harness.faults.delays import Distribution
from mockbana.harness.faults.parameters import CertificateProblem, Headers, Mode, Reason

Phase = Literal["before", "after"]


class Which(TypedDict, total=False):
    """For which requests, and when: the keys that all kinds share."""

    match: Mapping[str, Any]
    phase: Phase
    times: int | None
    after: int
    every: int
    probability: float
    seed: int | str | None
    ttl: float | None


class FaultOptions(TypedDict, total=False):
    """The keywords of ``Fault`` beside *match* and *phase*: when, and those of all kinds."""

    times: int | None
    after: int
    every: int
    probability: float
    seed: int | str | None
    ttl: float | None
    reason: Reason
    message: str | None
    mode: Mode
    problem: CertificateProblem
    user: str
    edit: Mapping[str, Any] | None
    retry_after: int | str | None
    requests: int
    window: float
    per: Literal["user"] | None
    status: int
    body: Any
    headers: Headers | None
    seconds: float | None
    distribution: str | Mapping[str, Any] | Distribution | None
    bytes: int | None
    bytes_per_second: float | None
