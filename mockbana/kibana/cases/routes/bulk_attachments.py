"""Many attachments of a case at once, as Kibana's own user interface handles them.

Source: kibana x-pack/platform/plugins/shared/cases/server/routes/api/internal
"""

from typing import Any, Final

from mockbana.kibana.cases import attachment_delete, attachment_get
from mockbana.kibana.cases.attach import bulk_create
from mockbana.kibana.cases.codec import decode
from mockbana.kibana.cases.codec.special import decode_whole
from mockbana.kibana.cases.schemas.attachments import ATTACHMENTS, FILE_IDS
from mockbana.kibana.http.call import Answer, Call, Route
from mockbana.kibana.http.errors import bad_request, thrown
from mockbana.kibana.http.json_body import type_name

from .common import client, object_body


def object_list(call: Call) -> None:
    """Check a body that must be a list of objects."""
    if not isinstance(call.body, list):
        found = type_name(call.body)
        raise bad_request(f"[request body]: expected value of type [array] but got [{found}]")
    for index, item in enumerate(call.body):
        if not isinstance(item, dict):
            found = f"expected a plain object value, but found [{type_name(item)}] instead."
            raise bad_request(f"[request body.{index}]: {found}")


def bulk_create_attachments(call: Call) -> Answer:
    """``POST /internal/cases/{case_id}/attachments/_bulk_create``."""
    body = decode_whole(ATTACHMENTS, call.body)
    return Answer(body=bulk_create(client(call), call.params["case_id"], body))


def bulk_get_attachments(call: Call) -> Answer:
    """``POST /internal/cases/{case_id}/attachments/_bulk_get``."""
    ids = _only_ids(call)
    return Answer(body=attachment_get.bulk_get(client(call), call.params["case_id"], ids))


def bulk_delete_files(call: Call) -> Answer:
    """``POST /internal/cases/{case_id}/attachments/files/_bulk_delete``."""
    body = decode(FILE_IDS, _only_ids(call))
    attachment_delete.delete_files(client(call), call.params["case_id"], body["ids"])
    return Answer(204)


def _only_ids(call: Call) -> dict[str, Any]:
    """Return what Kibana takes out of the body: ``ids``, and nothing besides."""
    if call.body is None:
        message = "Cannot read properties of null (reading 'ids')"
        raise thrown(message, quirk="a body that Kibana can't read ids from")
    return {key: value for key, value in call.body.items() if key == "ids"}


_ATTACHMENTS: Final = "/internal/cases/{case_id}/attachments"
ROUTES: Final[tuple[Route, ...]] = (
    Route(
        "POST",
        f"{_ATTACHMENTS}/_bulk_create",
        bulk_create_attachments,
        (object_list,),
        access="internal",
    ),
    Route(
        "POST", f"{_ATTACHMENTS}/_bulk_get", bulk_get_attachments, (object_body,), access="internal"
    ),
    Route(
        "POST",
        f"{_ATTACHMENTS}/files/_bulk_delete",
        bulk_delete_files,
        (object_body,),
        access="internal",
    ),
)
