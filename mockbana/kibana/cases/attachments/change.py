"""``PATCH /api/cases/{id}/comments``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/attachments/update.ts

Deleting attachments.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/attachments (delete, bulk_delete)
"""

from collections.abc import Collection, Sequence

from mockbana.kibana.cases import model, user_actions
from mockbana.kibana.cases.attachments import schemas, store
from mockbana.kibana.cases.attachments.add import check_values
from mockbana.kibana.cases.attachments.schemas import ATTACHMENT_PATCH, FILE_IDS
from mockbana.kibana.cases.authorization import ensure
from mockbana.kibana.cases.crud.read import get
from mockbana.kibana.cases.model import Client, find_case, save_updated
from mockbana.kibana.cases.request import _only_ids, client
from mockbana.kibana.http.errors import KibanaError, bad_request
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.io_ts.decode import decode, decode_whole
from mockbana.kibana.storage import Document


def update(client: Client, case_id: str, sent: Document) -> Document:
    """Replace an attachment with *sent* (a valid body with ``id, version``), return the case.

    Errors, in this order: 400 for the history and for values, 404 for the attachment, 403, 404 for
    the case, 400 for what can't change, 404 for an attachment of another case, 409.
    """
    values = {key: value for key, value in sent.items() if key not in ("id", "version")}
    user_actions.check_limit(client, case_id, 1, called="id")
    check_values(values)
    home, attachment = store.load(client.objects, sent["id"])
    ensure(client.account, "update comments", [attachment["owner"]])
    case = find_case(client, case_id)
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
    store.change(client, case["id"], {attachment_id: changes})
    case = save_updated(client, case, now=now)
    told = {"comment": values}
    draft = user_actions.draft("comment", "update", told, comment_id=attachment_id)
    user_actions.record(client, case, [draft], now=now)
    return model.with_attachments(case, client.objects)


def delete(client: Client, case_id: str, attachment_id: str) -> None:
    """``DELETE /api/cases/{id}/comments/{comment_id}``: 404, 403, 404 for another case's."""
    home, attachment = store.load(client.objects, attachment_id)
    ensure(client.account, "delete comments", [attachment["owner"]])
    if home != case_id:
        raise KibanaError(404, f"This comment {attachment_id} does not exist in {case_id}.")
    _remove(client, case_id, [attachment], touching=_touching(client))


def delete_all(client: Client, case_id: str) -> None:
    """``DELETE /api/cases/{id}/comments``: 404 when there is none, 403."""
    found = model.of_case(client.objects, case_id)
    if not found:
        raise KibanaError(404, f"No comments found for {case_id}.")
    ensure(client.account, "delete comments", [attachment["owner"] for attachment in found])
    _remove(client, case_id, found, touching=_touching(client))


def delete_files(client: Client, case_id: str, file_ids: Collection[str]) -> None:
    """``POST /internal/cases/{id}/attachments/files/_bulk_delete``; unknown files don't matter.

    Errors: 404 and 403 for the case, 400 for files of another case, 403.
    """
    get(client, case_id)
    foreign = [file_id for file_id in file_ids if _is_elsewhere(client, case_id, file_id)]
    if foreign:
        complaint = "Failed to delete files because filed ids were invalid"
        raise bad_request(f"{complaint}: {','.join(foreign)}")
    found = [
        attachment
        for attachment in model.of_case(client.objects, case_id)
        if store.is_file(attachment) and attachment["externalReferenceId"] in file_ids
    ]
    ensure(client.account, "delete comments", [attachment["owner"] for attachment in found])
    _remove(client, case_id, found, touching=False)


def _is_elsewhere(client: Client, case_id: str, file_id: str) -> bool:
    """Whether the file belongs to a case other than *case_id*."""
    return any(
        store.is_file(attachment) and attachment["externalReferenceId"] == file_id
        for other, found in client.objects.attachments.items()
        if other != case_id
        for attachment in found
    )


def _touching(client: Client) -> bool:
    return client.deployment.release.has("comment_delete_touches")


def _remove(client: Client, case_id: str, found: Sequence[Document], *, touching: bool) -> None:
    """Delete the attachments *found* of a case and tell of each in its history."""
    now = client.now()
    store.remove(client, case_id, {attachment["id"] for attachment in found})
    case = find_case(client, case_id)
    if touching:
        case = save_updated(client, case, now=now)
    drafts = [
        user_actions.draft(
            "comment",
            "delete",
            {"comment": store.as_sent(attachment)},
            comment_id=attachment["id"],
        )
        for attachment in found
    ]
    user_actions.record(client, case, drafts, now=now)


def patch_comment(call: Call) -> Answer:
    """``PATCH /api/cases/{case_id}/comments``."""
    body = decode_whole(ATTACHMENT_PATCH, call.body, called=schemas.ATTACHMENT_PATCH_NAME)
    return Answer(body=update(client(call), call.params["case_id"], body))


def delete_comment(call: Call) -> Answer:
    """``DELETE /api/cases/{case_id}/comments/{comment_id}``."""
    delete(client(call), call.params["case_id"], call.params["comment_id"])
    return Answer(204)


def delete_comments(call: Call) -> Answer:
    """``DELETE /api/cases/{case_id}/comments``."""
    delete_all(client(call), call.params["case_id"])
    return Answer(204)


def bulk_delete_files(call: Call) -> Answer:
    """``POST /internal/cases/{case_id}/attachments/files/_bulk_delete``."""
    body = decode(FILE_IDS, _only_ids(call))
    delete_files(client(call), call.params["case_id"], body["ids"])
    return Answer(204)
