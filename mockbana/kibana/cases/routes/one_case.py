"""Routes about one case that Kibana's own user interface calls.

Source: kibana x-pack/platform/plugins/shared/cases/server/routes/api/{internal,observables,cases}
"""

from functools import partial
from typing import Any, Final

from mockbana.kibana.cases import case_connectors, case_users, history_details, observables
from mockbana.kibana.cases.replace_custom_field import replace_custom_field
from mockbana.kibana.cases.resolve import resolve
from mockbana.kibana.cases.similar import similar
from mockbana.kibana.http.call import Answer, Call, Route
from mockbana.kibana.http.config_schema import Boolean, ObjectType, validate
from mockbana.kibana.http.errors import thrown

from .common import client, object_body


class ResolveQuery(ObjectType):
    """Query of ``GET /api/cases/{case_id}/resolve``."""

    includeComments = Boolean(default=True)


RESOLVE_QUERY: Final = ResolveQuery()


def resolve_query(call: Call) -> None:
    """Check the query of ``resolve``, which knows just ``includeComments``."""
    call.query = validate(RESOLVE_QUERY, call.query, "request query")


def resolve_case(call: Call) -> Answer:
    """``GET /api/cases/{case_id}/resolve``."""
    with_comments: Any = call.query["includeComments"]
    return Answer(body=resolve(client(call), call.params["case_id"], with_comments=with_comments))


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
    _route("GET", "/api/cases/{case_id}/resolve", resolve_case, (resolve_query,)),
    _route("POST", f"{_CASE}/observables", post_observable, _BODY),
    _route("PATCH", f"{_CASE}/observables/{{observable_id}}", patch_observable, _BODY),
    _route("DELETE", f"{_CASE}/observables/{{observable_id}}", delete_observable),
    _route("POST", f"{_CASE}/_similar", find_similar, _BODY),
    _route("GET", f"{_CASE}/_connectors", get_connectors),
    _route("GET", f"{_CASE}/_users", get_users),
    _route("GET", f"{_CASE}/user_actions/_stats", get_history_stats),
    _route("GET", f"{_CASE}/user_actions/_find", find_history, versions=has_history),
    _route("PUT", f"{_CASE}/custom_fields/{{key}}", put_custom_field, _BODY),
)
