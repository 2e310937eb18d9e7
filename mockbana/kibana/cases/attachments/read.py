"""Reading attachments.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/attachments/{get,bulk_get}.ts
"""

from collections.abc import Iterable, Sequence
from typing import Final

from mockbana.kibana.cases import model
from mockbana.kibana.cases.attachments import store
from mockbana.kibana.cases.attachments.schemas import ATTACHMENT_IDS, COMMENTS_FIND
from mockbana.kibana.cases.authorization import allowed_owners, ensure
from mockbana.kibana.cases.crud.read import get as get_case
from mockbana.kibana.cases.find.query import page_of
from mockbana.kibana.cases.model import Client
from mockbana.kibana.cases.request import _only_ids, client, deprecated
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.io_ts.decode import decode
from mockbana.kibana.storage import Document

ERROR_ORDER: Final = (404, 400, 403)
"""Kibana lists what is missing first, then what is another case's, then what may not be read."""


def get(client: Client, attachment_id: str) -> Document:
    """``GET /api/cases/{id}/comments/{comment_id}``, which does not look at the case (404, 403)."""
    _, attachment = store.load(client.objects, attachment_id)
    ensure(client.account, "access comments", [attachment["owner"]])
    return attachment


def get_all(client: Client, case_id: str) -> list[Document]:
    """Return all attachments of a case, as 8.x lists them; none for an unknown case. 403."""
    owners = allowed_owners(client.account, "access comments")
    return [item for item in model.of_case(client.objects, case_id) if item["owner"] in owners]


def find(client: Client, case_id: str, query: Document) -> Document:
    """Return one page of the user comments of a case; none for an unknown case.

    Errors: 400 for the query, 403 when no owner may be read.
    """
    decode(COMMENTS_FIND, query)
    found = [item for item in get_all(client, case_id) if item["type"] == "user"]
    if query.get("sortOrder") == "desc":
        found.reverse()
    page, per_page, items = page_of(found, query)
    return {"comments": list(items), "page": page, "per_page": per_page, "total": len(found)}


def bulk_get(client: Client, case_id: str, body: Document) -> Document:
    """``POST /internal/cases/{id}/attachments/_bulk_get``: what is there, and errors for the rest.

    Errors: 400 for *body*, 404 and 403 for the case, 403 when no owner may be read.
    """
    ids: Sequence[str] = decode(ATTACHMENT_IDS, body)["ids"]
    get_case(client, case_id)
    owners = allowed_owners(client.account, "access comments")
    found: list[Document] = []
    errors: list[Document] = []
    for attachment_id in ids:
        try:
            found.append(_of_case(client, case_id, attachment_id, owners))
        except KibanaError as refusal:
            errors.append(_error(refusal, attachment_id))
    errors.sort(key=lambda error: ERROR_ORDER.index(error["status"]))
    return {"attachments": found, "errors": errors}


def _of_case(client: Client, case_id: str, attachment_id: str, owners: Iterable[str]) -> Document:
    home, attachment = store.load(client.objects, attachment_id)
    if home != case_id:
        raise KibanaError(400, f"Attachment is not attached to case id={case_id}")
    if attachment["owner"] not in owners:
        text = f'Unauthorized to access attachment with owner: "{attachment["owner"]}"'
        raise KibanaError(403, text)
    return attachment


def _error(refusal: KibanaError, attachment_id: str) -> Document:
    envelope = refusal.envelope()
    return {
        "error": envelope["error"],
        "message": envelope["message"],
        "status": envelope["statusCode"],
        "attachmentId": attachment_id,
    }


def get_comment(call: Call) -> Answer:
    """``GET /api/cases/{case_id}/comments/{comment_id}``."""
    return Answer(body=get(client(call), call.params["comment_id"]))


def find_comments(call: Call) -> Answer:
    """``GET /api/cases/{case_id}/comments/_find``."""
    return Answer(body=find(client(call), call.params["case_id"], call.query))


def list_comments(call: Call) -> Answer:
    """``GET /api/cases/{case_id}/comments``, of 8.x."""
    return deprecated(call, get_all(client(call), call.params["case_id"]))


def bulk_get_attachments(call: Call) -> Answer:
    """``POST /internal/cases/{case_id}/attachments/_bulk_get``."""
    ids = _only_ids(call)
    return Answer(body=bulk_get(client(call), call.params["case_id"], ids))
