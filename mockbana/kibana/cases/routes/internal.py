"""Routes that Kibana's own user interface calls.

Source: kibana x-pack/platform/plugins/shared/cases/server/routes/api/{internal,cases}
"""

from typing import Any, Final

from mockbana.kibana.cases import listings
from mockbana.kibana.cases.bulk_get import bulk_get
from mockbana.kibana.cases.codec import decode
from mockbana.kibana.cases.find import find
from mockbana.kibana.cases.profiles import check_may_suggest, suggest
from mockbana.kibana.cases.schemas.internal import CASE_IDS
from mockbana.kibana.http.call import Answer, Call, Route
from mockbana.kibana.http.errors import KibanaError, thrown

from .common import client, object_body
from .metrics import ROUTES as METRICS
from .one_case import ROUTES as ONE_CASE


def get_categories(call: Call) -> Answer:
    """``GET /internal/cases/categories``."""
    return Answer(body=listings.categories(client(call), call.query))


def bulk_get_cases(call: Call) -> Answer:
    """``POST /internal/cases/_bulk_get``."""
    try:
        ids = decode(CASE_IDS, call.body or {})["ids"]
    except KibanaError:
        refuse_unreadable(call.body)
        raise
    return Answer(body=bulk_get(client(call), ids))


def refuse_unreadable(body: Any) -> None:
    """Stumble over bodies for which Kibana can't even word its complaint, which lists ids (500)."""
    quirk = "a body that Kibana can't report on"
    if body is None:
        raise thrown("Cannot read properties of null (reading 'ids')", quirk=quirk)
    if not isinstance(body.get("ids") or [], list):
        raise thrown("ids.join is not a function", quirk=quirk)


def search_cases(call: Call) -> Answer:
    """``POST /internal/cases/_search``."""
    return Answer(body=find(client(call), call.body or {}))


def may_suggest(call: Call) -> None:
    """Check the privileges that this route needs of its own."""
    check_may_suggest(call.account, f"{call.method} /{'/'.join(call.segments)}")


def suggest_user_profiles(call: Call) -> Answer:
    """``POST /internal/cases/_suggest_user_profiles``."""
    return Answer(body=suggest(client(call), call.body))


ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/internal/cases/categories", get_categories, access="internal"),
    Route("POST", "/internal/cases/_bulk_get", bulk_get_cases, (object_body,), access="internal"),
    Route("POST", "/internal/cases/_search", search_cases, (object_body,), access="internal"),
    Route(
        "POST",
        "/internal/cases/_suggest_user_profiles",
        suggest_user_profiles,
        (may_suggest, object_body),
        access="internal",
    ),
    *METRICS,
    *ONE_CASE,
)
