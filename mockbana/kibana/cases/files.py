"""``POST /api/cases/{id}/files``: files are checked and attached; their content is not kept.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/attachments/add_file.ts
"""

from typing import Any, Final, NamedTuple

from mockbana.kibana.http.errors import thrown
from mockbana.kibana.javascript import UNDEFINED
from mockbana.kibana.storage import Document

from . import user_actions
from .attach import attach
from .attachments import FILES
from .authorization import ensure
from .client import Client
from .codec import decode
from .get import get, load
from .mime_types import IMAGES, extension_of, mime_type_of
from .schemas.attachments import UPLOADED_FILE

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
    case = load(client, case_id)
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
        raise thrown(f"Maximum of {most} bytes exceeded", quirk="a file that is too large")


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
