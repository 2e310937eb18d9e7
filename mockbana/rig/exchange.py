"""One request and what became of it."""

import json
from collections.abc import Mapping
from typing import Any

from multidict import CIMultiDict, CIMultiDictProxy

from mockbana.kibana.clock import iso
from mockbana.kibana.http.call import Call, Query

from .matching import case_ids


class Exchange:
    """A request to Kibana and its answer, parsed when somebody looks.

    ``path`` is as sent, without the query, ``raw_path`` the whole target; ``body`` and
    ``response_body`` are bytes, ``json`` and ``response_json`` their values (``None`` when they are
    no JSON); ``status`` is ``None`` until, or unless, an answer was sent; ``fault`` is the id of the
    rule that struck, ``rejected`` says why the server refused.
    """

    __slots__ = (
        "answered",
        "began",
        "call",
        "client",
        "duration_ms",
        "fault",
        "rejected",
        "response_body",
        "response_headers",
        "seq",
        "size",
        "started_ms",
        "status",
    )

    def __init__(self, seq: int, call: Call, client: str, began: float) -> None:
        self.seq, self.call, self.client, self.began = seq, call, client, began
        self.started_ms = call.deployment.clock.now()
        self.duration_ms: float | None = None
        self.status: int | None = None
        self.response_headers: Mapping[str, str] = _NO_HEADERS
        self.response_body = b""
        self.fault: str | None = None
        self.rejected: str | None = None
        self.answered = False
        self.size = 0

    @property
    def started_at(self) -> str:
        """Return when the request came, by the deployment's clock (ISO 8601)."""
        return iso(self.started_ms)

    @property
    def method(self) -> str:
        """Return the method, in capitals as sent."""
        return self.call.method

    @property
    def path(self) -> str:
        """Return the path as sent, without the query."""
        return self.call.path or self.call.target.partition("?")[0]

    @property
    def raw_path(self) -> str:
        """Return the whole request target, undecoded."""
        return self.call.target

    @property
    def query(self) -> Query:
        """Return the query; a key that is there twice has a list."""
        return self.call.query

    @property
    def headers(self) -> CIMultiDictProxy[str]:
        """Return the request headers, unmasked."""
        return self.call.headers

    @property
    def space(self) -> str:
        """Return the id of the space that the path names."""
        return self.call.space

    @property
    def route(self) -> str | None:
        """Return the path of the route that took it, e.g. ``/api/cases/{case_id}``."""
        return self.call.route.path if self.call.route else None

    @property
    def user(self) -> str | None:
        """Return the name of the authenticated user."""
        return self.call.user.username if self.call.user else None

    @property
    def case_ids(self) -> list[str]:
        """Return the ids of the cases that the request is about."""
        return case_ids(self.call)

    @property
    def body(self) -> bytes:
        """Return the body of the request, or as much as was read of it."""
        return self.call.raw_body or b""

    @property
    def json(self) -> Any:
        """Return the body as JSON."""
        if self.call.body is None and self.call.raw_body:
            self.call.body = _json(self.call.raw_body)
        return self.call.body

    @property
    def response_json(self) -> Any:
        """Return the body of the answer as JSON."""
        return _json(self.response_body)

    def answer(self, status: int, headers: Mapping[str, str], body: Any) -> None:
        """Note what is about to be sent; *headers* may still grow while it is."""
        self.status, self.response_headers, self.answered = status, headers, True
        self.response_body = body if isinstance(body, bytes) else b""

    def weigh(self) -> int:
        """Return roughly how many bytes it takes to remember this exchange."""
        return (
            len(self.call.target) + len(self.call.raw_body or b"") + len(self.response_body) + 1024
        )

    def __repr__(self) -> str:
        return f"<Exchange {self.seq}: {self}>"

    def __str__(self) -> str:
        answer = self.status if self.answered else "no answer"
        why = f" ({self.rejected})" if self.rejected else ""
        fault = f" [fault {self.fault}]" if self.fault else ""
        return f"{self.method} {self.raw_path} -> {answer}{why}{fault}"

    def as_dict(self) -> dict[str, Any]:
        """Return the exchange as the control API shows it: JSON values, secrets masked."""
        return {
            "seq": self.seq,
            "started_at": self.started_at,
            "duration_ms": self.duration_ms,
            "method": self.method,
            "path": self.path,
            "raw_path": self.raw_path,
            "query": self.query,
            "headers": masked(self.headers),
            "body": self.body.decode("utf-8", "replace"),
            "json": self.json,
            "space": self.space,
            "route": self.route,
            "user": self.user,
            "case_ids": self.case_ids,
            "status": self.status,
            "response_headers": dict(self.response_headers),
            "response_body": self.response_body.decode("utf-8", "replace"),
            "response_json": self.response_json,
            "fault": self.fault,
            "rejected": self.rejected,
            "client": self.client,
        }


_NO_HEADERS: Mapping[str, str] = CIMultiDict()


def masked(headers: Mapping[str, str]) -> dict[str, str]:
    """Return *headers* with the secret of ``Authorization`` starred out."""
    return {
        name: f"{value.partition(' ')[0]} ***" if name.lower() in _SECRET else value
        for name, value in headers.items()
    }


_SECRET = ("authorization", "proxy-authorization", "cookie")


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None
