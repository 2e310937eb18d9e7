"""Answers on the wire: the headers that Kibana puts on every one, and compact JSON.

Source: kibana src/core/packages/http/server-internal/src/lifecycle_handlers.ts
"""

import hashlib
import re
from functools import lru_cache
from http.client import responses as STATUSES  # noqa: N812 - the names that Node gives them, too
from typing import Any, Final

from aiohttp import web
from multidict import CIMultiDict

from mockbana.kibana.javascript import to_json

from .call import Answer
from .errors import REASONS
from .reply import Head, Reply, Rows, Wire
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
KEEP_ALIVE: Final = (("connection", "keep-alive"), ("keep-alive", "timeout=120"))
CLOSE: Final = (("connection", "close"),)
COMPRESSED_FROM: Final = 1024
_JSON: Final = (("content-type", "application/json; charset=utf-8"),)
_UNCACHED: Final = FIXED[-1]
_VARY: Final = (("vary", "accept-encoding"),)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def respond(answer: Answer, request: web.BaseRequest, license_level: str) -> Reply | Wire:
    """Return *answer* as the response to *request*."""
    if answer.wire is not None:
        return Wire(answer.wire)
    status, body, shape = _shaped(answer.status, encode(answer.body), request)
    source: str = answer.source
    own = tuple(answer.headers.items())
    if status == 416 != answer.status:
        # hapi makes it when all else is done, so it has none of Kibana's own headers.
        kind = next((row for row in own if row[0] == "content-type"), _JSON[0])
        source, own, shape = "hapi", (), (kind, _UNCACHED, shape[-1])
    stays = not answer.close and request.keep_alive
    rows = (*shape, *(KEEP_ALIVE if stays else CLOSE))
    head = _head(status, source, license_level, own, rows)
    return Reply(status, head, body, stays=stays)


def _shaped(
    status: int, body: bytes | None, request: web.BaseRequest
) -> tuple[int, bytes | None, Rows]:
    """Compress the body, or cut the range out of it that was asked for; say so in headers."""
    if not body:
        return status, body, _VARY if body is None else ()
    rows: Rows = _JSON
    if len(body) >= COMPRESSED_FROM:
        rows = (*rows, *_VARY)
        wanted = ",".join(request.headers.getall("Accept-Encoding", ()))
        if request.method != "HEAD" and (coding := accepted_coding(wanted)):
            return status, compressed(body, coding), (*rows, ("content-encoding", coding))
    if request.method == "GET" and status == 200:
        rows = (*rows, ("accept-ranges", "bytes"))
        if (asked := request.headers.get("Range")) and "If-Range" not in request.headers:
            status, body, span = cut(body, asked)
            rows = (*rows, *span)
    return status, body, rows


@lru_cache(maxsize=256)
def _head(status: int, source: str, license_level: str, own: Rows, shape: Rows) -> Head:
    """Return the status and the headers that *source* sends: *own*, those of the answer, win.

    Making them anew for each answer took a tenth of a PATCH.
    """
    fields: CIMultiDict[str] = CIMultiDict(own)
    if source in ("kibana", "preboot"):
        fields.extend(FIXED)
    if source == "kibana":
        fields["kbn-license-sig"] = license_signature(license_level)
    fields.extend(shape)
    fields.update(own)
    lines = [
        f"{status} {REASONS.get(status) or STATUSES.get(status, '')}",
        *map(": ".join, fields.items()),
        "",
    ]
    if any(map(_CONTROL.search, fields.values())):
        raise ValueError(f"a control character in a header: {own}")
    return Head(fields, "\r\n".join(lines).encode("utf-8", "ignore"))


def license_signature(level: str) -> str:
    """Return the signature that all responses carry until the licence changes."""
    return hashlib.sha256(f"mockbana {level}".encode()).hexdigest()


async def without_server_header(_: web.Request, response: web.StreamResponse) -> None:
    """Take out the header with aiohttp's name in it, which it adds to every response."""
    response.headers.popall("Server", None)


def encode(body: Any) -> bytes | None:
    """Return *body* as it is sent: bytes as they are, anything else as compact JSON."""
    if body is None or isinstance(body, bytes):
        return body
    return to_json(body)
