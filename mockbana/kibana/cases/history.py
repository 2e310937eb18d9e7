"""``GET /api/cases/{id}/user_actions/_find``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/user_actions/find.ts
"""

from collections.abc import Callable
from typing import Final

from mockbana.kibana.storage import Document

from .authorization import ensure
from .client import Client
from .codec import decode
from .get import load
from .model import as_list
from .paging import check_paging, page_of
from .schemas.queries import USER_ACTIONS_FIND


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
    """Return one page of what was done to a case.

    Errors: 400 for the query, then 404, then 403.
    """
    decode(USER_ACTIONS_FIND, query)
    check_paging(query)
    case = load(client, case_id)
    ensure(client.account, "access user actions", [case["owner"]])
    found = [
        action
        for action in client.objects.user_actions.get(case_id, ())
        if _wanted(action, as_list(query.get("types", [])))
    ]
    if query.get("sortOrder") == "desc":
        found.reverse()
    page, per_page, items = page_of(found, query)
    return {"userActions": list(items), "page": page, "perPage": per_page, "total": len(found)}


def _wanted(action: Document, types: list[str]) -> bool:
    if not types:
        return True
    return action["type"] in types or any(GROUPS[name](action) for name in types if name in GROUPS)
