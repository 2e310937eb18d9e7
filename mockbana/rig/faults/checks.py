"""What can't be right about a rule as a whole."""

from typing import TYPE_CHECKING, Final

from mockbana.kibana.cases.codec import decode
from mockbana.kibana.cases.schemas.cases import CASES_PATCH
from mockbana.kibana.http.errors import KibanaError

from .answers import DEFAULT_BODY
from .refusal import FaultError, wrong

if TYPE_CHECKING:
    from .rule import Fault

_FIXED: Final = ("id", "version", "owner")
_BODILESS: Final = (204, 304)


def nothing(_: "Fault") -> None:
    """Take any rule."""


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


def status(fault: "Fault") -> None:
    """Refuse an answer without a status, or with a body that its status forbids."""
    code, body = fault.parameters["status"], fault.parameters["body"]
    if code is None:
        raise FaultError('this kind needs a "status", such as 418', "status")
    if code in _BODILESS and body is not DEFAULT_BODY and body is not None:
        raise FaultError(f"a {code} has no body: leave it out", "body")


def conflict(fault: "Fault") -> None:
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
