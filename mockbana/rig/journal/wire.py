"""Exchanges as JSON that gives the same exchange again in another process."""

import base64
from typing import Any

from multidict import CIMultiDict, CIMultiDictProxy

from mockbana.kibana.deployment import Account, Deployment
from mockbana.kibana.http.call import Answer, Call, Route
from mockbana.kibana.http.errors import KibanaError

from .exchange import Exchange
from .routes import RouteMap
from .sealed import opened_header, sealed_header

_OF_CALL = ("method", "target", "path", "space", "query", "params")
_OF_EXCHANGE = ("seq", "client", "status", "fault", "rejected", "answered", "began", "ended")


def to_wire(exchange: Exchange, salt: str) -> dict[str, Any]:
    """Return *exchange* as JSON; of its secrets, only whoever knows them can recognise them."""
    call = exchange.call
    return {
        **{name: getattr(exchange, name) for name in _OF_EXCHANGE},
        **{name: getattr(call, name) for name in _OF_CALL},
        "started_ms": exchange.started_ms,
        "segments": list(call.segments),
        "headers": _headers(call.headers, salt),
        "body": None if call.raw_body is None else _text(call.raw_body),
        "user": exchange.user,
        "route": exchange.route,
        "error": call.error and _error(call.error),
        "response_headers": _headers(exchange.response_headers, salt),
        "response_body": _text(exchange.response_body),
    }


def _error(error: KibanaError) -> dict[str, Any]:
    names = ("status", "message", "attributes", "detail", "quirk")
    return {name: getattr(error, name) for name in names}


def _headers(headers: Any, salt: str) -> list[list[str]]:
    return [sealed_header(name, value, salt) for name, value in headers.items()]


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def from_wire(
    wire: dict[str, Any], salt: str, deployment: Deployment, routes: RouteMap
) -> Exchange:
    """Return the exchange that *wire* was made of; *routes* are those of the server.

    *deployment* is asked for the time before the exchange is told when it began.
    """
    exchange = Exchange(wire["seq"], _call(wire, salt, deployment), wire["client"], routes)
    for name in (*_OF_EXCHANGE, "started_ms"):
        setattr(exchange, name, wire[name])
    exchange.response_headers = _opened(wire["response_headers"], salt)
    exchange.response_body = base64.b64decode(wire["response_body"])
    return exchange


def _call(wire: dict[str, Any], salt: str, deployment: Deployment) -> Call:
    user, route, error, body = (wire[name] for name in ("user", "route", "error", "body"))
    return Call(
        deployment=deployment,
        headers=CIMultiDictProxy(_opened(wire["headers"], salt)),
        segments=tuple(wire["segments"]),
        user=None if user is None else Account(user, ""),
        route=None if route is None else Route(wire["method"], route, _elsewhere),
        error=error and KibanaError(error.pop("status"), error.pop("message"), **error),
        raw_body=None if body is None else base64.b64decode(body),
        **{name: wire[name] for name in _OF_CALL},
    )


def _opened(rows: list[list[str]], salt: str) -> "CIMultiDict[str]":
    return CIMultiDict(opened_header(row, salt) for row in rows)


def _elsewhere(_: Call) -> Answer:
    raise LookupError("the handler of this route is in another process")
