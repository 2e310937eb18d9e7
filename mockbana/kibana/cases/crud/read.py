"""``GET /api/cases/{id}``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/get.ts

``GET /api/cases/{id}/resolve``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/get.ts (resolve)

``POST /internal/cases/_bulk_get``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/bulk_get.ts
"""

from collections.abc import Sequence
from typing import Any, Final

from mockbana.kibana.cases import model
from mockbana.kibana.cases.authorization import allowed_owners, ensure
from mockbana.kibana.cases.crud.schemas import BULK_GET_CASES
from mockbana.kibana.cases.model import (
    Client,
    find_case,
    shown,
    with_attachments,
    without_attachments,
    without_comments,
)
from mockbana.kibana.cases.request import client
from mockbana.kibana.config_schema import Boolean, ObjectType
from mockbana.kibana.config_schema.validation import validate
from mockbana.kibana.http.errors import TITLES, KibanaError, kibana_crash
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.io_ts.decode import decode
from mockbana.kibana.storage import Document


def get(client: Client, case_id: str) -> Document:
    """Return a case without its comments; 404 or 403 when there is none to see."""
    return without_comments(_readable(client, case_id), client.objects)


def get_in_8(client: Client, case_id: str, *, include_comments: bool) -> Document:
    """Return a case as Kibana 8 does: with its comments if *include_comments*, else without.

    Unlike in the answer to a new comment, ``totalComment`` counts comments of users only.
    """
    case = shown(_readable(client, case_id), client.objects)
    if not include_comments:
        return case
    return {**case, "comments": list(model.of_case(client.objects, case_id))}


def _readable(client: Client, case_id: str) -> Document:
    case = find_case(client, case_id)
    ensure(client.account, "access case", [case["owner"]])
    return case


def resolve(client: Client, case_id: str, *, with_comments: bool) -> Document:
    """Return a case and how it was found, which here is always by its own id; 404, 403."""
    case = find_case(client, case_id)
    ensure(client.account, "access case", [case["owner"]])
    shown = with_attachments(case, client.objects) if with_comments else without_attachments(case)
    return {"case": shown, "outcome": "exactMatch"}


def bulk_get(client: Client, ids: Sequence[str]) -> Document:
    """Return the cases *ids* in that order, and why others aren't among them: 404s, then 403s.

    Errors: 403 when no owner may be read.
    """
    found = [case for case in map(client.objects.cases.get, ids) if case is not None]
    owners = allowed_owners(client.account, "access cases")
    return {
        "cases": [shown(case, client.objects) for case in found if case["owner"] in owners],
        "errors": [
            *(
                _error(404, f"Saved object [cases/{case_id}] not found", case_id)
                for case_id in ids
                if case_id not in client.objects.cases
            ),
            *(
                _error(
                    403, f'Unauthorized to access case with owner: "{case["owner"]}"', case["id"]
                )
                for case in found
                if case["owner"] not in owners
            ),
        ],
    }


def _error(status: int, message: str, case_id: str) -> Document:
    return {"error": TITLES[status], "message": message, "status": status, "caseId": case_id}


class CaseQuery(ObjectType):
    """Query of ``GET /api/cases/{case_id}`` in Kibana 8."""

    includeComments = Boolean(default=True)


CASE_QUERY: Final = CaseQuery()


def get_case(call: Call) -> Answer:
    """``GET /api/cases/{case_id}``."""
    if not call.deployment.release.has("include_comments"):
        return Answer(body=get(client(call), call.params["case_id"]))
    include = validate(CASE_QUERY, call.query, "request query")["includeComments"]
    case = get_in_8(client(call), call.params["case_id"], include_comments=include)
    answer = Answer(body=case)
    if "includeComments" in call.query:
        version = call.deployment.settings.kibana_version
        warning = f'299 Kibana-{version} "Deprecated query parameter includeComments"'
        answer.headers["warning"] = warning
    return answer


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


def bulk_get_cases(call: Call) -> Answer:
    """``POST /internal/cases/_bulk_get``."""
    try:
        ids = decode(BULK_GET_CASES, call.body or {})["ids"]
    except KibanaError:
        refuse_unreadable(call.body)
        raise
    return Answer(body=bulk_get(client(call), ids))


def refuse_unreadable(body: Any) -> None:
    """Stumble over bodies for which Kibana can't even word its complaint, which lists ids (500)."""
    quirk = "a body that Kibana can't report on"
    if body is None:
        raise kibana_crash("Cannot read properties of null (reading 'ids')", quirk=quirk)
    if not isinstance(body.get("ids") or [], list):
        raise kibana_crash("ids.join is not a function", quirk=quirk)
