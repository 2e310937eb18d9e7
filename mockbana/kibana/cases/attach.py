"""Attaching something to a case.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/attachments/{add,bulk_create}.ts
"""

from collections.abc import Iterator, Sequence

from mockbana.kibana.storage import Document, Space

from . import attachments, user_actions
from .attachment_rules import check_attachable, check_registered, check_values
from .authorization import ensure
from .client import Client
from .get import load
from .model import alert_ids, as_list
from .touch import touch


def add(client: Client, case_id: str, sent: Document) -> Document:
    """``POST /api/cases/{id}/comments``: attach *sent* (a valid body), return the case.

    Errors, in this order: 400 for the history and for values, 403, 400 for the type, 404 for the
    case, 400 for what the case can't take.
    """
    user_actions.check_limit(client, case_id, 1, called="id")
    check_values(sent)
    ensure(client.account, "create comments", [sent["owner"]])
    check_registered(sent)
    return attach(client, load(client, case_id), [sent])


def bulk_create(client: Client, case_id: str, requests: Sequence[Document]) -> Document:
    """``POST /internal/cases/{id}/attachments/_bulk_create``: attach all *requests* or none.

    The user actions tell what was sent, repeated alerts included.
    """
    user_actions.check_limit(client, case_id, len(requests), called="id")
    for sent in requests:
        check_values(sent)
        check_registered(sent)
    ensure(client.account, "create comments", [sent["owner"] for sent in requests])
    return attach(client, load(client, case_id), requests, tell_as_sent=True)


def attach(
    client: Client, case: Document, requests: Sequence[Document], *, tell_as_sent: bool = False
) -> Document:
    """Attach *requests* to *case*, write its history and return it; 400 for what it can't take.

    Alerts that the case has already are left out; when nothing remains, nothing is written.
    """
    attached = attachments.of_case(client.objects, case["id"])
    check_attachable(case, requests, attached)
    now = client.now()
    made: list[Document] = []
    drafts: list[Document] = []
    for sent, fresh in _fresh(client.objects, case["id"], requests):
        made.append(attachments.new(client, fresh, now=now))
        told = {"comment": sent if tell_as_sent else fresh}
        drafts.append(user_actions.draft("comment", "create", told, comment_id=made[-1]["id"]))
    if made:
        attachments.store(client, case, made)
        case = touch(client, case, now=now)
        user_actions.record(client, case, drafts, now=now)
    return attachments.with_attachments(case, client.objects)


def _fresh(
    objects: Space, case_id: str, requests: Sequence[Document]
) -> Iterator[tuple[Document, Document]]:
    """Yield each request with what is new in it, unless that is nothing."""
    seen = set(alert_ids(attachments.of_case(objects, case_id)))
    for sent in requests:
        fresh = _without_repeats(sent, seen) if sent["type"] == "alert" else sent
        if fresh:
            yield sent, fresh


def _without_repeats(sent: Document, seen: set[str]) -> Document:
    """Return the alert *sent* without ids in *seen*, which grows; empty when none remains."""
    pairs: list[tuple[str, str]] = []
    for alert_id, index in zip(as_list(sent["alertId"]), as_list(sent["index"]), strict=True):
        if alert_id not in seen:
            pairs.append((alert_id, index))
        seen.add(alert_id)
    if not pairs:
        return {}
    ids, indices = zip(*pairs, strict=True)
    return {**sent, "alertId": list(ids), "index": list(indices)}
