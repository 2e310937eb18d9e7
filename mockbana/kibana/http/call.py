"""A request on its way through Kibana, and the answer that it gets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from multidict import CIMultiDictProxy

from mockbana.kibana.deployment import Account, Deployment
from mockbana.kibana.storage import Space

from .errors import KibanaError

API_VERSION: Final = "2023-10-31"
Query: TypeAlias = dict[str, str | list[str]]


@dataclass(slots=True)
class Answer:
    """What goes back: *body* is JSON, or bytes as they are, or ``None`` for no body at all.

    *close* ends the connection after the answer. *wire* goes out as it is, in place of all else,
    and ends the connection, too. *source* says who speaks: Kibana, the server that answers while
    Kibana starts, or a proxy ahead of it; each has its own headers.
    """

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
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
    *versions* says which versions of Kibana have the route; ``None`` is all of them. *versioned*
    says whether it looks at the version of the API that a request asks for.
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
    versions: Callable[[str], bool] | None = None
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
