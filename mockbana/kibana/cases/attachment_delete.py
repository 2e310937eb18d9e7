"""Deleting attachments.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/attachments (delete, bulk_delete)
"""

from collections.abc import Collection, Sequence

from mockbana.kibana.http.errors import KibanaError, bad_request
from mockbana.kibana.storage import Document

from . import attachments, user_actions
from .authorization import ensure
from .client import Client
from .get import get, load
from .touch import touch


def touches_case(kibana_version: str) -> bool:
    """Whether deleting an attachment writes the case again.

    Source: elastic/kibana pull request 223992, merged when main was 9.1.0, then taken to 8.19
    """
    release = tuple(map(int, kibana_version.split(".")[:2]))
    return release >= (9, 1) or (8, 19) <= release < (9, 0)


def delete(client: Client, case_id: str, attachment_id: str) -> None:
    """``DELETE /api/cases/{id}/comments/{comment_id}``: 404, 403, 404 for another case's."""
    home, attachment = attachments.load(client.objects, attachment_id)
    ensure(client.account, "delete comments", [attachment["owner"]])
    if home != case_id:
        raise KibanaError(404, f"This comment {attachment_id} does not exist in {case_id}.")
    _remove(client, case_id, [attachment], touching=_touching(client))


def delete_all(client: Client, case_id: str) -> None:
    """``DELETE /api/cases/{id}/comments``: 404 when there is none, 403."""
    found = attachments.of_case(client.objects, case_id)
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
        for attachment in attachments.of_case(client.objects, case_id)
        if attachments.is_file(attachment) and attachment["externalReferenceId"] in file_ids
    ]
    ensure(client.account, "delete comments", [attachment["owner"] for attachment in found])
    _remove(client, case_id, found, touching=False)


def _is_elsewhere(client: Client, case_id: str, file_id: str) -> bool:
    """Whether the file belongs to a case other than *case_id*."""
    return any(
        attachments.is_file(attachment) and attachment["externalReferenceId"] == file_id
        for other, found in client.objects.attachments.items()
        if other != case_id
        for attachment in found
    )


def _touching(client: Client) -> bool:
    return touches_case(client.deployment.settings.kibana_version)


def _remove(client: Client, case_id: str, found: Sequence[Document], *, touching: bool) -> None:
    """Delete the attachments *found* of a case and tell of each in its history."""
    now = client.now()
    attachments.remove(client, case_id, {attachment["id"] for attachment in found})
    case = load(client, case_id)
    if touching:
        case = touch(client, case, now=now)
    drafts = [
        user_actions.draft(
            "comment",
            "delete",
            {"comment": attachments.as_sent(attachment)},
            comment_id=attachment["id"],
        )
        for attachment in found
    ]
    user_actions.record(client, case, drafts, now=now)
