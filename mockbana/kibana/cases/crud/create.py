"""``POST /api/cases``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/create.ts
"""

from typing import Any, Final

from mockbana.kibana.cases import user_actions
from mockbana.kibana.cases.authorization import ensure
from mockbana.kibana.cases.configure import custom_fields
from mockbana.kibana.cases.crud.schemas import CASE_POST
from mockbana.kibana.cases.model import (
    CASE_KEYS,
    Client,
    normalized,
    shown,
    stored_connector,
    without_empty_assignees,
)
from mockbana.kibana.cases.request import client
from mockbana.kibana.http.errors import forbidden
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.io_ts.decode import decode
from mockbana.kibana.storage import Document

DEFAULTS: Final[Document] = {
    "severity": "low",
    "assignees": [],
    "category": None,
    "customFields": [],
    "status": "open",
    "observables": [],
    "duration": None,
    "closed_at": None,
    "closed_by": None,
    "updated_at": None,
    "updated_by": None,
    "external_service": None,
}


def create(client: Client, sent: Document) -> Document:
    """Create a case from the valid body *sent* and return it as shown.

    Errors: 400 for custom fields, then 403 for the owner, then 403 for the licence.
    """
    configuration = client.configuration(sent["owner"])
    configured = None if configuration is None else configuration["customFields"]
    custom_fields.check(sent.get("customFields", []), configured)
    ensure(client.account, "create case", [sent["owner"]])
    sent = without_empty_assignees(sent)
    _check_license(client, sent)
    now = client.now()
    values = normalized(sent)
    values["connector"] = stored_connector(sent["connector"])
    values["customFields"] = custom_fields.fill(sent.get("customFields", []), configured)
    case = store(client, {**values, "created_at": now, "created_by": client.account.user()})
    user_actions.record(client, case, [_creation(sent, case)], now=now)
    return shown(case, client.objects)


def store(client: Client, values: Document) -> Document:
    """Write a new case: *values*, Kibana's defaults for the rest, a new id and version."""
    deployment = client.deployment
    made: dict[str, Any] = {"id": deployment.new_id(), "version": deployment.new_version()}
    whole = {**DEFAULTS, **values, **made}
    case = {key: whole[key] for key in CASE_KEYS}
    client.objects.cases[case["id"]] = case
    return case


def _check_license(client: Client, sent: Document) -> None:
    if sent.get("assignees") and client.deployment.settings.license == "basic":
        raise forbidden(
            "In order to assign users to cases, "
            "you must be subscribed to an Elastic Platinum license"
        )


def _creation(sent: Document, case: Document) -> Document:
    """Return the user action of a creation: it tells what was sent, not what was stored."""
    defaults = {key: DEFAULTS[key] for key in ("severity", "assignees", "category", "customFields")}
    connector = {**sent["connector"], "id": case["connector"]["id"]}
    payload = {**defaults, **sent, "connector": connector, "status": "open"}
    return user_actions.draft("create_case", "create", payload)


def post_case(call: Call) -> Answer:
    """``POST /api/cases``: a missing body counts as an empty one."""
    return Answer(body=create(client(call), decode(CASE_POST, call.body or {})))
