"""Bodies of the type ``multipart/form-data``, as hapi hands them to a route.

Source: observed on hapi 21
"""

from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.policy import HTTP
from typing import NamedTuple

from .errors import KibanaError


class Part(NamedTuple):
    """One part of a form; *filename* only where it is a file."""

    name: str
    content: bytes
    filename: str | None


def read_form(content_type: str | None, body: bytes) -> list[Part]:
    """Return the parts of *body* that have a name; 415 when it isn't a form at all."""
    if not (content_type or "").lower().startswith("multipart/form-data"):
        raise KibanaError(415, "Unsupported Media Type")
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    form = BytesParser(_class=EmailMessage, policy=HTTP).parsebytes(head + body)
    if not form.is_multipart():
        return []
    return [part for part in map(_part, form.iter_parts()) if part.name]


def _part(part: MIMEPart) -> Part:
    name = part.get_param("name", "", header="content-disposition")
    content = part.get_payload(decode=True)
    return Part(str(name), content if isinstance(content, bytes) else b"", part.get_filename())
