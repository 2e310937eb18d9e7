"""Attaching something to a case.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/attachments/{add,bulk_create}.ts

What an attachment must be like, and how many of them a case may have.

Source: kibana x-pack/platform/plugins/shared/cases/server/{client/utils.ts,common/limiter_checker}
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from mockbana.kibana.cases import model, user_actions
from mockbana.kibana.cases.alert_cases import alert_cases
from mockbana.kibana.cases.attachments import schemas, store
from mockbana.kibana.cases.attachments.schemas import ATTACHMENT, ATTACHMENTS, FILES_METADATA
from mockbana.kibana.cases.attachments.store import FILES, is_file
from mockbana.kibana.cases.authorization import ensure
from mockbana.kibana.cases.model import (
    Client,
    alert_ids,
    as_list,
    count_alerts,
    find_case,
    save_updated,
)
from mockbana.kibana.cases.request import client
from mockbana.kibana.http.errors import bad_request
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.io_ts.decode import decode_whole
from mockbana.kibana.javascript import stringify
from mockbana.kibana.storage import Document, Space

MOST_CASES: Final = 10
"""Cases that one alert may be attached to."""


def add(client: Client, case_id: str, sent: Document) -> Document:
    """``POST /api/cases/{id}/comments``: attach *sent* (a valid body), return the case.

    Errors, in this order: 400 for the history and for values, 403, 400 for the type, 404 for the
    case, 400 for what the case can't take.
    """
    user_actions.check_limit(client, case_id, 1, called="id")
    check_values(sent)
    ensure(client.account, "create comments", [sent["owner"]])
    check_registered(sent)
    return attach(client, find_case(client, case_id), [sent])


def bulk_create(client: Client, case_id: str, requests: Sequence[Document]) -> Document:
    """``POST /internal/cases/{id}/attachments/_bulk_create``: attach all *requests* or none.

    The user actions tell what was sent, repeated alerts included.
    """
    user_actions.check_limit(client, case_id, len(requests), called="id")
    for sent in requests:
        check_values(sent)
        check_registered(sent)
    ensure(client.account, "create comments", [sent["owner"] for sent in requests])
    return attach(client, find_case(client, case_id), requests, tell_as_sent=True)


def attach(
    client: Client, case: Document, requests: Sequence[Document], *, tell_as_sent: bool = False
) -> Document:
    """Attach *requests* to *case*, write its history and return it; 400 for what it can't take.

    Alerts that the case has already are left out; when nothing remains, nothing is written.
    """
    attached = model.of_case(client.objects, case["id"])
    check_attachable(case, requests, attached)
    _check_alerts(client.objects, case["id"], requests)
    now = client.now()
    made: list[Document] = []
    drafts: list[Document] = []
    for sent, fresh in _fresh(client.objects, case["id"], requests):
        made.append(store.new(client, fresh, now=now))
        told = {"comment": sent if tell_as_sent else fresh}
        drafts.append(user_actions.draft("comment", "create", told, comment_id=made[-1]["id"]))
    if made:
        store.store(client, case, made)
        case = save_updated(client, case, now=now)
        user_actions.record(client, case, drafts, now=now)
    return model.with_attachments(case, client.objects)


def _fresh(
    objects: Space, case_id: str, requests: Sequence[Document]
) -> Iterator[tuple[Document, Document]]:
    """Yield each request with what is new in it, unless that is nothing."""
    seen = set(alert_ids(model.of_case(objects, case_id)))
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


REGISTERED: Final = {
    "externalReference": frozenset({FILES, "indicator", "osquery", "endpoint"}),
    "persistableState": frozenset(
        {
            ".lens",
            "ml_anomaly_swimlane",
            "ml_anomaly_charts",
            "ml_single_metric_viewer",
            "aiopsChangePointChart",
            "aiopsPatternAnalysisEmbeddable",
            "aiopsLogRateAnalysisEmbeddable",
        }
    ),
}
"""The kinds of attachments that plugins of Kibana bring along, by type."""


def check_values(sent: Document) -> None:
    """Refuse an alert with lists of different lengths, or a file that isn't just one (400)."""
    if sent["type"] == "alert":
        ids, indices = as_list(sent["alertId"]), as_list(sent["index"])
        if len(ids) != len(indices):
            complaint = "Received an alert comment with ids and indices arrays of different lengths"
            raise bad_request(f"{complaint} ids: {stringify(ids)} indices: {stringify(indices)}")
    if is_file(sent):
        metadata = sent["externalReferenceMetadata"]
        decode_whole(FILES_METADATA, metadata, called=schemas.FILES_METADATA_NAME)
        if len(metadata["files"]) != 1:
            raise bad_request("Only a single file can be stored in an attachment")


def check_registered(sent: Document) -> None:
    """Refuse a kind of attachment that no plugin brings along (400)."""
    known = REGISTERED.get(sent["type"])
    kind = sent.get(f"{sent['type']}AttachmentTypeId")
    if known is not None and kind not in known:
        raise bad_request(f"Attachment type {kind} is not registered.")


class Limit(NamedTuple):
    """At most *most* of something on a case; *count* says how many an attachment stands for."""

    most: int
    noun: str
    count: Callable[[Document], int]


def _count_files(attachment: Document) -> int:
    return int(is_file(attachment))


def _count_others(attachment: Document) -> int:
    return int(attachment["type"] in REGISTERED and not is_file(attachment))


LIMITS: Final = (
    Limit(1000, "alerts", count_alerts),
    Limit(100, "files", _count_files),
    Limit(100, "persistable state and external reference attachments", _count_others),
)


def check_attachable(
    case: Document, requests: Sequence[Document], attached: Sequence[Document]
) -> None:
    """Refuse *requests* for what *case*, with all that is *attached*, can't take (400)."""
    if case["status"] == "closed" and any(sent["type"] == "alert" for sent in requests):
        raise bad_request("Alert cannot be attached to a closed case")
    if any(sent["owner"] != case["owner"] for sent in requests):
        raise bad_request("The owner field of the comment must match the case")
    for most, noun, count in LIMITS:
        wanted = sum(map(count, requests))
        if wanted and wanted + sum(map(count, attached)) > most:
            reached = f"Case has reached the maximum allowed number ({most})"
            raise bad_request(f"{reached} of attached {noun}.")


def _check_alerts(objects: Space, case_id: str, requests: Sequence[Document]) -> None:
    """Refuse an alert that ten other cases have (400).

    Kibana looks at the alerts themselves, which list their cases; here the cases are asked.
    """
    wanted = alert_ids(requests)
    if not wanted:
        return
    known = alert_cases(objects)
    if any(len({*known.of(alert_id)} - {case_id}) >= MOST_CASES for alert_id in wanted):
        raise bad_request(f"You cannot attach more than {MOST_CASES} cases to an alert")


def post_comment(call: Call) -> Answer:
    """``POST /api/cases/{case_id}/comments``."""
    body = decode_whole(ATTACHMENT, call.body, called=schemas.ATTACHMENT_NAME)
    return Answer(body=add(client(call), call.params["case_id"], body))


def bulk_create_attachments(call: Call) -> Answer:
    """``POST /internal/cases/{case_id}/attachments/_bulk_create``."""
    body = decode_whole(ATTACHMENTS, call.body)
    return Answer(body=bulk_create(client(call), call.params["case_id"], body))
