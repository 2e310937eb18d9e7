"""Creating, reading, changing, finding and deleting cases.

Source: kibana x-pack/platform/plugins/shared/cases/server/routes/api
"""

from typing import Any, Final

from mockbana.kibana.cases.bulk_update import bulk_update
from mockbana.kibana.cases.codec import decode
from mockbana.kibana.cases.create import create
from mockbana.kibana.cases.delete import delete
from mockbana.kibana.cases.find import find
from mockbana.kibana.cases.get import get, get_in_8
from mockbana.kibana.cases.history import find_user_actions
from mockbana.kibana.cases.model import as_list
from mockbana.kibana.cases.schemas.cases import CASE_POST, CASES_PATCH
from mockbana.kibana.http.call import Answer, Call, Route
from mockbana.kibana.http.config_schema import Boolean, ObjectType, only_keys, text_list, validate
from mockbana.kibana.http.errors import thrown

from .common import client, object_body


def case_ids(call: Call) -> None:
    """Check the query of a deletion, which knows just ``ids``."""
    ids = text_list(call.query, "ids")
    only_keys(call.query, "ids")
    call.query = {"ids": ids}


def patch_cases(call: Call) -> Answer:
    """``PATCH /api/cases``."""
    refuse_unreadable(call.body)
    body = decode(CASES_PATCH, call.body)
    return Answer(body=bulk_update(client(call), body["cases"]))


def refuse_unreadable(body: Any) -> None:
    """Stumble over bodies for which Kibana can't even word its complaint (500).

    The complaint of ``bulk_update.ts`` lists ids and versions of the request, whatever it is.
    """
    cases = body.get("cases", _ABSENT) if body is not None else _ABSENT
    if body is None:
        raise _unreadable("null (reading 'cases')")
    if cases is _ABSENT or cases is None:
        raise _unreadable(f"{'null' if cases is None else 'undefined'} (reading 'map')")
    if not isinstance(cases, list):
        raise thrown("cases.cases.map is not a function", quirk="cases is not a list")
    if None in cases:
        raise _unreadable("null (reading 'id')")


_ABSENT: Final = object()


def _unreadable(what: str) -> Exception:
    return thrown(f"Cannot read properties of {what}", quirk="a body that Kibana can't report on")


def post_case(call: Call) -> Answer:
    """``POST /api/cases``: a missing body counts as an empty one."""
    return Answer(body=create(client(call), decode(CASE_POST, call.body or {})))


class CaseQuery(ObjectType):
    """Query of ``GET /api/cases/{case_id}`` in Kibana 8."""

    includeComments = Boolean(default=True)


CASE_QUERY: Final = CaseQuery()


def get_case(call: Call) -> Answer:
    """``GET /api/cases/{case_id}``."""
    if not call.deployment.is_8:
        return Answer(body=get(client(call), call.params["case_id"]))
    include = validate(CASE_QUERY, call.query, "request query")["includeComments"]
    case = get_in_8(client(call), call.params["case_id"], include_comments=include)
    answer = Answer(body=case)
    if "includeComments" in call.query:
        version = call.deployment.settings.kibana_version
        warning = f'299 Kibana-{version} "Deprecated query parameter includeComments"'
        answer.headers["warning"] = warning
    return answer


def delete_cases(call: Call) -> Answer:
    """``DELETE /api/cases``."""
    delete(client(call), as_list(call.query["ids"]))
    return Answer(204)


def find_cases(call: Call) -> Answer:
    """``GET /api/cases/_find``."""
    return Answer(body=find(client(call), call.query))


def get_user_actions(call: Call) -> Answer:
    """``GET /api/cases/{case_id}/user_actions/_find``."""
    return Answer(body=find_user_actions(client(call), call.params["case_id"], call.query))


ROUTES: Final = (
    Route("PATCH", "/api/cases", patch_cases, (object_body,)),
    Route("POST", "/api/cases", post_case, (object_body,)),
    Route("DELETE", "/api/cases", delete_cases, (case_ids,)),
    Route("GET", "/api/cases/_find", find_cases),
    Route("GET", "/api/cases/{case_id}", get_case),
    Route("GET", "/api/cases/{case_id}/user_actions/_find", get_user_actions),
)
