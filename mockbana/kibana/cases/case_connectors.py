"""``GET /internal/cases/{id}/_connectors``: where a case could be, and has been, pushed to.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/user_actions/connectors.ts
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from mockbana.kibana.storage import Document

from .authorization import ensure
from .client import Client

PUSHED_FIELDS: Final = ("comment", "description", "tags", "title")
MORE_PUSHED_FIELDS: Final = ("severity", "status")
PUSHING_MORE: Final = (".cases-webhook", ".thehive")
"""Types of connectors that push severity and status, too."""


def connectors(client: Client, case_id: str) -> dict[str, Document]:
    """Return the connectors that a case has ever had, by id; none for an unknown case. 403."""
    history: Sequence[Document] = client.objects.user_actions.get(case_id, ())
    ensure(client.account, "access user actions", [action["owner"] for action in history])
    return {
        connector_id: _shown(client, connector_id, history)
        for connector_id in connector_ids(history)
    }


def connector_ids(history: Iterable[Document]) -> list[str]:
    """Return the ids of all connectors that were chosen in *history*."""
    chosen = (action["payload"].get("connector") for action in history)
    return list(dict.fromkeys(each["id"] for each in chosen if each and each["id"] != "none"))


def _shown(client: Client, connector_id: str, history: Sequence[Document]) -> Document:
    """Return the connector as it was last chosen, and what was done with it."""
    connector = _chosen(connector_id, history)[-1]["payload"]["connector"]
    known = client.objects.connectors.get(connector_id)
    pushes = list(_pushes(connector_id, history))
    before = _chosen(connector_id, history, before=pushes[-1]["created_at"]) if pushes else []
    push: dict[str, Any] = {"needsToBePushed": True, "hasBeenPushed": bool(before)}
    if before:
        pushed_at = pushes[-1]["created_at"]
        changed = before[-1]["payload"]["connector"] != connector
        push["needsToBePushed"] = changed or _last_news(known, history) > pushed_at
        push["details"] = {
            "latestUserActionPushDate": pushed_at,
            "oldestUserActionPushDate": pushes[0]["created_at"],
            "externalService": pushes[-1]["payload"]["externalService"],
        }
    name = connector["name"] if known is None else known["name"]
    return {**connector, "name": name, "push": push}


def _chosen(connector_id: str, history: Iterable[Document], *, before: str = "~") -> list[Document]:
    """Return the user actions that chose a connector: that of the creation first."""
    found = [
        action
        for action in history
        if (action["payload"].get("connector") or {}).get("id") == connector_id
        and action["created_at"] < before
    ]
    return sorted(found, key=lambda action: action["type"] == "connector")


def _pushes(connector_id: str, history: Iterable[Document]) -> Iterator[Document]:
    for action in history:
        service = action["payload"].get("externalService")
        if service and service["connector_id"] == connector_id:
            yield action


def _last_news(connector: Document | None, history: Iterable[Document]) -> str:
    """Return when something was last done that the connector would push."""
    more = connector is not None and connector["connector_type_id"] in PUSHING_MORE
    types = PUSHED_FIELDS + (MORE_PUSHED_FIELDS if more else ())
    return max((action["created_at"] for action in history if action["type"] in types), default="")
