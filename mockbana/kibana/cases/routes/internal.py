"""Routes that Kibana's own user interface calls.

Source: kibana x-pack/platform/plugins/shared/cases/server/routes/api/{internal,observables,cases}
"""

from functools import partial
from typing import Any, Final

from mockbana.kibana.cases import (
    case_connectors,
    case_users,
    history_details,
    listings,
    metrics,
    observables,
)
from mockbana.kibana.cases.bulk_get import bulk_get
from mockbana.kibana.cases.codec import decode
from mockbana.kibana.cases.find import find
from mockbana.kibana.cases.model import as_list
from mockbana.kibana.cases.profiles import check_may_suggest, suggest
from mockbana.kibana.cases.replace_custom_field import replace_custom_field
from mockbana.kibana.cases.resolve import resolve
from mockbana.kibana.cases.schemas.internal import (
    CASE_IDS,
    CASE_METRICS_QUERY,
    CASES_METRICS_QUERY,
    RESOLVE_QUERY,
)
from mockbana.kibana.cases.similar import similar
from mockbana.kibana.http.call import Answer, Call, Route
from mockbana.kibana.http.config_schema import validate
from mockbana.kibana.http.errors import KibanaError, thrown

from .common import client, object_body


def get_categories(call: Call) -> Answer:
    """``GET /internal/cases/categories``."""
    return Answer(body=listings.categories(client(call), call.query))


def resolve_query(call: Call) -> None:
    """Check the query of ``resolve``, which knows just ``includeComments``."""
    call.query = validate(RESOLVE_QUERY, call.query, "request query")


def resolve_case(call: Call) -> Answer:
    """``GET /api/cases/{case_id}/resolve``."""
    with_comments: Any = call.query["includeComments"]
    return Answer(body=resolve(client(call), call.params["case_id"], with_comments=with_comments))


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


def post_observable(call: Call) -> Answer:
    """``POST /internal/cases/{case_id}/observables``."""
    return Answer(body=observables.add(client(call), call.params["case_id"], call.body))


def patch_observable(call: Call) -> Answer:
    """``PATCH /internal/cases/{case_id}/observables/{observable_id}``."""
    case_id, observable_id = call.params["case_id"], call.params["observable_id"]
    return Answer(body=observables.update(client(call), case_id, observable_id, call.body))


def delete_observable(call: Call) -> Answer:
    """``DELETE /internal/cases/{case_id}/observables/{observable_id}``."""
    observables.delete(client(call), call.params["case_id"], call.params["observable_id"])
    return Answer(204)


def find_similar(call: Call) -> Answer:
    """``POST /internal/cases/{case_id}/_similar``."""
    return Answer(body=similar(client(call), call.params["case_id"], call.body or {}))


def get_connectors(call: Call) -> Answer:
    """``GET /internal/cases/{case_id}/_connectors``."""
    return Answer(body=case_connectors.connectors(client(call), call.params["case_id"]))


def get_users(call: Call) -> Answer:
    """``GET /internal/cases/{case_id}/_users``."""
    return Answer(body=case_users.users(client(call), call.params["case_id"]))


def get_history_stats(call: Call) -> Answer:
    """``GET /internal/cases/{case_id}/user_actions/_stats``."""
    return Answer(body=history_details.stats(client(call), call.params["case_id"]))


def find_history(call: Call) -> Answer:
    """``GET /internal/cases/{case_id}/user_actions/_find`` since 9.1."""
    case_id = call.params["case_id"]
    return Answer(body=history_details.find_with_attachments(client(call), case_id, call.query))


def has_history(kibana_version: str) -> bool:
    """Whether the history can be had together with attachments."""
    return not kibana_version.startswith(("8.", "9.0."))


def metrics_query(schema: Any, call: Call) -> None:
    """Check the query of a route of metrics."""
    call.query = validate(schema, call.query, "request query")


def get_metrics(call: Call) -> Answer:
    """``GET /internal/cases/metrics``."""
    query = {**call.query, "features": as_list(call.query["features"])}
    return Answer(body=metrics.of_cases(client(call), query))


def get_case_metrics(call: Call) -> Answer:
    """``GET /internal/cases/metrics/{case_id}``."""
    features = as_list(call.query["features"])
    return Answer(body=metrics.of_case(client(call), call.params["case_id"], features))


def put_custom_field(call: Call) -> Answer:
    """``PUT /internal/cases/{case_id}/custom_fields/{key}``."""
    if call.body is None:
        message = "Cannot read properties of null (reading 'caseVersion')"
        raise thrown(message, quirk="a body that Kibana can't report on")
    case_id, key = call.params["case_id"], call.params["key"]
    return Answer(body=replace_custom_field(client(call), case_id, key, call.body))


_BODY: Final = (object_body,)
_CASE: Final = "/internal/cases/{case_id}"
_route: Final = partial(Route, access="internal")
ROUTES: Final[tuple[Route, ...]] = (
    _route("GET", "/internal/cases/categories", get_categories),
    _route("GET", "/api/cases/{case_id}/resolve", resolve_case, (resolve_query,)),
    _route("POST", "/internal/cases/_bulk_get", bulk_get_cases, _BODY),
    _route("POST", "/internal/cases/_search", search_cases, _BODY),
    _route(
        "POST",
        "/internal/cases/_suggest_user_profiles",
        suggest_user_profiles,
        (may_suggest, *_BODY),
    ),
    _route("POST", f"{_CASE}/observables", post_observable, _BODY),
    _route("PATCH", f"{_CASE}/observables/{{observable_id}}", patch_observable, _BODY),
    _route("DELETE", f"{_CASE}/observables/{{observable_id}}", delete_observable),
    _route("POST", f"{_CASE}/_similar", find_similar, _BODY),
    _route("GET", f"{_CASE}/_connectors", get_connectors),
    _route("GET", f"{_CASE}/_users", get_users),
    _route("GET", f"{_CASE}/user_actions/_stats", get_history_stats),
    _route("GET", f"{_CASE}/user_actions/_find", find_history, versions=has_history),
    _route(
        "GET",
        "/internal/cases/metrics",
        get_metrics,
        (partial(metrics_query, CASES_METRICS_QUERY),),
    ),
    _route(
        "GET",
        "/internal/cases/metrics/{case_id}",
        get_case_metrics,
        (partial(metrics_query, CASE_METRICS_QUERY),),
    ),
    _route("PUT", f"{_CASE}/custom_fields/{{key}}", put_custom_field, _BODY),
)
