"""What was done to a case, as ``GET /api/cases/{id}/user_actions`` and its ``_find`` list it.

Source: kibana x-pack/platform/plugins/shared/cases/server/{client,services}/user_actions
"""

from collections.abc import Callable
from typing import Final

from mockbana.kibana.storage import Document

from .authorization import allowed_owners
from .client import Client
from .codec import decode
from .get import get
from .model import as_list
from .paging import page_of
from .schemas.attachments import HISTORY_FIND


def _attachment_type(action: Document) -> str | None:
    comment = action["payload"].get("comment")
    return None if comment is None else comment["type"]


GROUPS: Final[dict[str, Callable[[Document], bool]]] = {
    "user": lambda action: _attachment_type(action) == "user" and action["action"] == "create",
    "alert": lambda action: _attachment_type(action) == "alert",
    "attachment": lambda action: (
        _attachment_type(action) in ("persistableState", "externalReference")
    ),
    "action": lambda action: _attachment_type(action) != "user",
}


def find_user_actions(client: Client, case_id: str, query: Document) -> Document:
    """Return one page of what was done to a case, oldest first unless asked otherwise.

    Errors: 400 for the query, then 403 when no owner may be read, 404 and 403 for the case.
    """
    types = as_list(query.get("types", []))
    decode(HISTORY_FIND, {**query, "types": types})
    allowed_owners(client.account, "access user actions")
    get(client, case_id)
    found = [action for action in _readable(client, case_id) if _wanted(action, types)]
    if query.get("sortOrder") == "desc":
        found.reverse()
    page, per_page, items = page_of(found, query)
    return {"userActions": list(items), "page": page, "perPage": per_page, "total": len(found)}


def list_user_actions(client: Client, case_id: str) -> list[Document]:
    """Return all that was done to a case, as 8.x lists it; nothing for an unknown case. 403."""
    return [_as_8x(action, case_id) for action in _readable(client, case_id)]


def _as_8x(action: Document, case_id: str) -> Document:
    kept = {key: value for key, value in action.items() if key not in ("id", "version")}
    return {"action_id": action["id"], "case_id": case_id, **kept}


def _readable(client: Client, case_id: str) -> list[Document]:
    owners = allowed_owners(client.account, "access user actions")
    history = client.objects.user_actions.get(case_id, ())
    return [action for action in history if action["owner"] in owners]


def _wanted(action: Document, types: list[str]) -> bool:
    if not types:
        return True
    return action["type"] in types or any(GROUPS[name](action) for name in types if name in GROUPS)
