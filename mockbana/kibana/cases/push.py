"""``POST /api/cases/{id}/connector/{connector_id}/_push``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/push.ts
"""

from typing import Final

from mockbana.kibana.clock import milliseconds
from mockbana.kibana.http.errors import saved_object_not_found
from mockbana.kibana.storage import Document

from . import attachments, user_actions
from .authorization import ensure
from .client import Client
from .get import get, load
from .touch import touch

INCIDENT: Final = ("external_id", "external_title", "external_url")


def push(client: Client, case_id: str, connector_id: str) -> Document:
    """Pretend to push a case to the system behind a connector; return the case.

    Errors: 404 and 403 for the case, 404 for the connector, 403.
    """
    get(client, case_id)
    case = load(client, case_id)
    connector = client.objects.connectors.get(connector_id)
    if connector is None:
        raise saved_object_not_found("action", connector_id)
    ensure(client.account, "push case", [case["owner"]])
    now = client.now()
    service = _external_service(client, case_id, connector, now)
    closing = _closing(client, case, now)
    case = touch(client, case, now=now, external_service=service, **closing)
    _mark_pushed(client, case_id, now)
    told = [user_actions.draft("status", "update", {"status": "closed"})] if closing else []
    told.append(user_actions.draft("pushed", "push_to_service", {"externalService": service}))
    user_actions.record(client, case, told, now=now)
    return {**attachments.with_attachments(case, client.objects), "totalAlerts": 0}


def _external_service(client: Client, case_id: str, connector: Document, now: str) -> Document:
    return {
        "pushed_at": now,
        "pushed_by": client.account.user(),
        "connector_id": connector["id"],
        "connector_name": connector["name"],
        **_incident(client, case_id, connector),
    }


def _incident(client: Client, case_id: str, connector: Document) -> Document:
    """Return the incident of the last push through *connector*, else a new one."""
    for action in reversed(client.objects.user_actions.get(case_id, ())):
        before = action["payload"].get("externalService")
        if before and before["connector_id"] == connector["id"]:
            return {key: before[key] for key in INCIDENT}
    number = client.deployment.take_number()
    title = f"{connector['config'].get('projectKey', 'INC')}-{number}"
    address = str(connector["config"].get("apiUrl", "https://incidents.example.com")).rstrip("/")
    return dict(zip(INCIDENT, (str(number), title, f"{address}/browse/{title}"), strict=True))


def _closing(client: Client, case: Document, now: str) -> Document:
    """Return what closes *case* when its owner's cases are closed by pushing, else nothing.

    A case that is closed already is closed once more.
    """
    configuration = client.configuration(case["owner"])
    if configuration is None or configuration["closure_type"] != "close-by-pushing":
        return {}
    closed = {"status": "closed", "closed_at": now, "closed_by": client.account.user()}
    seconds = (milliseconds(now) - milliseconds(case["created_at"])) // 1000
    return {**closed, "duration": seconds} if seconds >= 0 else closed


def _mark_pushed(client: Client, case_id: str, now: str) -> None:
    """Mark attachments as pushed, those that were before excepted.

    Up to 9.1 Kibana looks only at as many of the oldest as there are user comments.
    """
    attached = attachments.of_case(client.objects, case_id)
    comments = sum(attachment["type"] == "user" for attachment in attached)
    marks = {"pushed_at": now, "pushed_by": client.account.user()}
    unpushed = {
        attachment["id"]: marks
        for attachment in attached[:comments]
        if attachment["pushed_at"] is None
    }
    attachments.change(client, case_id, unpushed)
