"""The media type that a request says its body is of.

Source: observed on hapi 21 with content 6
"""

import re
from functools import lru_cache
from typing import Final

from .errors import KibanaError, bad_request

FORM: Final = "application/x-www-form-urlencoded"
BINARY: Final = "application/octet-stream"
_NAME: Final = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_MEDIA_TYPE: Final = re.compile(rf"({_NAME}/{_NAME})([ \t;].*)?")
_JSON: Final = re.compile(r"application/(.+\+)?json")


@lru_cache(maxsize=64)
def accept_media_type(content_type: str | None, body: str) -> str:
    """Return the media type in lower case; refuse what the route can't take (415) or read (400).

    Clients say the same again and again; to read it each time took 2 % of a PATCH.
    """
    if not content_type:
        return "application/json"
    if not (found := _MEDIA_TYPE.fullmatch(content_type)):
        raise bad_request("Invalid content-type header")
    kind, parameters = found[1].lower(), found[2] or ""
    _parameter(parameters, "charset")
    if kind.startswith("multipart/") and not _parameter(parameters, "boundary"):
        raise bad_request("Invalid content-type header: multipart missing boundary")
    if body == "multipart":
        accepted = kind == "multipart/form-data"
    else:
        accepted = is_json(kind) or kind.startswith("text/") or kind in (FORM, BINARY)
    if not accepted:
        raise KibanaError(415, "Unsupported Media Type")
    return kind


def _parameter(parameters: str, name: str) -> str:
    """Return what *parameters* have for *name*, nothing if it isn't there; 400 if it is twice."""
    pairs = (parameter.partition("=") for parameter in parameters.split(";")[1:])
    values = [value.strip().strip('"') for key, _, value in pairs if key.strip().lower() == name]
    if len(values) > 1:
        raise bad_request("Invalid content-type header: duplicate parameter")
    return values[0] if values else ""


def is_json(kind: str) -> bool:
    """Whether a media type, in lower case, is one of JSON."""
    return _JSON.fullmatch(kind) is not None
