"""What was done to a case, as ``GET /api/cases/{id}/user_actions`` and its ``_find`` list it.

Source: kibana x-pack/platform/plugins/shared/cases/server/{client,services}/user_actions

What Kibana's own user interface asks about the history of a case.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/user_actions/stats.ts and
server/routes/api/internal/find_user_actions.ts

The history of a case that brings none: what must have been done to make it what it is.
"""

from collections.abc import Callable, Iterator
from operator import attrgetter, itemgetter
from typing import Any, Final, NamedTuple

from mockbana.kibana.cases import model, user_actions
from mockbana.kibana.cases.attachments import store
from mockbana.kibana.cases.authorization import allowed_owners
from mockbana.kibana.cases.crud.read import get
from mockbana.kibana.cases.find.query import page_of
from mockbana.kibana.cases.model import Client, as_list
from mockbana.kibana.cases.request import client, deprecated
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.io_ts import Choice, Each, NumberText
from mockbana.kibana.io_ts.decode import decode
from mockbana.kibana.io_ts.query import Paged
from mockbana.kibana.storage import Document


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


def stats(client: Client, case_id: str) -> Document:
    """Return how many user actions a case has, and how many are about comments; 404, 403."""
    get(client, case_id)
    history = client.objects.user_actions.get(case_id, ())
    comments = sum(_attachment_type(action) == "user" for action in history)
    return {
        "total": len(history),
        "total_comments": comments,
        "total_other_actions": len(history) - comments,
    }


def find_with_attachments(client: Client, case_id: str, query: Document) -> Document:
    """Return a page of the history and the attachments that it is about, as they are now."""
    page = find_user_actions(client, case_id, query)
    ids = dict.fromkeys(action["comment_id"] for action in page["userActions"])
    present = {item["id"]: item for item in model.of_case(client.objects, case_id)}
    return {**page, "latestAttachments": [present[key] for key in ids if key in present]}


CREATED: Final = (
    "title",
    "description",
    "tags",
    "connector",
    "settings",
    "owner",
    "severity",
    "assignees",
    "category",
    "customFields",
)
_created: Final = itemgetter(*CREATED)


class Deed(NamedTuple):
    """Something that was done: a user action, when and by whom."""

    draft: Document
    at: str
    by: Document


def write_history(client: Client, case: Document, comments: list[Document]) -> None:
    """Record the creation of *case*, its comments, a push and its status, in order of time."""
    created = dict(zip(CREATED, _created(case), strict=True), status="open")
    draft = user_actions.draft("create_case", "create", created)
    deeds = [Deed(draft, case["created_at"], case["created_by"])]
    deeds += sorted(_later_deeds(case, comments), key=attrgetter("at"))
    user_actions.add(client, case, [user_actions.written(client, case, *deed) for deed in deeds])


def _later_deeds(case: Document, comments: list[Document]) -> Iterator[Deed]:
    for comment in comments:
        told = {"comment": store.as_sent(comment)}
        draft = user_actions.draft("comment", "create", told, comment_id=comment["id"])
        yield Deed(draft, comment["created_at"], comment["created_by"])
    if service := case["external_service"]:
        told = {"externalService": service}
        draft = user_actions.draft("pushed", "push_to_service", told)
        yield Deed(draft, service["pushed_at"], service["pushed_by"])
    if case["status"] != "open":
        draft = user_actions.draft("status", "update", {"status": case["status"]})
        yield Deed(draft, *_last_change(case))


def _last_change(case: Document) -> tuple[Any, Any]:
    """Return when and by whom the status was probably set."""
    if case["status"] == "closed":
        return case["closed_at"], case["closed_by"]
    return case["updated_at"] or case["created_at"], case["updated_by"] or case["created_by"]


USER_ACTION_TYPES: Final = (
    "assignees",
    "comment",
    "connector",
    "description",
    "pushed",
    "tags",
    "title",
    "status",
    "settings",
    "severity",
    "create_case",
    "delete_case",
    "category",
    "customFields",
)


class HistoryFind(Paged):
    """Query of ``GET /api/cases/{id}/user_actions/_find``, its types as a list."""

    types = Each(Choice(*USER_ACTION_TYPES, "action", "alert", "user", "attachment"))
    sortOrder = Choice("desc", "asc")
    page = NumberText()
    perPage = NumberText()


HISTORY_FIND: Final = HistoryFind()


def get_user_actions(call: Call) -> Answer:
    """``GET /api/cases/{case_id}/user_actions/_find``."""
    return Answer(body=find_user_actions(client(call), call.params["case_id"], call.query))


def get_history(call: Call) -> Answer:
    """``GET /api/cases/{case_id}/user_actions``, of 8.x."""
    return deprecated(call, list_user_actions(client(call), call.params["case_id"]))


def get_history_stats(call: Call) -> Answer:
    """``GET /internal/cases/{case_id}/user_actions/_stats``."""
    return Answer(body=stats(client(call), call.params["case_id"]))


def find_history(call: Call) -> Answer:
    """``GET /internal/cases/{case_id}/user_actions/_find`` since 9.1."""
    case_id = call.params["case_id"]
    return Answer(body=find_with_attachments(client(call), case_id, call.query))
