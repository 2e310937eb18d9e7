"""How long a case took to be acknowledged, investigated and resolved.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/utils.ts
"""

from typing import Any

from mockbana.kibana.cases.model import Client
from mockbana.kibana.clock import milliseconds
from mockbana.kibana.storage import Document


def closing(client: Client, case: Document, status: str, now: str) -> Document:
    """Return the members of *case* that tell of its end once it has *status*."""
    if status != "closed":
        return {"closed_at": None, "closed_by": None, "duration": None}
    return {
        "closed_at": now,
        "closed_by": client.account.user(),
        "duration": _seconds(case["created_at"], now),
    }


def timings(client: Client, case: Document, status: str, now: str) -> Document:
    """Return what a change of the status of *case* to *status* makes of its ``TIMINGS``.

    Times are whole seconds. Nothing is returned where the clock went backwards, and before Kibana
    had them.
    """
    if status == case["status"] or not client.deployment.release.has("timing_metrics"):
        return {}
    match status:
        case "in-progress":
            return _acknowledged(case, now)
        case "closed":
            return _resolved(case, now)
        case _:
            return _times(None, None, None)


def _acknowledged(case: Document, now: str) -> Document:
    seconds = _seconds(case["created_at"], now)
    if seconds is None:
        return {}
    return {"in_progress_at": case.get("in_progress_at") or now, **_times(seconds, None, None)}


def _resolved(case: Document, now: str) -> Document:
    whole = _seconds(case["created_at"], now)
    if whole is None:
        return {}
    begun = case.get("in_progress_at")
    if begun is None:
        return _times(whole, 0, whole)
    first, rest = _seconds(case["created_at"], begun), _seconds(begun, now)
    return {} if first is None or rest is None else _times(first, rest, whole)


def _times(acknowledge: Any, investigate: Any, resolve: Any) -> Document:
    return {
        "time_to_acknowledge": acknowledge,
        "time_to_investigate": investigate,
        "time_to_resolve": resolve,
    }


def _seconds(start: str, end: str) -> int | None:
    """Return the whole seconds from *start* to *end*, ``None`` where *end* comes first."""
    seconds = (milliseconds(end) - milliseconds(start)) // 1000
    return seconds if seconds >= 0 else None
