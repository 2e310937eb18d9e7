"""``POST /api/cases/{id}/connector/{connector_id}/_push``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/push.ts

``GET /internal/cases/{id}/_connectors``: where a case could be, and has been, pushed to.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/user_actions/connectors.ts
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from mockbana.kibana.cases import model, user_actions
from mockbana.kibana.cases.attachments import store
from mockbana.kibana.cases.authorization import ensure
from mockbana.kibana.cases.crud.read import get
from mockbana.kibana.cases.model import Client, find_case, save_updated
from mockbana.kibana.cases.request import client
from mockbana.kibana.cases.timing import closing, timings
from mockbana.kibana.connectors.types import TYPES, ensure_enabled
from mockbana.kibana.http.errors import saved_object_not_found
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.storage import Document


def push(client: Client, case_id: str, connector_id: str) -> Document:
    """Pretend to push a case to the system behind a connector; return the case.

    Errors: 404 and 403 for the case, 404 for the connector, 403; 403 for its licence.
    """
    get(client, case_id)
    case = find_case(client, case_id)
    connector = client.objects.connectors.get(connector_id)
    if connector is None:
        raise saved_object_not_found("action", connector_id)
    ensure(client.account, "push case", [case["owner"]])
    ensure_enabled(connector["connector_type_id"], client.deployment.settings.license)
    now = client.now()
    service = _external_service(client, case, connector, now)
    closing = _closing(client, case, now)
    case = save_updated(client, case, now=now, external_service=service, **closing)
    _mark_pushed(client, case_id, now)
    told = [user_actions.draft("status", "update", {"status": "closed"})] if closing else []
    told.append(user_actions.draft("pushed", "push_to_service", {"externalService": service}))
    user_actions.record(client, case, told, now=now)
    return {**model.with_attachments(case, client.objects), "totalAlerts": 0}


def _external_service(client: Client, case: Document, connector: Document, now: str) -> Document:
    return {
        "pushed_at": now,
        "pushed_by": client.account.user(),
        "connector_id": connector["id"],
        "connector_name": connector["name"],
        **_incident(client, case, connector),
    }


def _incident(client: Client, case: Document, connector: Document) -> Document:
    """Return the incident of the last push through *connector*, else a new one.

    Its link is made each time, as Kibana does; one stays that can't be made from the config.
    """
    incident, config = TYPES[connector["connector_type_id"]].incident, connector["config"]
    before = _last_push(client, case["id"], connector["id"])
    if before:
        incident_id = before["external_id"]
        title = before["external_title"] if incident.title else case["title"]
    else:
        number = client.deployment.take_number()
        incident_id, title = str(number), incident.new_title(config, number, case["title"])
    url = incident.url(config, incident_id, title)
    if before and incident.address not in config:
        url = before["external_url"]
    return {"external_id": incident_id, "external_title": title, "external_url": url}


def _last_push(client: Client, case_id: str, connector_id: str) -> Document | None:
    services = (
        action["payload"].get("externalService")
        for action in reversed(client.objects.user_actions.get(case_id, ()))
    )
    through = (service for service in services if service)
    return next((each for each in through if each["connector_id"] == connector_id), None)


def _closing(client: Client, case: Document, now: str) -> Document:
    """Return what closes *case* when its owner's cases are closed by pushing, else nothing.

    A case that is closed already is closed once more.
    """
    configuration = client.configuration(case["owner"])
    if configuration is None or configuration["closure_type"] != "close-by-pushing":
        return {}
    closed = {"status": "closed", **closing(client, case, "closed", now)}
    if closed["duration"] is None:
        del closed["duration"]
    return closed | timings(client, case, "closed", now)


def _mark_pushed(client: Client, case_id: str, now: str) -> None:
    """Mark attachments as pushed, those that were before excepted.

    Up to 9.1 Kibana looks only at as many of the oldest as there are user comments.
    """
    attached = model.of_case(client.objects, case_id)
    comments = sum(attachment["type"] == "user" for attachment in attached)
    marks = {"pushed_at": now, "pushed_by": client.account.user()}
    unpushed = {
        attachment["id"]: marks
        for attachment in attached[:comments]
        if attachment["pushed_at"] is None
    }
    store.change(client, case_id, unpushed)


PUSHED_FIELDS: Final = ("comment", "description", "tags", "title")


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
    more = TYPES[connector["connector_type_id"]].also_pushed if connector else ()
    types = (*PUSHED_FIELDS, *more)
    return max((action["created_at"] for action in history if action["type"] in types), default="")


def push_case(call: Call) -> Answer:
    """``POST /api/cases/{case_id}/connector/{connector_id}/_push``; the body does not matter."""
    return Answer(body=push(client(call), call.params["case_id"], call.params["connector_id"]))


def get_connectors(call: Call) -> Answer:
    """``GET /internal/cases/{case_id}/_connectors``."""
    return Answer(body=connectors(client(call), call.params["case_id"]))
