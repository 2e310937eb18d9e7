"""Request bodies: what Kibana takes and refuses before it looks at what they say.

Source: observed on hapi 21 with subtext 8, configured as Kibana configures them.
"""

import asyncio
import time
import zlib
from functools import lru_cache
from typing import Any, Final, TypeVar

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage
from aiohttp.web import RequestPayloadError

from .call import Call, Route
from .errors import BARE_400, Drop, KibanaError, bad_request
from .json_body import parse_json

MAX_PAYLOAD: Final = 1_048_576
PAYLOAD_TIMEOUT: Final = 20
SOCKET_TIMEOUT: Final = 120
_OTHER_KINDS: Final = ("application/x-www-form-urlencoded", "application/octet-stream")
B = TypeVar("B", bytes, bytearray)
_WINDOW_BITS: Final = {"gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}


async def read_body(call: Call, route: Route, request: web.BaseRequest) -> None:
    """Read and parse the body of *call*; a GET has none that counts.

    Errors: 400, 408, 413 and 415 in Kibana's words; ``Drop`` where it just hangs up.
    """
    if call.method in ("GET", "HEAD"):
        return
    kind = accept_media_type(call.headers.get("Content-Type"), route.body)
    limit = route.max_payload or MAX_PAYLOAD
    if call.raw_body is None:
        call.raw_body = await receive(request, limit)
    call.body_taken = True
    if coding := call.headers.get("Content-Encoding"):
        call.raw_body = inflated(call.raw_body, coding, limit)
    if call.raw_body and route.body == "json":
        call.body = _parsed(call.raw_body, kind)


@lru_cache(maxsize=64)
def accept_media_type(content_type: str | None, body: str) -> str:
    """Return the media type in lower case; refuse what the route can't take (415) or read (400)."""
    if not content_type:
        return "application/json"
    kind = content_type.partition(";")[0].strip().lower()
    main, slash, sub = kind.partition("/")
    if not slash or not main or not sub:
        raise bad_request("Invalid content-type header")
    if kind == "multipart/form-data":
        if "boundary=" not in content_type.lower():
            raise bad_request("Invalid content-type header: multipart missing boundary")
        if body == "multipart":
            return kind
    elif body == "json" and (_is_json(kind) or main == "text" or kind in _OTHER_KINDS):
        return kind
    raise KibanaError(415, "Unsupported Media Type")


def _is_json(kind: str) -> bool:
    return kind == "application/json" or (
        kind.startswith("application/") and kind.endswith("+json")
    )


def _parsed(raw: bytes, kind: str) -> Any:
    if _is_json(kind):
        return parse_json(raw)
    if kind == "application/octet-stream":
        return raw
    text = raw.decode("utf-8", "replace")
    if kind == "application/x-www-form-urlencoded":
        from .target import read_query

        return read_query(text)
    return text


async def receive(request: web.BaseRequest, limit: int = MAX_PAYLOAD) -> bytes:
    """Return the bytes of the body.

    Errors: 413 when it says that it is longer than *limit*, ``Drop`` when it turns out to be or is
    badly chunked; 408 when it took too long, ``Drop`` when nothing came for two minutes.
    """
    if (request.content_length or 0) > limit:
        raise too_large()
    try:
        if request.content.is_eof():
            return _checked(request.content.read_nowait(), limit)
        return await _received_slowly(request, limit)
    except (BadHttpMessage, RequestPayloadError):
        raise Drop("the body is badly chunked", BARE_400) from None


async def _received_slowly(request: web.BaseRequest, limit: int) -> bytes:
    if request.headers.get("Expect", "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0
    began = time.monotonic()
    whole = bytearray()
    try:
        while True:
            async with asyncio.timeout(SOCKET_TIMEOUT):
                chunk = await request.content.readany()
            if not chunk:
                break
            whole += chunk
            _checked(whole, limit)
    except TimeoutError:
        raise Drop(f"nothing came for {SOCKET_TIMEOUT} s") from None
    if time.monotonic() - began > PAYLOAD_TIMEOUT:
        raise KibanaError(408, "Request Time-out")
    return bytes(whole)


def _checked(whole: B, limit: int) -> B:
    if len(whole) > limit:
        raise Drop(f"the body grew past {limit} bytes")
    return whole


def inflated(raw: bytes, encoding: str, limit: int) -> bytes:
    """Return *raw* without its ``Content-Encoding``; one that Kibana doesn't know is ignored.

    Errors: 400 for broken data, 413 when it grows past *limit* (never more is unpacked).
    """
    bits = _WINDOW_BITS.get(encoding)
    if bits is None or not raw:
        return raw
    unpacker = zlib.decompressobj(bits)
    try:
        whole = unpacker.decompress(raw, limit + 1)
    except zlib.error as error:
        raise bad_request("Invalid compressed payload", detail=str(error)) from None
    if len(whole) > limit:
        raise too_large()
    if not unpacker.eof:
        raise bad_request("Invalid compressed payload", detail="the data end too early")
    return whole


def too_large() -> KibanaError:
    """Return the 413."""
    text = "Payload content length greater than maximum allowed"
    return KibanaError(413, f"{text}: {MAX_PAYLOAD}")
