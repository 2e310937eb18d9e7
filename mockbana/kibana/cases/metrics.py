"""Measures of one case and of all cases.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/metrics

How long a case was open and in progress.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/metrics/lifespan.ts

Measures of cases.

Source: kibana x-pack/platform/plugins/shared/cases/server/routes/api/internal/get_cases_metrics.ts
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Final, TypeAlias

from mockbana.kibana.cases.authorization import allowed_owners
from mockbana.kibana.cases.crud.read import get
from mockbana.kibana.cases.find.index import Bits, Index, index_of
from mockbana.kibana.cases.find.query import filter_of
from mockbana.kibana.cases.model import STATUSES, Client, alert_ids, as_list
from mockbana.kibana.cases.push import connector_ids
from mockbana.kibana.cases.request import client
from mockbana.kibana.clock import iso, milliseconds
from mockbana.kibana.config_schema import ArrayOf, ObjectType, OneOf, String
from mockbana.kibana.config_schema.validation import validate
from mockbana.kibana.http.errors import bad_request
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.io_ts import Choice, Each, OneOrMany, Strict, Text
from mockbana.kibana.io_ts.decode import decode
from mockbana.kibana.storage import Document

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


class CaseMetricsQuery(ObjectType):
    """Query of ``GET /internal/cases/metrics/{case_id}``."""

    features = OneOf(ArrayOf(String(least=1)), String(least=1))


class CasesMetricsQuery(CaseMetricsQuery):
    """Query of ``GET /internal/cases/metrics``."""

    owner = OneOf(ArrayOf(String()), String(), maybe=True)
    to = String(maybe=True)

    class Meta(ObjectType.Meta):
        """``from`` is a word of Python's."""

        include: ClassVar = {"from": String(maybe=True)}


CASE_QUERY: Final = CaseMetricsQuery()
CASES_QUERY: Final = CasesMetricsQuery()


def check_query(schema: ObjectType, call: Call) -> None:
    """Check the query with *schema*."""
    call.query = validate(schema, call.query, "request query")


def get_metrics(call: Call) -> Answer:
    """``GET /internal/cases/metrics``."""
    query = {**call.query, "features": as_list(call.query["features"])}
    return Answer(body=of_cases(client(call), query))


def get_case_metrics(call: Call) -> Answer:
    """``GET /internal/cases/metrics/{case_id}``."""
    features = as_list(call.query["features"])
    return Answer(body=of_case(client(call), call.params["case_id"], features))


CASE_FEATURES: Final = (
    "alerts.count",
    "alerts.users",
    "alerts.hosts",
    "actions.isolateHost",
    "connectors",
    "lifespan",
)
CASES_FEATURES: Final = ("mttr", "status")


class CaseMetrics(Strict):
    """What is to be measured about a case."""

    features = Each(Choice(*CASE_FEATURES), required=True)


class CasesMetrics(Strict):
    """What is to be measured about all cases."""

    features = Each(Choice(*CASE_FEATURES, *CASES_FEATURES), required=True)
    from_ = Text(data_key="from", attribute="from")
    to = Text()
    owner = OneOrMany(Text(), list_first=True)


CASE_METRICS: Final = CaseMetrics()
CASES_METRICS: Final = CasesMetrics()
