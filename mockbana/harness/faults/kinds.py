"""Every kind of fault: its parameters, and what it does.

What can't be right about a rule as a whole.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from mockbana.harness.expectation import expected_json, is_json
from mockbana.harness.faults import answers, conflict, limiter, port, transport
from mockbana.harness.faults.answers import DEFAULT_BODY
from mockbana.harness.faults.delays import read_distribution
from mockbana.harness.faults.kind import Kind
from mockbana.harness.faults.limiter import Limiter
from mockbana.harness.faults.parameters import (
    BYTES,
    HEADERS,
    MESSAGE,
    MODES,
    PER,
    RATE,
    REASONS,
    SECONDS,
    STATUS,
    WINDOW,
    FaultError,
    Parameter,
    choice,
    is_text,
    is_whole,
    retry_after,
    wrong,
)
from mockbana.kibana.cases.crud.schemas import CASES_PATCH
from mockbana.kibana.clock import Clock
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.io_ts.decode import decode

if TYPE_CHECKING:
    from mockbana.harness.faults.engine import ActiveFault
    from mockbana.harness.faults.fault import Fault

_MESSAGE: Final = {"message": MESSAGE}


def _read_body(value: Any) -> Any:
    return value if value is answers.DEFAULT_BODY else expected_json(value)


_ANY: Final = Parameter("text or any JSON", is_json, answers.DEFAULT_BODY, read=_read_body)
_REQUESTS: Final = Parameter(
    f"a whole number from 1 to {limiter.MOST}", lambda v: is_whole(v, 1) and v <= limiter.MOST
)
_EDIT: Final = Parameter(
    'an object with fields of a case, such as {"status": "closed"}',
    lambda value: isinstance(value, Mapping) and bool(value),
)
_DISTRIBUTION: Final = Parameter(
    "a distribution",
    lambda value: read_distribution(value) is not None,
    read=lambda value: None if value is None else read_distribution(value),
)


def _limiter(fault: "Fault", clock: Clock) -> Limiter:
    requests, window, per = (fault.parameters[name] for name in ("requests", "window", "per"))
    return Limiter(clock, requests, window, per_user=per == "user")


def _wait(rule: "ActiveFault") -> float:
    seconds: float | None = rule.parameters["seconds"]
    if seconds is not None:
        return seconds
    drawn: float = rule.parameters["distribution"].draw(rule.turns.random)
    return drawn


_FIXED: Final = ("id", "version", "owner")
_BODILESS: Final = (204, 304)


def delay(fault: "Fault") -> None:
    """Refuse a delay without a length, or with two."""
    given = [key for key, value in fault.parameters.items() if value is not None]
    if len(given) != 1:
        raise FaultError('a delay needs "seconds" or a "distribution", and not both', "seconds")


def slow_body(fault: "Fault") -> None:
    """Refuse a pace that is given twice."""
    if None not in fault.parameters.values():
        hint = "takes the whole body's seconds or bytes_per_second, not both"
        raise FaultError(f"slow_body {hint}", "seconds")


def rate_limited(fault: "Fault") -> None:
    """Refuse a limit that is none."""
    for key, example in (("requests", 10), ("window", 1)):
        if fault.parameters[key] is None:
            raise FaultError(f'this kind needs "{key}", such as {example}', key)


def status(fault: "Fault") -> None:
    """Refuse an answer without a status, or with a body that its status forbids."""
    code, body = fault.parameters["status"], fault.parameters["body"]
    if code is None:
        raise FaultError('this kind needs a "status", such as 418', "status")
    if code in _BODILESS and body is not DEFAULT_BODY and body is not None:
        raise FaultError(f"a {code} has no body: leave it out", "body")


def check_conflict(fault: "Fault") -> None:
    """Refuse a conflict that can't come about."""
    method = fault.match.wanted.get("method", "PATCH")
    if isinstance(method, str) and method != "PATCH":
        hint = "only a PATCH carries a version that could be out of date: match that, or no method"
        raise FaultError(hint, "match", "method")
    given = fault.to_dict()
    if fault.parameters["mode"] == "stale":
        for key in {"user", "edit"} & given.keys():
            hint = f'"{key}" belongs to mode "concurrent_edit": leave it out'
            raise FaultError(f'in mode "stale" nobody edits anything, so {hint}', key)
    elif fault.phase == "after":
        hint = 'leave out the phase "after", or use mode "stale"'
        raise FaultError(f"the other user's edit comes ahead of the request: {hint}", "phase")
    if fault.parameters["edit"] is not None:
        _check_edit(fault)


def _check_edit(fault: "Fault") -> None:
    edit = fault.parameters["edit"]
    for key in _FIXED:
        if key in edit:
            raise FaultError(f"nobody can change the {key} of a case: leave it out", "edit", key)
    try:
        decode(CASES_PATCH, {"cases": [{"id": "", "version": "", **edit}]})
    except KibanaError as refusal:
        raise wrong(f"what Kibana takes ({refusal.message})", edit, "edit") from None


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
        check=check_conflict,
    ),
    "overloaded": Kind({"retry_after": retry_after(None)}, answers.overloaded, ahead_of_body=True),
    "rate_limited": Kind(
        {"requests": _REQUESTS, "window": WINDOW, "per": PER},
        answers.rate_limited,
        ahead_of_body=True,
        limits=_limiter,
        check=rate_limited,
    ),
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
        check=status,
    ),
    "delay": Kind({"seconds": SECONDS, "distribution": _DISTRIBUTION}, waits=_wait, check=delay),
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
        check=slow_body,
    ),
    "refused": Kind(
        {"seconds": SECONDS},
        concerns=port.no_request,
        check=port.check_refused,
        closes_port=True,
    ),
    "bad_certificate": Kind(
        {"problem": choice(*port.PROBLEMS)},
        concerns=port.no_request,
        check=port.check_connection,
        shows_certificate=True,
    ),
}
"""The kinds in the order of the statuses that clients see, then waiting, then broken transport.

Last come those that strike connections.
"""
