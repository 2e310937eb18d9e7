"""``POST /api/cases/{id}/files``: files are checked and attached; their content is not kept.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/attachments/add_file.ts
"""

from typing import Any, Final, NamedTuple

from mockbana.kibana.cases import user_actions
from mockbana.kibana.cases.attachments.add import attach
from mockbana.kibana.cases.attachments.mime_types import IMAGES, extension_of, mime_type_of
from mockbana.kibana.cases.attachments.schemas import UPLOADED_FILE
from mockbana.kibana.cases.attachments.store import FILES
from mockbana.kibana.cases.authorization import ensure
from mockbana.kibana.cases.crud.read import get
from mockbana.kibana.cases.model import Client, find_case
from mockbana.kibana.cases.request import client
from mockbana.kibana.http.body import read_form
from mockbana.kibana.http.errors import kibana_crash
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.io_ts.decode import decode
from mockbana.kibana.javascript import UNDEFINED
from mockbana.kibana.storage import Document

MOST_BYTES: Final = 100 * 1024 * 1024
MOST_IMAGE_BYTES: Final = 10 * 1024 * 1024


class Upload(NamedTuple):
    """A file that comes in.

    *uploaded_as* is the name that the file part gives, ``None`` when it gives none; *filename* is
    what the part of this name says, ``UNDEFINED`` when there is none. *size* is in bytes.
    """

    uploaded_as: str | None
    size: int
    filename: Any = UNDEFINED


def add_file(client: Client, case_id: str, upload: Upload) -> Document:
    """Attach *upload* to a case and return the case.

    Errors, in this order: 400 for type and name, 404 and 403 for the case, 400 for the history,
    403, 500 for the size, 400 for what the case can't take.
    """
    stem, extension = split_name(upload.uploaded_as or "")
    name = stem if upload.filename is UNDEFINED else upload.filename
    mime_type = mime_type_of(extension)
    known = {} if mime_type is None else {"mimeType": mime_type}
    decode(UPLOADED_FILE, {**known, "filename": name})
    get(client, case_id)
    case = find_case(client, case_id)
    user_actions.check_limit(client, case_id, 1, called="id")
    ensure(client.account, "create comments", [case["owner"]])
    _check_size(upload.size, str(mime_type))
    return attach(client, case, [_request(client, case, name, str(mime_type))])


def split_name(path: str) -> tuple[str, str]:
    """Return the name in *path* without its extension, and the extension without its dot.

    A leading dot starts no extension.
    """
    base = path.rstrip("/").rpartition("/")[2]
    stem, _, extension = base.rpartition(".")
    return (stem, extension) if stem and base != ".." else (base, "")


def _check_size(size: int, mime_type: str) -> None:
    most = MOST_IMAGE_BYTES if mime_type in IMAGES else MOST_BYTES
    if size > most:
        raise kibana_crash(f"Maximum of {most} bytes exceeded", quirk="a file that is too large")


def _request(client: Client, case: Document, name: str, mime_type: str) -> Document:
    """Return the request that attaches a new file as a comment would be.

    Source: kibana src/platform/plugins/shared/files/server/file_client/file_client.ts
    """
    metadata = {
        "name": name,
        "extension": extension_of(mime_type),
        "mimeType": mime_type,
        "created": client.now(),
    }
    return {
        "type": "externalReference",
        "owner": case["owner"],
        "externalReferenceId": client.deployment.new_id(),
        "externalReferenceStorage": {"type": "savedObject", "soType": "file"},
        "externalReferenceAttachmentTypeId": FILES,
        "externalReferenceMetadata": {"files": [metadata]},
    }


def post_file(call: Call) -> Answer:
    """``POST /api/cases/{case_id}/files``."""
    return Answer(body=add_file(client(call), call.params["case_id"], _upload(call)))


def _upload(call: Call) -> Upload:
    """Return the file of the form; of several parts with one name Kibana makes a list."""
    parts = read_form(call.headers.get("Content-Type"), call.raw_body or b"")
    files = [part for part in parts if part.name == "file"]
    if not files:
        message = "Cannot read properties of undefined (reading 'hapi')"
        raise kibana_crash(message, quirk="a form without a file")
    names = [part.content.decode("utf-8", "replace") for part in parts if part.name == "filename"]
    return Upload(
        uploaded_as=files[0].filename if len(files) == 1 else None,
        size=len(files[0].content),
        filename=(names if len(names) > 1 else names[0]) if names else UNDEFINED,
    )


FORM_BYTES: Final = 1024 * 1024
"""Room in the body for what a form has besides its file."""
