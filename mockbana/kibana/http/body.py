"""Request bodies: what Kibana's parser takes and refuses.

Source: observed on hapi 21 with subtext 8 and bourne 3, configured as Kibana configures them.
"""

import json
from functools import partial
from typing import Any, Final

from aiohttp import web

from mockbana.kibana import javascript

from .call import Call
from .errors import KibanaError, bad_request

MAX_PAYLOAD: Final = 1_048_576
_PROTO: Final = "__proto__"


class _ForbiddenKey(ValueError):
    """A key ``__proto__``, which bourne refuses wherever it stands."""


def parse_json(raw: bytes) -> Any:
    """Return the JSON value of *raw*; numbers as JavaScript has them.

    Bytes that aren't UTF-8 become U+FFFD, the last of several equal keys counts.
    Errors: 400 for anything that ``JSON.parse`` refuses, and for a key ``__proto__`` at any depth.
    """
    text = raw.decode("utf-8", "replace")
    try:
        if _PROTO in text or "\\u" in text:
            return _SUSPICIOUS.decode(text)
        return _DECODER.decode(text)
    except ValueError as error:
        raise malformed(str(error)) from None


def malformed(detail: str) -> KibanaError:
    """Return the 400 for a body that is no JSON."""
    return bad_request("Invalid request payload JSON format", detail=detail)


def too_large() -> KibanaError:
    """Return the 413."""
    text = "Payload content length greater than maximum allowed"
    return KibanaError(413, f"{text}: {MAX_PAYLOAD}")


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if _PROTO in members:
        raise _ForbiddenKey(f"the key {_PROTO} is not allowed")
    return members


_decoder: Final = partial(
    json.JSONDecoder,
    parse_float=javascript.number,
    parse_int=javascript.number,
    parse_constant=_refuse_constant,
)
_DECODER: Final = _decoder()
_SUSPICIOUS: Final = _decoder(object_pairs_hook=_pairs)


def accept_content_type(content_type: str | None) -> None:
    """Refuse a media type that no JSON route takes (415), or that is none (400)."""
    if not content_type:
        return
    kind = content_type.partition(";")[0].strip().lower()
    main, slash, sub = kind.partition("/")
    if not slash or not main or not sub:
        raise bad_request("Invalid content-type header")
    if kind == "multipart/form-data" and "boundary=" not in content_type.lower():
        raise bad_request("Invalid content-type header: multipart missing boundary")
    json_kind = kind == "application/json" or (main == "application" and sub.endswith("+json"))
    if not json_kind and main != "text" and kind not in _OTHER_KINDS:
        raise KibanaError(415, "Unsupported Media Type")


_OTHER_KINDS: Final = ("application/x-www-form-urlencoded", "application/octet-stream")


def accept_shape(body: Any) -> Any:
    """Return *body* as a cases route takes it: an object, or ``None`` for nothing.

    A JSON string is parsed as JSON once more.
    Errors: 400 with the two complaints of ``schema.nullable(schema.object(...))``.
    Source: kibana src/platform/packages/shared/kbn-config-schema/src/types
    """
    if body is None or isinstance(body, dict):
        return body
    if isinstance(body, str):
        try:
            body = parse_json(body.encode("utf-8", "surrogatepass"))
        except KibanaError:
            raise _not_an_object("could not parse object value from json input") from None
        if isinstance(body, dict):
            return body
    found = f"expected a plain object value, but found [{type_name(body)}] instead."
    raise _not_an_object(found)


def _not_an_object(complaint: str) -> KibanaError:
    return bad_request(
        "[request body]: types that failed validation:\n"
        f"- [request body.0]: {complaint}\n"
        "- [request body.1]: expected value to equal [null]"
    )


_TYPE_NAMES: Final = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    float: "number",
    list: "Array",
    dict: "Object",
    bytes: "Uint8Array",
}


def type_name(value: Any) -> str:
    """Return what config-schema calls the type of *value*."""
    return _TYPE_NAMES.get(type(value), "string")


async def read_body(call: Call, request: web.BaseRequest) -> None:
    """Read and parse the body of *call*; a GET has none that counts.

    Errors: 400, 413 and 415 as in ``accept_content_type`` and ``parse_json``.
    """
    if call.method in ("GET", "HEAD"):
        return
    accept_content_type(call.headers.get("Content-Type"))
    if call.raw_body is None:
        call.raw_body = await receive(request)
    if call.raw_body:
        call.body = parse_json(call.raw_body)


async def receive(request: web.BaseRequest, limit: int = MAX_PAYLOAD) -> bytes:
    """Return the bytes of the body.

    Errors: 413 when it says that it is longer than *limit*; ``Oversized`` when it turns out to be.
    """
    if (request.content_length or 0) > limit:
        raise too_large()
    whole = bytearray()
    while chunk := await request.content.readany():
        whole += chunk
        if len(whole) > limit:
            raise Oversized
    return bytes(whole)


class Oversized(Exception):
    """A chunked body that grew past the limit: Kibana drops the connection without an answer."""
