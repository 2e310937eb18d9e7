"""``DELETE /api/cases?ids=``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/delete.ts
"""

from collections.abc import Sequence

from .authorization import ensure
from .client import Client
from .codec import decode
from .get import load
from .schemas.cases import CASE_IDS


def delete(client: Client, ids: Sequence[str]) -> None:
    """Delete the cases *ids* with all that belongs to them, all or none.

    Errors: 400 for the list, 404 for the first unknown id, 403.
    """
    decode(CASE_IDS, {"ids": list(ids)})
    cases = [load(client, case_id) for case_id in ids]
    ensure(client.account, "delete case", [case["owner"] for case in cases])
    for case_id in dict.fromkeys(ids):
        remove(client, case_id)


def remove(client: Client, case_id: str) -> None:
    """Take a case, its attachments and its history out of the space."""
    objects = client.objects
    for attachment in objects.attachments.get(case_id, ()):
        objects.attachment_cases.pop(attachment["id"], None)
    for table in (objects.cases, objects.attachments, objects.user_actions):
        table.pop(case_id, None)
