"""Every kind of fault: its parameters, and what it does."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from mockbana.kibana.http.call import Answer, Call

from . import answers, checks, conflict, transport
from .delays import read_distribution
from .parameters import (
    BYTES,
    HEADERS,
    MESSAGE,
    MODES,
    RATE,
    REASONS,
    SECONDS,
    STATUS,
    Parameter,
    choice,
    is_text,
    retry_after,
)

if TYPE_CHECKING:
    from aiohttp import web

    from .live import Rule
    from .rule import Fault
    from .scene import Scene

Act: TypeAlias = "Callable[[Rule, Call], Answer | None]"
Break: TypeAlias = "Callable[[Rule, Scene, Answer], Awaitable[web.StreamResponse]]"
Wait: TypeAlias = "Callable[[Rule], float]"


def _always(_: "Rule", __: Call) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Kind:
    """What rules of one kind do; each has one of *act*, *breaks* and *waits*.

    *act* does its deed and returns the answer in Kibana's place, or ``None`` to let Kibana answer.
    *breaks* spoils the transport; it is handed Kibana's answer if the kind *needs_answer*. *waits*
    says for how long. *concerns* narrows the match, *check* refuses what can't be right.
    """

    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    act: "Act | None" = None
    breaks: "Break | None" = None
    waits: "Wait | None" = None
    needs_answer: bool = False
    needs_body: bool = False
    ahead_of_body: bool = False
    concerns: "Callable[[Rule, Call], bool]" = _always
    check: "Callable[[Fault], None]" = checks.nothing


_MESSAGE: Final = {"message": MESSAGE}
_ANY: Final = Parameter("any JSON", lambda _: True, answers.DEFAULT_BODY)
_EDIT: Final = Parameter(
    'an object with fields of a case, such as {"status": "closed"}',
    lambda value: isinstance(value, Mapping) and bool(value),
)
_DISTRIBUTION: Final = Parameter(
    "a distribution",
    lambda value: read_distribution(value) is not None,
    read=lambda value: None if value is None else read_distribution(value),
)


def _wait(rule: "Rule") -> float:
    seconds: float | None = rule.parameters["seconds"]
    if seconds is not None:
        return seconds
    drawn: float = rule.parameters["distribution"].draw(rule.turns.random)
    return drawn


KINDS: Final[Mapping[str, Kind]] = {
    "unauthorized": Kind({"reason": choice(*REASONS)}, answers.unauthorized, ahead_of_body=True),
    "forbidden": Kind(_MESSAGE, answers.forbidden),
    "not_found": Kind(_MESSAGE, answers.not_found),
    "version_conflict": Kind(
        {
            "mode": choice(*MODES),
            "user": Parameter("the name of a user", is_text, conflict.USER),
            "edit": _EDIT,
        },
        conflict.act,
        concerns=conflict.concerns,
        needs_body=True,
        check=checks.conflict,
    ),
    "overloaded": Kind({"retry_after": retry_after(None)}, answers.overloaded, ahead_of_body=True),
    "internal_error": Kind(_MESSAGE, answers.internal_error),
    "bad_gateway": Kind(_MESSAGE, answers.bad_gateway),
    "not_ready": Kind({"retry_after": retry_after(30)}, answers.not_ready),
    "license_unavailable": Kind(
        {"retry_after": retry_after(30)}, answers.license_unavailable, ahead_of_body=True
    ),
    "shutting_down": Kind(
        {"retry_after": retry_after(None)}, answers.shutting_down, ahead_of_body=True
    ),
    "gateway_timeout": Kind(_MESSAGE, answers.gateway_timeout),
    "status": Kind(
        {"status": STATUS, "body": _ANY, "headers": HEADERS},
        answers.any_status,
        check=checks.status,
    ),
    "delay": Kind(
        {"seconds": SECONDS, "distribution": _DISTRIBUTION}, waits=_wait, check=checks.delay
    ),
    "hang": Kind({"seconds": SECONDS}, breaks=transport.hang),
    "connection_reset": Kind(breaks=transport.reset),
    "empty_response": Kind(breaks=transport.empty),
    "random_data_then_close": Kind({"bytes": BYTES}, breaks=transport.garbage),
    "malformed_response_chunk": Kind(
        {"bytes": BYTES}, breaks=transport.malformed_chunk, needs_answer=True
    ),
    "truncated_body": Kind({"bytes": BYTES}, breaks=transport.truncate, needs_answer=True),
    "malformed_json": Kind(breaks=transport.malform, needs_answer=True),
    "slow_body": Kind(
        {"seconds": SECONDS, "bytes_per_second": RATE},
        breaks=transport.dribble,
        needs_answer=True,
        check=checks.slow_body,
    ),
}
"""The kinds in the order of the statuses that clients see, then waiting, then broken transport."""
