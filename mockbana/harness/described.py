"""A request as criteria see it, be it on its way or in the journal."""

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from mockbana.harness.comparison import MISSING
from mockbana.kibana.cases.request import case_ids, owners
from mockbana.kibana.http.routing import Call


class Described(Protocol):
    """What criteria ask of a request, be it on its way or in the journal."""

    @property
    def method(self) -> str:
        """Return the method."""

    @property
    def path(self) -> str:
        """Return the path as sent, without its query."""

    @property
    def inner_path(self) -> str:
        """Return the path inside its space, decoded."""

    @property
    def space(self) -> str:
        """Return the id of the space."""

    @property
    def user(self) -> str | None:
        """Return the name of the user."""

    @property
    def route(self) -> str | None:
        """Return the path of the route."""

    @property
    def query(self) -> Mapping[str, Any]:
        """Return the query."""

    @property
    def headers(self) -> Any:
        """Return the headers, a multi-mapping."""

    @property
    def case_ids(self) -> Collection[str]:
        """Return the cases that it is about."""

    @property
    def owners(self) -> Collection[str]:
        """Return the owners of these cases."""

    @property
    def body_value(self) -> Any:
        """Return the JSON of the body, or something that is equal to nothing."""


class CallView:
    """A request on its way, as criteria see it."""

    __slots__ = ("call",)

    def __init__(self, call: Call) -> None:
        self.call = call

    @property
    def method(self) -> str:
        """Return the method."""
        return self.call.method

    @property
    def path(self) -> str:
        """Return the path as sent, without its query."""
        return self.call.path

    @property
    def inner_path(self) -> str:
        """Return the path inside its space, decoded."""
        return "/" + "/".join(self.call.segments)

    @property
    def space(self) -> str:
        """Return the id of the space."""
        return self.call.space

    @property
    def user(self) -> str | None:
        """Return the name of the user."""
        return self.call.user.username if self.call.user else None

    @property
    def route(self) -> str | None:
        """Return the path of the route."""
        return self.call.route.path if self.call.route else None

    @property
    def query(self) -> Mapping[str, Any]:
        """Return the query."""
        return self.call.query

    @property
    def headers(self) -> Any:
        """Return the headers."""
        return self.call.headers

    @property
    def case_ids(self) -> Collection[str]:
        """Return the cases that it is about."""
        return case_ids(self.call)

    @property
    def owners(self) -> Collection[str]:
        """Return the owners of these cases."""
        return owners(self.call)

    @property
    def body_value(self) -> Any:
        """Return the JSON of the body, ``MISSING`` where there is none."""
        call = self.call
        if call.body is None and (call.raw_body or b"").strip() != b"null":
            return MISSING
        return call.body
