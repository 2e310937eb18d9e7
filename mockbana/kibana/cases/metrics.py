"""Measures of one case and of all cases.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/metrics
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from mockbana.kibana.http.errors import bad_request
from mockbana.kibana.storage import Document

from .authorization import allowed_owners
from .case_connectors import connector_ids
from .client import Client
from .codec import decode
from .filters import filter_of
from .get import get
from .index import Bits, Index, index_of
from .lifespan import lifespan
from .model import alert_ids
from .schemas.internal import CASE_METRICS, CASES_FEATURES, CASES_METRICS
from .schemas.parts import STATUSES

Measure: TypeAlias = Callable[[Client, Document], Any]


def _alerts(client: Client, case: Document) -> int:
    return len(alert_ids(client.objects.attachments.get(case["id"], ())))


def _nothing_known(_: Client, __: Document) -> Document:
    """Return what alerts tell of users and hosts; there are no documents of alerts here."""
    return {"total": 0, "values": []}


def _isolations(client: Client, case: Document) -> Document:
    kinds = [
        attachment["actions"]["type"]
        for attachment in client.objects.attachments.get(case["id"], ())
        if attachment["type"] == "actions"
    ]
    return {kind: {"total": kinds.count(kind)} for kind in ("isolate", "unisolate")}


def _connectors(client: Client, case: Document) -> Document:
    history = client.objects.user_actions.get(case["id"], ())
    return {"total": len(connector_ids(history))}


MEASURES: Final[Mapping[str, Measure]] = {
    "alerts.count": _alerts,
    "alerts.users": _nothing_known,
    "alerts.hosts": _nothing_known,
    "actions.isolateHost": _isolations,
    "connectors": _connectors,
    "lifespan": lifespan,
}


def of_case(client: Client, case_id: str, features: list[str]) -> Document:
    """Return the measures of a case called *features*; a dot in a name makes an object.

    Errors: 400 for the names, 404, 403.
    """
    decode(CASE_METRICS, {"features": features})
    case = get(client, case_id)
    found: dict[str, Any] = {}
    for feature in dict.fromkeys(features):
        group, _, name = feature.rpartition(".")
        place = found.setdefault(group, {}) if group else found
        place[name] = MEASURES[feature](client, case)
    return found


def of_cases(client: Client, query: Document) -> Document:
    """Return the measures in ``features`` of *query* over all cases that it lets through.

    Errors: 400 for the query, 403 when no owner may be read.
    """
    decode(CASES_METRICS, query)
    _check_features(query["features"])
    owners = allowed_owners(client.account, "access cases")
    index = index_of(client.objects.cases)
    cases = index.find(filter_of(client, query, owners))
    measures = {"mttr": _mean_duration, "status": _statuses}
    return {name: measures[name](index, cases) for name in measures if name in query["features"]}


def _check_features(features: list[str]) -> None:
    if wrong := [name for name in features if name not in CASES_FEATURES]:
        valid = ", ".join(CASES_FEATURES)
        raise bad_request(
            f"invalid features: [{', '.join(wrong)}], please only provide valid features: [{valid}]"
        )


def _mean_duration(index: Index, cases: Bits) -> float | None:
    """Return the mean of the durations, in seconds."""
    durations = [case["duration"] for case in index.cases(cases) if case["duration"] is not None]
    return sum(durations) / len(durations) if durations else None


def _statuses(index: Index, cases: Bits) -> dict[str, int]:
    counts = {status: (cases & index.having("status", status)).bit_count() for status in STATUSES}
    return {
        "open": counts["open"],
        "inProgress": counts["in-progress"],
        "closed": counts["closed"],
    }
