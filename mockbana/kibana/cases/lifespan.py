"""How long a case was open and in progress.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/metrics/lifespan.ts
"""

from collections.abc import Iterator

from mockbana.kibana.clock import iso, milliseconds
from mockbana.kibana.storage import Document

from .client import Client


def lifespan(client: Client, case: Document) -> Document:
    """Return when *case* was created, closed and opened again, and its times in milliseconds."""
    durations = {"open": 0, "in-progress": 0, "closed": 0}
    reopened: list[str] = []
    status, since = "open", milliseconds(case["created_at"])
    for moment, new in _changes(client, case):
        durations[status] += abs(moment - since)
        if status == "closed" and new != "closed":
            reopened.append(iso(moment))
        status, since = new, moment
    durations[status] += abs(client.deployment.clock.now() - since)
    return {
        "creationDate": case["created_at"],
        "closeDate": case["closed_at"],
        "statusInfo": {
            "openDuration": durations["open"],
            "inProgressDuration": durations["in-progress"],
            "reopenDates": reopened,
        },
    }


def _changes(client: Client, case: Document) -> Iterator[tuple[int, str]]:
    """Yield when the status changed, in milliseconds since 1970, and to what."""
    for action in client.objects.user_actions.get(case["id"], ()):
        if action["type"] == "status":
            yield milliseconds(action["created_at"]), action["payload"]["status"]
