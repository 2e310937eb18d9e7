"""``PATCH /api/cases/{id}/comments``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/attachments/update.ts
"""

from mockbana.kibana.http.errors import KibanaError, bad_request
from mockbana.kibana.storage import Document

from . import attachments, user_actions
from .attachment_rules import check_values
from .authorization import ensure
from .client import Client
from .get import load
from .touch import touch


def update(client: Client, case_id: str, sent: Document) -> Document:
    """Replace an attachment with *sent* (a valid body with ``id, version``), return the case.

    Errors, in this order: 400 for the history and for values, 404 for the attachment, 403, 404 for
    the case, 400 for what can't change, 404 for an attachment of another case, 409.
    """
    values = {key: value for key, value in sent.items() if key not in ("id", "version")}
    user_actions.check_limit(client, case_id, 1, called="id")
    check_values(values)
    home, attachment = attachments.load(client.objects, sent["id"])
    ensure(client.account, "update comments", [attachment["owner"]])
    case = load(client, case_id)
    _check_unchangeable(attachment, values)
    if home != case_id:
        raise KibanaError(404, f"This comment {sent['id']} does not exist in {case_id}).")
    _check_version(attachment, sent["version"])
    return _write(client, case, attachment, values)


def _check_unchangeable(attachment: Document, values: Document) -> None:
    if attachment["type"] != values["type"]:
        raise bad_request("You cannot change the type of the comment.")
    if attachment["owner"] != values["owner"]:
        raise bad_request("You cannot change the owner of the comment.")
    if _storage(attachment) != _storage(values):
        complaint = "You cannot change the storage type of an external reference comment."
        raise bad_request(complaint)


def _storage(attachment: Document) -> str | None:
    storage: Document = attachment.get("externalReferenceStorage", {})
    return storage.get("type")


def _check_version(attachment: Document, version: str) -> None:
    if attachment["version"] != version:
        text = "This case has been updated. Please refresh before saving additional updates."
        found = f"{attachment['id']}: sent {version}, current {attachment['version']}"
        raise KibanaError(409, text, detail=found)


def _write(client: Client, case: Document, attachment: Document, values: Document) -> Document:
    now, attachment_id = client.now(), attachment["id"]
    updated_by = {**(attachment["updated_by"] or {}), **client.account.user()}
    changes = {**values, "updated_at": now, "updated_by": updated_by}
    attachments.change(client, case["id"], {attachment_id: changes})
    case = touch(client, case, now=now)
    told = {"comment": values}
    draft = user_actions.draft("comment", "update", told, comment_id=attachment_id)
    user_actions.record(client, case, [draft], now=now)
    return attachments.with_attachments(case, client.objects)
