"""Request bodies: what Kibana takes and refuses before it looks at what they say.

Source: observed on hapi 21 with subtext 8, configured as Kibana configures them.

Bodies of the type ``multipart/form-data``, as hapi hands them to a route.

Source: observed on hapi 21
"""

import zlib
from asyncio import timeout
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, Final, NamedTuple, TypeVar

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage
from aiohttp.web import RequestPayloadError

from mockbana.kibana.http.errors import BARE_400, HUNG_UP, CloseConnection, KibanaError, bad_request
from mockbana.kibana.http.json import parse_json
from mockbana.kibana.http.request import BINARY, FORM, accept_media_type, is_json
from mockbana.kibana.http.routing import Call, Route
from mockbana.originals import time

MAX_PAYLOAD: Final = 1_048_576
PAYLOAD_TIMEOUT: Final = 20
SOCKET_TIMEOUT: Final = 120
PATIENCE: Final = 0.5
BADLY_CHUNKED: Final = (BadHttpMessage, RequestPayloadError)
"""What aiohttp raises where a body is read that isn't chunked as it says."""
B = TypeVar("B", bytes, bytearray)
_WINDOW_BITS: Final = {"gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}


async def read_body(call: Call, route: Route, request: web.BaseRequest) -> None:
    """Read and parse the body of *call*; a GET has none that counts.

    Errors: 400, 408, 413 and 415 in Kibana's words; ``Drop`` where it just hangs up.
    """
    if call.method in ("GET", "HEAD"):
        return
    limit = route.max_payload or MAX_PAYLOAD
    if call.raw_body is None:
        await invite(request)
    call.body_taken = True
    try:
        check_length(request, limit)
        kind = accept_media_type(call.headers.get("Content-Type"), route.body)
    except KibanaError:
        call.body_taken = await discard(request)
        raise
    if call.raw_body is None:
        call.raw_body = await receive(request, limit)
    if codings := call.headers.getall("Content-Encoding", ()):
        call.raw_body = inflated(call.raw_body, ", ".join(codings), limit)
    if route.body == "json":
        call.body = _parsed(call.raw_body, kind)


def _parsed(raw: bytes, kind: str) -> Any:
    """Return what a body says; of no bytes, too: nothing, an empty text or an empty form."""
    if is_json(kind):
        return parse_json(raw) if raw else None
    if kind == BINARY:
        return raw or None
    text = raw.decode("utf-8", "replace")
    if kind == FORM:
        from mockbana.kibana.http.request import read_query

        return read_query(text)
    return text


async def invite(request: web.BaseRequest) -> None:
    """Say ``100 Continue`` to a client that waits for it before it sends the body.

    Errors: ``Drop`` when it is gone.
    """
    if request.headers.get("Expect", "").lower() == "100-continue":
        try:
            await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        except ConnectionError:
            raise CloseConnection(HUNG_UP) from None
        request.writer.output_size = 0


def check_length(request: web.BaseRequest, limit: int) -> None:
    """Refuse a body that says that it is longer than *limit* (413)."""
    if (request.content_length or 0) > limit:
        raise too_large(limit)


async def receive(request: web.BaseRequest, limit: int = MAX_PAYLOAD) -> bytes:
    """Return the bytes of the body.

    Errors: 413 when it says that it is longer than *limit*, ``Drop`` when it turns out to be or is
    badly chunked; 408 when it took too long, ``Drop`` when nothing came for two minutes.
    """
    check_length(request, limit)
    try:
        if request.content.is_eof():
            return _checked(request.content.read_nowait(), limit)
        return await _received_slowly(request, limit)
    except BADLY_CHUNKED:
        raise _badly_chunked() from None


async def discard(request: web.BaseRequest) -> bool:
    """Read a body that nobody wants to its end, so that the connection can be used again.

    Kibana waits two minutes for each piece; ``False`` when none comes for half a second.
    Errors: ``Drop`` for bad chunks.
    """
    try:
        while not request.content.at_eof():
            async with timeout(PATIENCE):
                await request.content.readany()
    except TimeoutError:
        return False
    except BADLY_CHUNKED:
        raise _badly_chunked() from None
    return True


def _badly_chunked() -> CloseConnection:
    return CloseConnection("the body is badly chunked", BARE_400)


async def _received_slowly(request: web.BaseRequest, limit: int) -> bytes:
    began = time.monotonic()
    whole = bytearray()
    while chunk := await _chunk(request):
        whole += chunk
        _checked(whole, limit)
    if time.monotonic() - began > PAYLOAD_TIMEOUT:
        raise KibanaError(408, "Request Time-out")
    return bytes(whole)


async def _chunk(request: web.BaseRequest) -> bytes:
    try:
        async with timeout(SOCKET_TIMEOUT):
            return await request.content.readany()
    except TimeoutError:
        raise CloseConnection(f"nothing came for {SOCKET_TIMEOUT} s") from None


def _checked(whole: B, limit: int) -> B:
    if len(whole) > limit:
        raise CloseConnection(f"the body grew past {limit} bytes")
    return whole


def inflated(raw: bytes, encoding: str, limit: int) -> bytes:
    """Return *raw* without its ``Content-Encoding``; one that Kibana doesn't know is ignored.

    Errors: 400 for broken data, 413 when it grows past *limit* (never more is unpacked).
    """
    bits = _WINDOW_BITS.get(encoding)
    if bits is None:
        return raw
    whole = bytearray()
    while raw or not whole:
        unpacked, raw = _unpacked(raw, bits, limit + 1 - len(whole))
        whole += unpacked
        if len(whole) > limit:
            raise too_large(limit)
        if encoding != "gzip" or raw[:1] in (b"", b"\0"):
            break
    return bytes(whole)


def _unpacked(raw: bytes, bits: int, most: int) -> tuple[bytes, bytes]:
    """Return what the first member of *raw* unpacks to, and what follows it."""
    unpacker = zlib.decompressobj(bits)
    try:
        unpacked = unpacker.decompress(raw, most)
    except zlib.error as error:
        raise bad_request("Invalid compressed payload", detail=str(error)) from None
    if len(unpacked) < most and not unpacker.eof:
        raise bad_request("Invalid compressed payload", detail="the data end too early")
    return unpacked, unpacker.unused_data


def too_large(limit: int) -> KibanaError:
    """Return the 413."""
    text = "Payload content length greater than maximum allowed"
    return KibanaError(413, f"{text}: {limit}")


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
