"""Comments, alerts and files of a case, its history of 8.x, and its push to a connector.

Source: kibana x-pack/platform/plugins/shared/cases/server/routes/api/{comments,files,internal}
"""

from typing import Any, Final

from mockbana.kibana.cases import alerts, attachment_delete, attachment_get
from mockbana.kibana.cases.attach import add
from mockbana.kibana.cases.attachment_update import update
from mockbana.kibana.cases.codec.special import decode_whole
from mockbana.kibana.cases.files import MOST_BYTES, Upload, add_file
from mockbana.kibana.cases.history import list_user_actions
from mockbana.kibana.cases.push import push
from mockbana.kibana.cases.schemas import names
from mockbana.kibana.cases.schemas.attachment_kinds import ATTACHMENT
from mockbana.kibana.cases.schemas.attachments import ATTACHMENT_PATCH
from mockbana.kibana.http.call import Answer, Call, Route
from mockbana.kibana.http.errors import thrown
from mockbana.kibana.http.multipart import read_form
from mockbana.kibana.javascript import UNDEFINED

from .bulk_attachments import ROUTES as BULK
from .common import client, object_body


def post_comment(call: Call) -> Answer:
    """``POST /api/cases/{case_id}/comments``."""
    body = decode_whole(ATTACHMENT, call.body, called=names.ATTACHMENT)
    return Answer(body=add(client(call), call.params["case_id"], body))


def patch_comment(call: Call) -> Answer:
    """``PATCH /api/cases/{case_id}/comments``."""
    body = decode_whole(ATTACHMENT_PATCH, call.body, called=names.ATTACHMENT_PATCH)
    return Answer(body=update(client(call), call.params["case_id"], body))


def delete_comment(call: Call) -> Answer:
    """``DELETE /api/cases/{case_id}/comments/{comment_id}``."""
    attachment_delete.delete(client(call), call.params["case_id"], call.params["comment_id"])
    return Answer(204)


def delete_comments(call: Call) -> Answer:
    """``DELETE /api/cases/{case_id}/comments``."""
    attachment_delete.delete_all(client(call), call.params["case_id"])
    return Answer(204)


def get_comment(call: Call) -> Answer:
    """``GET /api/cases/{case_id}/comments/{comment_id}``."""
    return Answer(body=attachment_get.get(client(call), call.params["comment_id"]))


def find_comments(call: Call) -> Answer:
    """``GET /api/cases/{case_id}/comments/_find``."""
    return Answer(body=attachment_get.find(client(call), call.params["case_id"], call.query))


def list_comments(call: Call) -> Answer:
    """``GET /api/cases/{case_id}/comments``, of 8.x."""
    return deprecated(call, attachment_get.get_all(client(call), call.params["case_id"]))


def get_history(call: Call) -> Answer:
    """``GET /api/cases/{case_id}/user_actions``, of 8.x."""
    return deprecated(call, list_user_actions(client(call), call.params["case_id"]))


def deprecated(call: Call, body: Any) -> Answer:
    """Return the answer of an endpoint that Kibana warns of."""
    version = call.deployment.settings.kibana_version
    return Answer(body=body, headers={"warning": f'299 Kibana-{version} "Deprecated endpoint"'})


def is_8(kibana_version: str) -> bool:
    """Whether endpoints that 9.0 removed are still there."""
    return kibana_version.startswith("8.")


def post_file(call: Call) -> Answer:
    """``POST /api/cases/{case_id}/files``."""
    return Answer(body=add_file(client(call), call.params["case_id"], _upload(call)))


def _upload(call: Call) -> Upload:
    """Return the file of the form; of several parts with one name Kibana makes a list."""
    parts = read_form(call.headers.get("Content-Type"), call.raw_body or b"")
    files = [part for part in parts if part.name == "file"]
    if not files:
        message = "Cannot read properties of undefined (reading 'hapi')"
        raise thrown(message, quirk="a form without a file")
    names = [part.content.decode("utf-8", "replace") for part in parts if part.name == "filename"]
    return Upload(
        uploaded_as=files[0].filename if len(files) == 1 else None,
        size=len(files[0].content),
        filename=(names if len(names) > 1 else names[0]) if names else UNDEFINED,
    )


def get_alerts(call: Call) -> Answer:
    """``GET /api/cases/{case_id}/alerts``."""
    return Answer(body=alerts.of_case(client(call), call.params["case_id"]))


def get_cases_by_alert(call: Call) -> Answer:
    """``GET /api/cases/alerts/{alert_id}``."""
    return Answer(body=alerts.cases_of(client(call), call.params["alert_id"], call.query))


def push_case(call: Call) -> Answer:
    """``POST /api/cases/{case_id}/connector/{connector_id}/_push``; the body does not matter."""
    return Answer(body=push(client(call), call.params["case_id"], call.params["connector_id"]))


FORM_BYTES: Final = 1024 * 1024
"""Room in the body for what a form has besides its file."""
_COMMENTS: Final = "/api/cases/{case_id}/comments"
ROUTES: Final[tuple[Route, ...]] = (
    Route("POST", _COMMENTS, post_comment, (object_body,)),
    Route("PATCH", _COMMENTS, patch_comment, (object_body,)),
    Route("DELETE", _COMMENTS, delete_comments),
    Route("GET", _COMMENTS, list_comments, versions=is_8),
    Route("GET", f"{_COMMENTS}/_find", find_comments),
    Route("GET", f"{_COMMENTS}/{{comment_id}}", get_comment),
    Route("DELETE", f"{_COMMENTS}/{{comment_id}}", delete_comment),
    Route("GET", "/api/cases/{case_id}/user_actions", get_history, versions=is_8),
    Route(
        "POST",
        "/api/cases/{case_id}/files",
        post_file,
        body="multipart",
        max_payload=MOST_BYTES + FORM_BYTES,
    ),
    Route("GET", "/api/cases/{case_id}/alerts", get_alerts),
    Route("GET", "/api/cases/alerts/{alert_id}", get_cases_by_alert),
    Route("POST", "/api/cases/{case_id}/connector/{connector_id}/_push", push_case, (object_body,)),
    *BULK,
)
