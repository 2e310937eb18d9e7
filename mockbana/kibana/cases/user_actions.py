"""The history of a case: what was done, by whom, when.

Source: kibana x-pack/platform/plugins/shared/cases/server/services/user_actions
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from mockbana.kibana.cases.model import Client
from mockbana.kibana.http.errors import bad_request
from mockbana.kibana.storage import Document, appended

MOST: Final = 10_000
LAST: Final = {"status": 1, "assignees": 2}
"""Fields whose user actions follow those of the others, which come in the order of the request."""


def of_update(before: Document, after: Document, changes: Document) -> list[Document]:
    """Return the user actions, not yet written, for *changes* that made *before* into *after*."""
    actions: list[Document] = []
    for key in sorted(changes, key=lambda key: LAST.get(key, 0)):
        actions += _of_field(key, before.get(key), after[key], changes)
    return actions


def _of_field(key: str, before: Any, after: Any, changes: Document) -> Iterable[Document]:
    match key:
        case "tags" | "assignees":
            return _of_list(key, before, after)
        case "customFields":
            return _of_custom_fields(before, after)
        case "connector":
            chosen = {**changes[key], "id": after["id"]}
            return [draft("connector", "update", {"connector": chosen})]
        case _:
            return [draft(key, "update", {key: after})]


def _of_list(key: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Document]:
    if added := [item for item in after if item not in before]:
        yield draft(key, "add", {key: added})
    if removed := [item for item in before if item not in after]:
        yield draft(key, "delete", {key: removed})


def _of_custom_fields(before: Sequence[Document], after: Sequence[Document]) -> Iterator[Document]:
    known = {field["key"]: field for field in before}
    for field in after:
        new_and_empty = field["key"] not in known and field["value"] is None
        if field != known.get(field["key"]) and not new_and_empty:
            yield draft("customFields", "update", {"customFields": [field]})


def draft(kind: str, action: str, payload: Document, *, comment_id: str | None = None) -> Document:
    """Return a user action without what ``written`` gives it."""
    return {"type": kind, "action": action, "payload": payload, "comment_id": comment_id}


def check_limit(client: Client, case_id: str, new: int, *, called: str = "case id") -> None:
    """Refuse *new* user actions that would take the case over its limit (400)."""
    if len(client.objects.user_actions.get(case_id, ())) + new > MOST:
        reached = f"has reached the limit of {MOST} user actions."
        raise bad_request(f"The case with {called} {case_id} {reached}")


def record(client: Client, case: Document, drafts: Sequence[Document], *, now: str) -> None:
    """Write *drafts* into the history of *case*, as done by the client."""
    if drafts:
        by = client.account.user()
        add(client, case, [written(client, case, action, now, by) for action in drafts])


def written(client: Client, case: Document, action: Document, at: str, by: Document) -> Document:
    """Return the draft *action* as it stands in the history of *case*."""
    deployment = client.deployment
    return {
        "id": deployment.new_id(),
        "version": deployment.new_version(),
        **action,
        "owner": case["owner"],
        "created_at": at,
        "created_by": by,
    }


def add(client: Client, case: Document, actions: Sequence[Document]) -> None:
    """Put written *actions* behind what is in the history of *case*."""
    history = client.objects.user_actions
    history[case["id"]] = appended(history.get(case["id"], ()), actions)
