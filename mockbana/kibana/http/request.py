"""Request targets: which space, which path, which query.

Source: kibana x-pack/platform/plugins/shared/spaces/server/lib/request_interceptors and hapi

The media type that a request says its body is of.

Source: observed on hapi 21 with content 6
"""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

from mockbana.kibana.http.errors import (
    INTERNAL,
    CloseConnection,
    KibanaError,
    bad_request,
    kibana_crash,
)
from mockbana.kibana.http.routing import Call, Query

_SPACE: Final = re.compile(r"/s/([a-z0-9_-]+)")
_PLAIN: Final = re.compile(
    "%(2[146-9A-Da-d]|3[0-9ABDabd]|4[0-9A-Fa-f]|5[0-9AFaf]|6[1-9A-Fa-f]|7[0-9AEae])"
)
_ESCAPE: Final = re.compile("%(?![0-9A-Fa-f]{2})")
_DOTS: Final = {".": ".", "%2e": ".", "..": "..", ".%2e": "..", "%2e.": "..", "%2e%2e": ".."}


def read_target(call: Call, base_path: str) -> None:
    """Fill in path, space, segments and query of *call*.

    Errors: 404 when the path lies outside *base_path*, 400 when there is none, 500 when the name
    of the space ends in the middle of a segment; ``Drop`` for a tunnel.
    """
    if call.method == "CONNECT":
        raise CloseConnection("Kibana is no proxy")
    path, _, query = _origin_form(call.target).partition("?")
    call.path = path
    call.query = read_query(query) if query else {}
    call.prefix, call.space, rest = _place(path, base_path)
    call.segments, call.undecodable = _decoded(rest)


@lru_cache(maxsize=256)
def _place(path: str, base_path: str) -> tuple[str, str, str]:
    """Return the prefix of *path*, the space that it names and the rest."""
    path = _normalized(_without_dots(path)) if "%" in path else _without_dots(path)
    path = _below(base_path, path)
    found = _SPACE.match(path)
    if found is None:
        return base_path, "default", path
    rest = path[found.end() :] or "/"
    if not rest.startswith("/"):
        raise kibana_crash(INTERNAL, quirk=f"{rest!r} is no path")
    return base_path + found[0], found[1], rest


def read_query(query: str) -> Query:
    """Return the keys of a query string; a key that is there twice has a list.

    Bad escapes stay as they are, bytes that aren't UTF-8 become U+FFFD.
    """
    found: Query = {}
    for key, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        before = found.get(key)
        if before is None:
            found[key] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            found[key] = [before, value]
    return found


def _origin_form(target: str) -> str:
    if target.startswith("/"):
        return target.partition("#")[0]
    if "://" not in target:
        raise bad_request("Invalid URL", detail=f"{target!r} has no path")
    parts = urlsplit(target)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _below(base_path: str, path: str) -> str:
    if base_path and path != base_path and not path.startswith(f"{base_path}/"):
        raise KibanaError(404, "Not Found", detail=f"the base path is {base_path}")
    return path[len(base_path) :] or "/"


def _without_dots(path: str) -> str:
    """Resolve dot segments as the WHATWG URL parser does, escaped ones too."""
    if "/." not in path and "%2" not in path:
        return path
    kept: list[str] = []
    parts = path.split("/")[1:]
    for part in parts:
        dots = _DOTS.get(part.lower())
        if dots is None:
            kept.append(part)
        elif dots == ".." and kept:
            kept.pop()
    if parts and parts[-1].lower() in _DOTS:
        kept.append("")
    return "/" + "/".join(kept)


def _normalized(path: str) -> str:
    """Return *path* with the escapes decoded that mean nothing, which is before it is looked at."""
    return _PLAIN.sub(lambda escape: chr(int(escape[1], 16)), path)


@lru_cache(maxsize=256)
def _decoded(path: str) -> tuple[tuple[str, ...], str]:
    """Return the decoded segments of *path*, and the first one that can't be decoded."""
    sent = path.split("/")[1:]
    decoded = [_unquoted(segment) if "%" in segment else segment for segment in sent]
    bad = next((sent[at] for at, text in enumerate(decoded) if text is None), "")
    return tuple(text or raw for text, raw in zip(decoded, sent, strict=True)), bad


def _unquoted(segment: str) -> str | None:
    if _ESCAPE.search(segment):
        return None
    try:
        return unquote_to_bytes(segment).decode("utf-8")
    except UnicodeDecodeError:
        return None


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
