"""A request on its way through Kibana, and the answer that it gets.

Finding the route of a request, as hapi's router does: fixed segments win over parameters.

The version of the API that a request asks for; most routes don't look at it.

Source: kibana src/core/packages/http/router-server-internal/src/versioned_router
"""

import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal, TypeAlias

from multidict import CIMultiDictProxy

from mockbana.kibana.deployment import Account, Deployment
from mockbana.kibana.http.errors import KibanaError, bad_request
from mockbana.kibana.releases import Release
from mockbana.kibana.storage import Space

API_VERSION: Final = "2023-10-31"
Query: TypeAlias = dict[str, str | list[str]]


@dataclass(slots=True)
class Answer:
    """What goes back: *body* is JSON, or bytes as they are, or ``None`` for no body at all.

    *headers* may be a ``CIMultiDict``, for a name that is sent several times. *close* ends the
    connection after the answer. *wire* goes out as it is, in place of all else, and ends the
    connection, too. *source* says who speaks: Kibana, the server that answers while Kibana starts,
    or a proxy ahead of it; each has its own headers.
    """

    status: int = 200
    body: Any = None
    headers: MutableMapping[str, str] = field(default_factory=dict)
    close: bool = False
    wire: bytes | None = None
    source: Literal["kibana", "preboot", "proxy"] = "kibana"


Handler: TypeAlias = Callable[["Call"], Answer]
Check: TypeAlias = Callable[["Call"], None]


@dataclass(frozen=True, slots=True)
class Route:
    """One row of a route table; *path* has its parameters in braces.

    *checks* are the schemas of the route, judged in order before *handler*, which runs without
    interruption: whatever it reads and writes is one step to all others. *in_space* says whether
    the space of the request must exist. *max_payload* is in bytes, 0 for Kibana's default.
    *since* is the capability (a row of ``releases.py``) that a release needs to have the route,
    empty for all. *versioned* says whether it looks at the version of the API that is asked for.
    """

    method: str
    path: str
    handler: Handler
    checks: tuple[Check, ...] = ()
    access: Literal["public", "internal"] = "public"
    authentication: Literal["required", "optional"] = "required"
    in_space: bool = True
    body: Literal["json", "multipart"] = "json"
    max_payload: int = 0
    since: str = ""
    versioned: bool = False

    @property
    def api_version(self) -> str:
        """The version of the API that its answers name; empty where they name none."""
        if self.access == "public":
            return API_VERSION if self.path.startswith("/api/") else ""
        return "1" if self.versioned else ""

    @property
    def needs_xsrf(self) -> bool:
        """Whether callers must send ``kbn-xsrf``."""
        return self.method not in ("GET", "OPTIONS")


@dataclass(slots=True)
class Call:
    """One request. Each step of the lifecycle fills in what it has found out.

    ``path`` is as sent, without the query; ``prefix`` is the part of it that names base path and
    space, ``segments`` are the decoded parts of the rest, ``undecodable`` is one that can't be.
    ``error`` is the refusal, if there was one.
    """

    deployment: Deployment
    method: str
    target: str
    headers: CIMultiDictProxy[str]
    path: str = ""
    space: str = "default"
    prefix: str = ""
    segments: tuple[str, ...] = ()
    undecodable: str = ""
    query: Query = field(default_factory=dict)
    route: Route | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    user: Account | None = None
    raw_body: bytes | None = None
    body: Any = None
    error: KibanaError | None = None
    body_taken: bool = False
    reached_route: bool = False

    @property
    def account(self) -> Account:
        """Return the authenticated user."""
        if self.user is None:
            raise LookupError("nobody is authenticated here")
        return self.user

    @property
    def objects(self) -> Space:
        """Return the saved objects of the space that the request is for."""
        return self.deployment.objects(self.space)


_PARAMETER: Final = "{"


class Router:
    """The routes of Kibana by method and path.

    A HEAD request lands on the GET route. Paths are case-sensitive, no slash is added or dropped.
    """

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = tuple(routes)
        self._fixed: dict[tuple[str, tuple[str, ...]], Route] = {}
        self._open: dict[tuple[str, int], list[tuple[tuple[str, ...], Route]]] = {}
        for route in self.routes:
            self._add(route)
        for candidates in self._open.values():
            candidates.sort(key=lambda row: [part.startswith(_PARAMETER) for part in row[0]])

    def _add(self, route: Route) -> None:
        parts = tuple(route.path.split("/")[1:])
        if _PARAMETER in route.path:
            self._open.setdefault((route.method, len(parts)), []).append((parts, route))
        else:
            self._fixed[route.method, parts] = route

    def find(
        self, method: str, segments: tuple[str, ...], release: Release | None = None
    ) -> tuple[Route, Mapping[str, str]] | None:
        """Return the route that *release*, or any, has for this, and its parameters."""
        method = "GET" if method == "HEAD" else method
        fixed = self._fixed.get((method, segments))
        if fixed and exists(fixed, release):
            return fixed, {}
        for parts, route in self._open.get((method, len(segments)), ()):
            if all(map(_fits, parts, segments)) and exists(route, release):
                return route, _parameters(parts, segments)
        return None


def exists(route: Route, release: Release | None) -> bool:
    """Whether *release* has *route*; ``None`` stands for any release."""
    return not route.since or release is None or release.has(route.since)


def _fits(part: str, segment: str) -> bool:
    return part == segment or (part.startswith(_PARAMETER) and segment != "")


def _parameters(parts: tuple[str, ...], segments: tuple[str, ...]) -> dict[str, str]:
    pairs = zip(parts, segments, strict=True)
    return {part[1:-1]: segment for part, segment in pairs if part.startswith(_PARAMETER)}


_DATE: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER: Final = re.compile("[1-9][0-9]*")


def check_api_version(call: Call, route: Route) -> None:
    """Refuse a version that a *versioned* route doesn't have (400); none is the oldest."""
    if "apiVersion" in call.query:
        raise bad_request(
            'Use of query parameter "apiVersion" is not allowed. '
            'Please specify the API version using the "elastic-api-version" header.'
        )
    asked = call.headers.get("elastic-api-version", route.api_version)
    if asked == route.api_version:
        return
    if complaint := _badly_written(asked, route):
        raise bad_request(complaint)
    place = f"[{route.method.lower()}] [{route.path}]"
    known = f"Available versions are: [{route.api_version}]"
    raise bad_request(f'No version "{asked}" available for {place}. {known}')


def _badly_written(asked: str, route: Route) -> str:
    if route.access == "public":
        expected = "expected a valid date string formatted as YYYY-MM-DD."
        return "" if _is_date(asked) else f'Invalid version. Received "{asked}", {expected}'
    expected = "expected a string containing _only_ a finite, whole number greater than 0."
    number = _NUMBER.fullmatch(asked)
    return "" if number else f'Invalid version number. Received "{asked}", {expected}'


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return _DATE.fullmatch(text) is not None
