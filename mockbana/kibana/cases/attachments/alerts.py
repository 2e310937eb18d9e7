"""Alerts of a case, and cases of an alert.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/{attachments,cases}/get.ts
"""

from typing import Final

from mockbana.kibana.cases import model
from mockbana.kibana.cases.alert_cases import alert_cases
from mockbana.kibana.cases.authorization import allowed_owners
from mockbana.kibana.cases.crud.read import get
from mockbana.kibana.cases.model import Client, as_list, without_comments
from mockbana.kibana.cases.request import client
from mockbana.kibana.cases.schemas import BY_OWNER
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.io_ts.decode import decode
from mockbana.kibana.storage import Document

MOST_CASES: Final = 10_000


def of_case(client: Client, case_id: str) -> list[Document]:
    """``GET /api/cases/{id}/alerts``: every alert with its index; 404, 403."""
    get(client, case_id)
    owners = allowed_owners(client.account, "access comments")
    return [
        {"id": alert_id, "index": index, "attached_at": attachment["created_at"]}
        for attachment in model.of_case(client.objects, case_id)
        if attachment["type"] == "alert" and attachment["owner"] in owners
        for alert_id, index in _pairs(attachment)
    ]


def _pairs(attachment: Document) -> list[tuple[str, str]]:
    """Return ids with their indices; nothing when the lists don't go together."""
    ids, indices = as_list(attachment["alertId"]), as_list(attachment["index"])
    return list(zip(ids, indices, strict=True)) if len(ids) == len(indices) else []


def cases_of(client: Client, alert_id: str, query: Document) -> list[Document]:
    """``GET /api/cases/alerts/{id}``: the cases with this alert; none for an unknown one.

    Those with the most attachments of the alert come first, then by id.
    Errors: 400 for the query, 403 when no owner may be read.
    """
    decode(BY_OWNER, query)
    owners = allowed_owners(client.account, "access cases")
    wanted = [owner for owner in as_list(query.get("owner", owners)) if owner in owners]
    counts = {
        case_id: _count(client, case_id, alert_id)
        for case_id in alert_cases(client.objects).of(alert_id)
    }
    cases = [
        client.objects.cases[case_id]
        for case_id in sorted(counts, key=lambda case_id: (-counts[case_id], case_id))
        if client.objects.cases[case_id]["owner"] in wanted
    ]
    return [_related(client, case) for case in cases[:MOST_CASES]]


def _count(client: Client, case_id: str, alert_id: str) -> int:
    """Return how many attachments of a case have an alert."""
    return sum(
        attachment["type"] == "alert" and alert_id in as_list(attachment["alertId"])
        for attachment in model.of_case(client.objects, case_id)
    )


def _related(client: Client, case: Document) -> Document:
    whole = without_comments(case, client.objects)
    return {
        "id": case["id"],
        "title": case["title"],
        "description": case["description"],
        "status": case["status"],
        "createdAt": case["created_at"],
        "totals": {"alerts": whole["totalAlerts"], "userComments": whole["totalComment"]},
    }


def get_alerts(call: Call) -> Answer:
    """``GET /api/cases/{case_id}/alerts``."""
    return Answer(body=of_case(client(call), call.params["case_id"]))


def get_cases_by_alert(call: Call) -> Answer:
    """``GET /api/cases/alerts/{alert_id}``."""
    return Answer(body=cases_of(client(call), call.params["alert_id"], call.query))
