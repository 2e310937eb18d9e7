"""A case as it is stored and as it is shown.

A stored case has ``CASE_KEYS``; what the API adds (totals, comments) is computed when it is shown.
Source: kibana x-pack/platform/plugins/shared/cases/server/common/utils.ts
"""

from collections.abc import Iterable
from typing import Any, Final

from mockbana.kibana.storage import Document, Space

CASE_KEYS: Final = (
    "title",
    "description",
    "tags",
    "settings",
    "owner",
    "category",
    "customFields",
    "assignees",
    "observables",
    "connector",
    "severity",
    "status",
    "duration",
    "closed_at",
    "closed_by",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "external_service",
    "id",
    "version",
)
NO_CONNECTOR: Final[Document] = {"id": "none", "type": ".none", "fields": None, "name": "none"}

_NO_ATTACHMENTS: Final[Document] = {"totalComment": 0, "totalAlerts": 0}


def shown(case: Document, objects: Space) -> Document:
    """Return *case* as most routes show it: with totals, and with an empty list of comments."""
    return {**case, **_totals(case, objects), "comments": []}


def without_comments(case: Document, objects: Space) -> Document:
    """Return *case* as ``GET /api/cases/{id}`` shows it since 9.0."""
    return {**case, **_totals(case, objects)}


def _totals(case: Document, objects: Space) -> Document:
    attachments = objects.attachments.get(case["id"])
    if not attachments:
        return _NO_ATTACHMENTS
    return {
        "totalComment": sum(item["type"] == "user" for item in attachments),
        "totalAlerts": len(alert_ids(attachments)),
    }


def alert_ids(attachments: Iterable[Document]) -> dict[str, None]:
    """Return the distinct ids of the alerts among *attachments*, in their order."""
    return dict.fromkeys(
        alert_id
        for attachment in attachments
        if attachment["type"] == "alert"
        for alert_id in as_list(attachment["alertId"])
    )


def as_list(value: Any) -> list[Any]:
    """Return a value that may stand alone or in a list as a list."""
    return value if isinstance(value, list) else [value]


def stored_connector(sent: Document, previous_id: str = "none") -> Document:
    """Return the connector that reads back after *sent* was written.

    The id is kept as a reference: an empty one leaves the previous reference, ``none`` removes it,
    and a connector without a reference is the none connector, whatever else was sent.
    Source: kibana x-pack/platform/plugins/shared/cases/server/services/connector_reference_handler
    """
    connector_id = sent["id"] or previous_id
    if connector_id == "none":
        return NO_CONNECTOR
    return {**sent, "id": connector_id}
