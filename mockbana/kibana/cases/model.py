"""A case as it is stored and as it is shown.

A stored case has ``CASE_KEYS``; what the API adds (totals, comments) is computed when it is shown.
Source: kibana x-pack/platform/plugins/shared/cases/server/common/utils.ts

Who works on which cases: the context of every operation.

What becomes of the values of a request before they are stored.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/{utils,sanitizers}.ts

A case as routes show it that don't look at its attachments.

Source: kibana x-pack/platform/plugins/shared/cases/server/common/utils.ts (flattenCaseSavedObject)

A case that is written again because something on it changed.

Source: kibana x-pack/platform/plugins/shared/cases/server/common/models/case_with_comments.ts
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from mockbana.kibana.clock import iso
from mockbana.kibana.deployment import Account, Deployment
from mockbana.kibana.http.errors import saved_object_not_found
from mockbana.kibana.javascript import trim
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
TIMINGS: Final = (
    "in_progress_at",
    "time_to_acknowledge",
    "time_to_investigate",
    "time_to_resolve",
)
"""Members that a case has once its status has changed, in front of ``id``."""
_WITH_TIMINGS: Final = (*CASE_KEYS[:-2], *TIMINGS, *CASE_KEYS[-2:])
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


@dataclass(slots=True)
class Client:
    """An account at work on the saved objects of one space; nobody changes it."""

    deployment: Deployment
    objects: Space
    account: Account

    def now(self) -> str:
        """Return the present time as Kibana writes it."""
        return iso(self.deployment.clock.now())

    def configuration(self, owner: str) -> Document | None:
        """Return the configuration of *owner* in this space."""
        configurations = self.objects.configurations.values()
        return next((known for known in configurations if known["owner"] == owner), None)


def without_empty_assignees(sent: Document) -> Document:
    """Return *sent* without assignees whose ``uid`` is empty."""
    if "assignees" not in sent:
        return sent
    return {**sent, "assignees": [who for who in sent["assignees"] if who["uid"]]}


def distinct_assignees(assignees: Iterable[Document]) -> list[Document]:
    """Return *assignees* with the first of each ``uid``."""
    first: dict[str, Document] = {}
    for who in assignees:
        first.setdefault(who["uid"], who)
    return list(first.values())


_NORMAL: Final[dict[str, Callable[[Any], Any]]] = {
    "title": trim,
    "description": trim,
    "category": lambda category: None if category is None else trim(category),
    "tags": lambda tags: list(map(trim, tags)),
    "assignees": distinct_assignees,
}


def normalized(values: Document) -> Document:
    """Return *values* with texts and tags trimmed and assignees distinct."""
    changed = {key: _NORMAL[key](value) for key, value in values.items() if key in _NORMAL}
    return {**values, **changed}


def in_order(case: Document) -> Document:
    """Return *case* with its members in Kibana's order."""
    return {key: case[key] for key in _WITH_TIMINGS if key in case}


def without_attachments(case: Document) -> Document:
    """Return *case* as if it had no attachments."""
    return {**case, "comments": [], "totalComment": 0, "totalAlerts": 0}


def save_updated(client: Client, case: Document, *, now: str, **changes: object) -> Document:
    """Write *case* with *changes*, as updated *now* by the client's user; return it as answered.

    Elasticsearch merges objects: in what is stored, though not in the answer, who updated last
    keeps members of the user before (``profile_uid``).
    """
    user = client.account.user()
    version = client.deployment.new_version()
    after = {**case, **changes, "updated_at": now, "updated_by": user, "version": version}
    if len(after) > len(case):
        after = in_order(after)
    merged = {**(case["updated_by"] or {}), **user}
    client.objects.cases[case["id"]] = {**after, "updated_by": merged}
    return after


def find_case(client: Client, case_id: str) -> Document:
    """Return the stored case, or refuse with Kibana's 404."""
    case: Document | None = client.objects.cases.get(case_id)
    if case is None:
        raise saved_object_not_found("cases", case_id)
    return case


OWNERS: Final = ("cases", "observability", "securitySolution")
STATUSES: Final = ("open", "in-progress", "closed")
SEVERITIES: Final = ("low", "medium", "high", "critical")


def of_case(objects: Space, case_id: str) -> tuple[Document, ...]:
    """Return the attachments of a case, oldest first; none for an unknown case."""
    found: tuple[Document, ...] = objects.attachments.get(case_id, ())
    return found


def with_attachments(case: Document, objects: Space) -> Document:
    """Return *case* as a change of its attachments answers: here ``totalComment`` counts all."""
    attachments = of_case(objects, case["id"])
    return {
        **case,
        "comments": list(attachments),
        "totalComment": len(attachments),
        "totalAlerts": sum(map(count_alerts, attachments)),
    }


def count_alerts(attachment: Document) -> int:
    """Return how many alert ids *attachment* (or a request for one) has."""
    return len(as_list(attachment["alertId"])) if attachment["type"] == "alert" else 0
