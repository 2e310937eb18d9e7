"""Exchanges as JSON that gives the same exchange again in another process.

Secrets that leave the server: starred out, and still equal to whoever knows them.
"""

import base64
import hashlib
from typing import Any, Self

from multidict import CIMultiDict, CIMultiDictProxy

from mockbana.harness.journal.describe import RouteMap
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.long_texts import Encode, in_base64
from mockbana.harness.text import is_secret, masked_value
from mockbana.kibana.deployment import Account, Deployment
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.http.routing import Answer, Call, Route

_OF_CALL = ("method", "target", "path", "space", "query", "params")
_OF_EXCHANGE = (
    *("seq", "client", "status", "rejected", "answered", "began", "ended"),
    *("fault", "faults", "has_rule", "new_case_ids"),
)


def to_wire(exchange: Exchange, salt: str, encode: Encode = in_base64) -> dict[str, Any]:
    """Return *exchange* as JSON; of its secrets, only whoever knows them can recognise them.

    *encode* makes texts of the bodies.
    """
    call = exchange.call
    return {
        **{name: getattr(exchange, name) for name in _OF_EXCHANGE},
        **{name: getattr(call, name) for name in _OF_CALL},
        "started_ms": exchange.started_ms,
        "segments": list(call.segments),
        "headers": _headers(call.headers, salt),
        "body": None if call.raw_body is None else encode(call.raw_body),
        "user": exchange.user,
        "route": exchange.route,
        "error": call.error and _error(call.error),
        "response_headers": _headers(exchange.response_headers, salt),
        "response_body": encode(exchange.response_body),
    }


def _error(error: KibanaError) -> dict[str, Any]:
    names = ("status", "message", "attributes", "detail", "quirk")
    return {name: getattr(error, name) for name in names}


def _headers(headers: Any, salt: str) -> list[list[str]]:
    return [mask_header(name, value, salt) for name, value in headers.items()]


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
    return CIMultiDict(unmask_header(row, salt) for row in rows)


def _elsewhere(_: Call) -> Answer:
    raise LookupError("the handler of this route is in another process")


def digest(salt: str, value: str) -> str:
    """Return what tells whether two values are equal, and nothing else about them."""
    return hashlib.sha256(f"{salt}/{value}".encode("utf-8", "surrogatepass")).hexdigest()


class MaskedSecret(str):
    """A starred-out value, ``Basic ***``, that is equal to the value that it stands for.

    So a test elsewhere can ask whether the right credentials were sent, and no log shows them.
    """

    __slots__ = ("digest", "salt")

    salt: str
    digest: str

    def __new__(cls, shown: str, salt: str, digest: str) -> Self:
        """Return a value that shows as *shown*."""
        self = super().__new__(cls, shown)
        self.salt, self.digest = salt, digest
        return self

    def __eq__(self, other: object) -> bool:
        if isinstance(other, MaskedSecret):
            return (self.salt, self.digest) == (other.salt, other.digest)
        return isinstance(other, str) and digest(self.salt, other) == self.digest

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.digest)


def mask_header(name: str, value: str, salt: str) -> list[str]:
    """Return a header as a row of JSON; one that is a secret has a digest in place of its value."""
    if not is_secret(name):
        return [name, value]
    return [name, masked_value(name, value), digest(salt, value)]


def unmask_header(row: list[str], salt: str) -> tuple[str, Any]:
    """Return the name and value of a header that ``sealed_header`` made a row of."""
    name, value, *digests = row
    return name, MaskedSecret(value, salt, digests[0]) if digests else value
