"""Measures of cases.

Source: kibana x-pack/platform/plugins/shared/cases/server/routes/api/internal/get_cases_metrics.ts
"""

from functools import partial
from typing import ClassVar, Final

from mockbana.kibana.cases import metrics
from mockbana.kibana.cases.model import as_list
from mockbana.kibana.http.call import Answer, Call, Route
from mockbana.kibana.http.config_schema import ArrayOf, ObjectType, OneOf, String, validate

from .common import client


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
    return Answer(body=metrics.of_cases(client(call), query))


def get_case_metrics(call: Call) -> Answer:
    """``GET /internal/cases/metrics/{case_id}``."""
    features = as_list(call.query["features"])
    return Answer(body=metrics.of_case(client(call), call.params["case_id"], features))


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        "GET",
        "/internal/cases/metrics",
        get_metrics,
        (partial(check_query, CASES_QUERY),),
        access="internal",
    ),
    Route(
        "GET",
        "/internal/cases/metrics/{case_id}",
        get_case_metrics,
        (partial(check_query, CASE_QUERY),),
        access="internal",
    ),
)
