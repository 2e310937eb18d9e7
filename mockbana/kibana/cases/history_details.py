"""What Kibana's own user interface asks about the history of a case.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/user_actions/stats.ts and
server/routes/api/internal/find_user_actions.ts
"""

from mockbana.kibana.storage import Document

from . import attachments
from .client import Client
from .get import get
from .history import find_user_actions


def stats(client: Client, case_id: str) -> Document:
    """Return how much was created on a case, and how much of that is comments; 404, 403."""
    get(client, case_id)
    history = client.objects.user_actions.get(case_id, ())
    created = [action["payload"] for action in history if action["action"] == "create"]
    comments = sum(payload.get("comment", {}).get("type") == "user" for payload in created)
    return {
        "total": len(created),
        "total_comments": comments,
        "total_other_actions": len(created) - comments,
    }


def find_with_attachments(client: Client, case_id: str, query: Document) -> Document:
    """Return a page of the history and the attachments that it is about, as they are now."""
    page = find_user_actions(client, case_id, query)
    ids = dict.fromkeys(action["comment_id"] for action in page["userActions"])
    present = {item["id"]: item for item in attachments.of_case(client.objects, case_id)}
    return {**page, "latestAttachments": [present[key] for key in ids if key in present]}
