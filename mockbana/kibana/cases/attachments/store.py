"""Attachments as they are stored and shown: comments, alerts, files and the like.

A stored attachment is the attachment that the API shows. Those of a case stand oldest first.
Source: kibana x-pack/platform/plugins/shared/cases/server/{common/utils,services/attachments}
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from mockbana.kibana.cases.model import Client, of_case
from mockbana.kibana.http.errors import saved_object_not_found
from mockbana.kibana.storage import Document, Space

STAMPS: Final = (
    "id",
    "version",
    "created_at",
    "created_by",
    "pushed_at",
    "pushed_by",
    "updated_at",
    "updated_by",
)
"""What Kibana adds to what was sent, besides the owner."""
FILES: Final = ".files"


def load(objects: Space, attachment_id: str) -> tuple[str, Document]:
    """Return the id of the case and the attachment, or refuse with Kibana's 404."""
    case_id = objects.attachment_cases.get(attachment_id, "")
    for attachment in of_case(objects, case_id):
        if attachment["id"] == attachment_id:
            return case_id, attachment
    raise saved_object_not_found("cases-comments", attachment_id)


def new(client: Client, sent: Document, *, now: str) -> Document:
    """Return a new attachment made of the valid body *sent*, not yet stored."""
    deployment = client.deployment
    return {
        "id": deployment.new_id(),
        "version": deployment.new_version(),
        **sent,
        "created_at": now,
        "created_by": client.account.user(),
        **dict.fromkeys(("pushed_at", "pushed_by", "updated_at", "updated_by")),
    }


def store(client: Client, case: Document, documents: Iterable[Document]) -> None:
    """Add ready-made attachments to those of *case*: no user action, no change of the case."""
    objects, case_id = client.objects, case["id"]
    added = tuple(documents)
    if not added:
        return
    together = (*of_case(objects, case_id), *added)
    objects.attachments[case_id] = tuple(sorted(together, key=lambda item: item["created_at"]))
    for attachment in added:
        objects.attachment_cases[attachment["id"]] = case_id


def change(client: Client, case_id: str, changes: Mapping[str, Document]) -> None:
    """Write new versions of attachments of a case: *changes* holds new members by attachment id."""
    client.objects.attachments[case_id] = tuple(
        {**item, **changes[item["id"]], "version": client.deployment.new_version()}
        if item["id"] in changes
        else item
        for item in of_case(client.objects, case_id)
    )


def remove(client: Client, case_id: str, ids: Collection[str]) -> None:
    """Take the attachments *ids* out of a case."""
    objects = client.objects
    kept = tuple(item for item in of_case(objects, case_id) if item["id"] not in ids)
    objects.attachments[case_id] = kept
    for attachment_id in ids:
        objects.attachment_cases.pop(attachment_id, None)


def as_sent(attachment: Document) -> Document:
    """Return what a request for *attachment* would hold."""
    return {key: value for key, value in attachment.items() if key not in STAMPS}


def is_file(attachment: Document) -> bool:
    """Whether *attachment* (or a request for one) is a file."""
    return attachment.get("externalReferenceAttachmentTypeId") == FILES
