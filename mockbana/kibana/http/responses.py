"""Answers on the wire: the headers that Kibana puts on every one, and compact JSON.

Source: kibana src/core/packages/http/server-internal/src/lifecycle_handlers.ts
"""

from typing import Any, Final

from aiohttp import web
from multidict import CIMultiDict

from mockbana.kibana.javascript import to_json

from .call import Answer

FIXED: Final = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    (
        "permissions-policy",
        "camera=(), display-capture=(), fullscreen=(self), geolocation=(), microphone=(), "
        "web-share=()",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    (
        "content-security-policy",
        "script-src 'report-sample' 'self'; worker-src 'report-sample' 'self' blob:; "
        "style-src 'report-sample' 'self' 'unsafe-inline'",
    ),
    ("content-security-policy-report-only", "form-action 'report-sample' 'self'"),
    ("kbn-name", "kibana"),
    ("kbn-license-sig", "ad4bbec651b4d857d896b55bfae1dc500b08d7b7a5688555b8081a642d9455dc"),
    ("cache-control", "private, no-cache, no-store, must-revalidate"),
)
JSON: Final = "application/json; charset=utf-8"


def respond(answer: Answer, request: web.BaseRequest) -> web.Response:
    """Return *answer* as the response to *request*."""
    headers: CIMultiDict[str] = CIMultiDict(answer.headers)
    headers.extend(FIXED)
    body = encode(answer.body)
    if body is None:
        headers["vary"] = "accept-encoding"
    else:
        headers.setdefault("content-type", JSON)
        if request.method == "GET" and answer.status == 200:
            headers["accept-ranges"] = "bytes"
    response = web.Response(status=answer.status, body=body, headers=headers)
    if answer.close:
        response.force_close()
    elif request.keep_alive:
        response.headers["connection"] = "keep-alive"
        response.headers["keep-alive"] = "timeout=120"
    return response


async def without_server_header(_: web.Request, response: web.StreamResponse) -> None:
    """Take out the header with aiohttp's name in it, which it adds to every response."""
    response.headers.popall("Server", None)


def encode(body: Any) -> bytes | None:
    """Return *body* as it is sent: bytes as they are, anything else as compact JSON."""
    if body is None or isinstance(body, bytes):
        return body
    return to_json(body)
