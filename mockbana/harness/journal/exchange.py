"""One request and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from multidict import CIMultiDict, CIMultiDictProxy

from mockbana.harness.comparison import MISSING, Remark
from mockbana.harness.journal.describe import RouteMap, TextOf, json_of, outcome, text_of
from mockbana.harness.text import clipped, masked, quoted, visible
from mockbana.kibana.cases.request import case_ids, owners
from mockbana.kibana.clock import iso
from mockbana.kibana.http.request import read_query
from mockbana.kibana.http.routing import Call, Query
from mockbana.originals import time

_NO_HEADERS: Final[Mapping[str, str]] = CIMultiDict()
_LINE: Final = 200  # characters of a path
_OVERHEAD: Final = 4_500  # bytes: headers and the objects around them, as measured


class Exchange:
    """A request to Kibana and its answer, parsed when somebody looks.

    ``path`` is as sent, without the query, ``raw_path`` the whole target; ``body`` and
    ``response_body`` are the bytes on the wire, ``json`` and ``response_json`` what they say
    (``None`` when they are no JSON); ``status`` is ``None`` until, or unless, an answer was sent;
    ``faults`` are the ids of all rules that struck, ``fault`` is the one that answered, or else the
    first; ``rejected`` says why the server refused; ``client`` is an address. ``new_case_ids`` are
    those of cases that the request made; ``has_rule`` says that a fault rule is for its very path.
    """

    __slots__ = (
        "_case_ids",
        "_json",
        "answered",
        "began",
        "call",
        "client",
        "ended",
        "fault",
        "faults",
        "has_rule",
        "new_case_ids",
        "rejected",
        "response_body",
        "response_headers",
        "routes",
        "seq",
        "size",
        "started_ms",
        "status",
    )

    def __init__(self, seq: int, call: Call, client: str, routes: RouteMap) -> None:
        self.seq, self.call, self.client, self.routes = seq, call, client, routes
        self.began = time.perf_counter()
        self.ended: float | None = None
        self.started_ms = call.deployment.clock.now()
        self.status: int | None = None
        self.response_headers: Mapping[str, str] = _NO_HEADERS
        self.response_body = b""
        self.fault: str | None = None
        self.faults: list[str] = []
        self.new_case_ids: Sequence[str] = ()
        self.rejected: str | None = None
        self.answered = self.has_rule = False
        self.size = 0
        self._json: Any = _UNREAD
        self._case_ids: list[str] | None = None

    @property
    def started_at(self) -> str:
        """Return when the request came, by the deployment's clock (ISO 8601)."""
        return iso(self.started_ms)

    @property
    def duration_ms(self) -> float | None:
        """Return how long the server took for it; ``None`` while it still does."""
        return None if self.ended is None else round((self.ended - self.began) * 1000, 3)

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
        """Return the query as sent; a key that is there twice has a list."""
        return read_query(self.call.target.partition("?")[2])

    @property
    def headers(self) -> CIMultiDictProxy[str]:
        """Return the request headers, unmasked."""
        return self.call.headers

    @property
    def inner_path(self) -> str:
        """Return the path inside its space, decoded."""
        return "/" + "/".join(self.call.segments)

    @property
    def space(self) -> str:
        """Return the id of the space that the path names."""
        return self.call.space

    @property
    def route(self) -> str | None:
        """Return the path of the route that took it, e.g. ``/api/cases/{case_id}``."""
        return self.call.route.path if self.call.route else None

    @property
    def unexpected(self) -> bool:
        """Whether neither the server nor a rule knows the path; a redirect is no surprise."""
        if self.has_rule or self.status in (302, 400) or not self.call.path:
            return False
        return not self.routes.knows(self.call)

    @property
    def user(self) -> str | None:
        """Return the name of the authenticated user."""
        return self.call.user.username if self.call.user else None

    @property
    def case_ids(self) -> list[str]:
        """Return the ids of the cases that the request is about, those that it made included."""
        if self._case_ids is None:
            named = case_ids(replace(self.call, body=self.json))
            found = [*named, *self.new_case_ids]
            if self.ended is None:
                return found
            self._case_ids = found
        return self._case_ids

    @property
    def owners(self) -> list[str]:
        """Return the owners of the cases that it is about, as they are now, or that it names."""
        return sorted(owners(replace(self.call, body=self.json)))

    @property
    def body_value(self) -> Any:
        """Return the JSON of the body, or a remark that nothing is equal to where there is none."""
        if self.unread:
            return Remark("a body that was not read")
        if self.json is not None or self.body.strip() == b"null":
            return self.json
        return Remark(f"no JSON: {quoted(self.text)}") if self.body else MISSING

    @property
    def body(self) -> bytes:
        """Return the body of the request, or as much as was read of it."""
        return self.call.raw_body or b""

    @property
    def json(self) -> Any:
        """Return the body as JSON."""
        if self._json is _UNREAD and self.call.raw_body is not None:
            self._json = json_of(self.call.raw_body, self.headers)
        return None if self._json is _UNREAD else self._json

    @property
    def unread(self) -> bool:
        """Whether the server answered without a look at the body."""
        headers = self.headers
        announced = headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in headers
        return announced and self.call.raw_body is None

    @property
    def text(self) -> str:
        """Return the body as text, unpacked if it was compressed."""
        return text_of(self.body, self.headers)

    @property
    def response_text(self) -> str:
        """Return the body of the answer as text, unpacked if it was compressed."""
        return text_of(self.response_body, self.response_headers)

    @property
    def response_json(self) -> Any:
        """Return the body of the answer as JSON."""
        return json_of(self.response_body, self.response_headers)

    def answer(self, status: int, headers: Mapping[str, str], body: Any) -> None:
        """Note what is about to be sent; *headers* may still grow while it is.

        *body* is copied, because orjson's bytes fill four kilobytes, however short they are.
        """
        self.status, self.response_headers, self.answered = status, headers, True
        self.response_body = bytes(memoryview(body)) if isinstance(body, bytes) else b""

    def end(self) -> None:
        """Note that it is over; drop what the bytes say as well, and frames held by an error."""
        self.ended = time.perf_counter()
        self.call.body = None
        if (error := self.call.error) is not None:
            error.__traceback__ = error.__context__ = None

    def weigh(self) -> int:
        """Return roughly how many bytes it takes to remember this exchange."""
        bodies = len(self.call.raw_body or b"") + len(self.response_body)
        return _OVERHEAD + len(self.call.target) + bodies

    def __repr__(self) -> str:
        return f"<Exchange #{self.seq} {self}>"

    def __str__(self) -> str:
        return f"{self.method} {clipped(visible(self.raw_path), width=_LINE)} -> {outcome(self)}"

    def as_dict(self, as_text: TextOf = text_of) -> dict[str, Any]:
        """Return the exchange as the control API shows it: JSON values, secrets masked.

        *as_text* makes texts of the bodies.
        """
        return {
            "seq": self.seq,
            "started_at": self.started_at,
            "duration_ms": self.duration_ms,
            "method": self.method,
            "path": self.path,
            "raw_path": self.raw_path,
            "query": self.query,
            "headers": masked(self.headers),
            "body": as_text(self.body, self.headers),
            "json": self.json,
            "space": self.space,
            "route": self.route,
            "user": self.user,
            "case_ids": self.case_ids,
            "status": self.status,
            "response_headers": masked(self.response_headers),
            "response_body": as_text(self.response_body, self.response_headers),
            "response_json": self.response_json,
            "fault": self.fault,
            "faults": self.faults,
            "rejected": self.rejected,
            "client": self.client,
        }


_UNREAD: Final = object()
