"""Answers on the wire: the headers that Kibana puts on every one, and compact JSON.

Source: kibana src/core/packages/http/server-internal/src/lifecycle_handlers.ts

What may be done to a body on its way out: compression and ranges.

Source: observed on hapi 21 with the options that Kibana gives it.
"""

import gzip
import hashlib
import re
import zlib
from collections.abc import Container, Iterator
from functools import lru_cache
from http.client import responses as STATUSES  # noqa: N812 - the names that Node gives them, too
from typing import Any, Final

from aiohttp import web
from multidict import CIMultiDict

from mockbana.kibana.http.errors import REASONS, KibanaError
from mockbana.kibana.http.reply import Head, Reply, Rows, Wire
from mockbana.kibana.http.routing import Answer
from mockbana.kibana.javascript import to_json, whole

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


CODINGS: Final = ("identity", "gzip", "deflate")
LEAST_WEIGHT: Final = 0.001
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)")
_RANGE: Final = re.compile("([0-9]+)-([0-9]*)|()-([0-9]+)")


def accepted_coding(header: str) -> str | None:
    """Return the coding that an ``Accept-Encoding`` prefers: ``gzip``, ``deflate`` or ``None``.

    Among equals, ``identity`` comes before ``gzip`` and that before ``deflate``. Where it isn't
    mentioned ``identity`` comes last. A header that can't be read asks for nothing.
    """
    weights: dict[str, float] = {}
    for item in re.sub("[ \t]", "", header).lower().split(","):
        if item and not _note_weight(item, weights):
            return None
    wanted = [(-weight, coding) for coding, weight in weights.items() if weight]
    choices = [
        choice for _, coding in sorted(wanted, key=_rank) for choice in _meant(coding, weights)
    ]
    return choices[0] if choices and choices[0] != "identity" else None


def _note_weight(item: str, weights: dict[str, float]) -> bool:
    """Note the weight of one coding; ``False`` when *item* can't be read."""
    coding, *parameters = item.split(";")
    if not coding or len(parameters) > 1:
        return False
    name, _, value = parameters[0].partition("=") if parameters else ("q", "", "1")
    if name != "q" or not value:
        return False
    number = _NUMBER.match(value)
    weight = float(number[0]) if number else 1.0
    valid = weight == 0 or LEAST_WEIGHT <= weight <= 1
    weights.setdefault("gzip" if coding == "x-gzip" else coding, weight if valid else 1.0)
    return True


def _meant(coding: str, weights: Container[str]) -> list[str]:
    if coding == "*":
        return [known for known in CODINGS if known not in weights]
    return [coding] if coding in CODINGS else []


def _rank(wanted: tuple[float, str]) -> tuple[float, int]:
    weight, coding = wanted
    return weight, CODINGS.index(coding) if coding in CODINGS else len(CODINGS)


def compressed(body: bytes, coding: str) -> bytes:
    """Return *body* in *coding*; the same bytes for the same body."""
    return gzip.compress(body, 6, mtime=0) if coding == "gzip" else zlib.compress(body)


def cut(body: bytes, asked: str) -> tuple[int, bytes, Rows]:
    """Return status, bytes and headers for a ``Range``: 206, or 200 for several ranges, or 416."""
    ranges = list(_ranges(asked, len(body)))
    if any(first > last for first, last in ranges):
        refusal = to_json(KibanaError(416, "Requested Range Not Satisfiable").envelope())
        return 416, refusal, (("content-range", f"bytes */{len(body)}"),)
    if len(ranges) > 1:
        return 200, body, ()
    first, last = ranges[0]
    return 206, body[first : last + 1], (("content-range", f"bytes {first}-{last}/{len(body)}"),)


def _ranges(asked: str, length: int) -> Iterator[tuple[int, int]]:
    """Yield first and last byte of each range; what can't be read is one that ends too early."""
    unit, _, ranges = asked.strip().partition("=")
    for item in ranges.lstrip(", \t").split(","):
        found = _RANGE.fullmatch(item.strip())
        if unit.lower() != "bytes" or not found:
            yield 0, -1
        elif found[1]:
            yield whole(found[1]), min(whole(found[2] or str(length)), length - 1)
        else:
            yield max(length - whole(found[4]), 0), length - 1
