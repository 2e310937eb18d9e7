"""What an attachment must be like, and how many of them a case may have.

Source: kibana x-pack/platform/plugins/shared/cases/server/{client/utils.ts,common/limiter_checker}
"""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from mockbana.kibana.http.errors import bad_request
from mockbana.kibana.javascript import stringify
from mockbana.kibana.storage import Document

from .attachments import FILES, count_alerts, is_file
from .codec.special import decode_whole
from .model import as_list
from .schemas import names
from .schemas.attachments import FILES_METADATA

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
        decode_whole(FILES_METADATA, metadata, called=names.FILES_METADATA)
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
