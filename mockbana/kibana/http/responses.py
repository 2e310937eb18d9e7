"""Answers on the wire: the headers that Kibana puts on every one, and compact JSON.

Source: kibana src/core/packages/http/server-internal/src/lifecycle_handlers.ts
"""

import hashlib
from functools import cache
from typing import Any, Final

from aiohttp import HttpVersion10, web
from multidict import CIMultiDict

from mockbana.kibana.javascript import to_json

from .call import Answer
from .errors import REASONS
from .transfer import accepted_coding, compressed, cut

PERMISSIONS: Final = (
    "camera=(), display-capture=(), fullscreen=(self), geolocation=(), microphone=(), web-share=()"
)
CONTENT_SECURITY: Final = (
    "script-src 'report-sample' 'self'; worker-src 'report-sample' 'self' blob:; "
    "style-src 'report-sample' 'self' 'unsafe-inline'"
)
FIXED: Final = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("permissions-policy", PERMISSIONS),
    ("cross-origin-opener-policy", "same-origin"),
    ("content-security-policy", CONTENT_SECURITY),
    ("content-security-policy-report-only", "form-action 'report-sample' 'self'"),
    ("kbn-name", "kibana"),
    ("cache-control", "private, no-cache, no-store, must-revalidate"),
)
JSON: Final = "application/json; charset=utf-8"
COMPRESSED_FROM: Final = 1024


def respond(answer: Answer, request: web.BaseRequest, license_level: str) -> web.StreamResponse:
    """Return *answer* as the response to *request*."""
    if answer.wire is not None:
        return Wire(answer.wire)
    headers: CIMultiDict[str] = CIMultiDict(answer.headers)
    if answer.source != "proxy":
        headers.extend(FIXED)
    if answer.source == "kibana":
        headers["kbn-license-sig"] = license_signature(license_level)
    body = encode(answer.body)
    status = answer.status
    if body is None:
        headers["vary"] = "accept-encoding"
    elif body:
        headers.setdefault("content-type", JSON)
        status, body = _shaped(status, body, headers, request)
    reason = REASONS.get(status)
    response = web.Response(status=status, reason=reason, body=body, headers=headers)
    if "content-encoding" in headers and request.version > HttpVersion10:
        response.enable_chunked_encoding()
    _keep_alive(response, answer, request)
    return response


def _shaped(
    status: int, body: bytes, headers: CIMultiDict[str], request: web.BaseRequest
) -> tuple[int, bytes]:
    """Compress the body, or cut the range out of it that was asked for."""
    if len(body) >= COMPRESSED_FROM:
        headers["vary"] = "accept-encoding"
        wanted = ",".join(request.headers.getall("Accept-Encoding", ()))
        if request.method != "HEAD" and (coding := accepted_coding(wanted)):
            headers["content-encoding"] = coding
            return status, compressed(body, coding)
    if request.method == "GET" and status == 200:
        headers["accept-ranges"] = "bytes"
        if request.headers.get("Range") and "If-Range" not in request.headers:
            return cut(body, headers, request.headers["Range"])
    return status, body


def _keep_alive(response: web.Response, answer: Answer, request: web.BaseRequest) -> None:
    if request.keep_alive and not answer.close:
        response.headers["connection"] = "keep-alive"
        response.headers["keep-alive"] = "timeout=120"
    else:
        response.force_close()
        response.headers["connection"] = "close"


class Wire(web.StreamResponse):
    """Bytes that go out as they are, after which the connection is closed."""

    def __init__(self, wire: bytes) -> None:
        super().__init__(status=400)
        self.wire = wire

    async def prepare(self, request: web.BaseRequest) -> None:
        """Write the bytes and hang up; without bytes the connection is cut off."""
        transport = request.transport
        if transport is not None and self.wire:
            transport.write(self.wire)
            transport.close()
        elif transport is not None:
            transport.abort()
        self.force_close()

    async def write_eof(self, data: bytes = b"") -> None:
        """Write nothing more."""


@cache
def license_signature(level: str) -> str:
    """Return the signature that all responses carry until the licence changes."""
    return hashlib.sha256(f"mockbana {level}".encode()).hexdigest()


async def without_server_header(_: web.Request, response: web.StreamResponse) -> None:
    """Take out what aiohttp adds to every response: its name, and a type even for no bytes."""
    response.headers.popall("Server", None)
    if response.headers.get("Content-Type") == "application/octet-stream":
        response.headers.popall("Content-Type", None)


def encode(body: Any) -> bytes | None:
    """Return *body* as it is sent: bytes as they are, anything else as compact JSON."""
    if body is None or isinstance(body, bytes):
        return body
    return to_json(body)
