"""What Kibana does with every request before and after a route, in Kibana's order.

Source: kibana src/core/packages/http/server-internal/src/{http_server,lifecycle_handlers}.ts
"""

from typing import Final

from aiohttp import web

from mockbana.kibana.deployment import Deployment
from mockbana.kibana.http.body import discard, read_body
from mockbana.kibana.http.credentials import authenticate, navigates, to_login
from mockbana.kibana.http.errors import (
    BARE_400,
    CloseConnection,
    KibanaError,
    bad_request,
    forbidden,
    saved_object_not_found,
)
from mockbana.kibana.http.request import read_target
from mockbana.kibana.http.routing import Answer, Call, Route, Router, check_api_version

MAX_HEADER_BLOCK: Final = 65_536


class Lifecycle:
    """Takes a request from its first line to its answer.

    *fallback* is the route of a GET for which *router* has none.
    """

    def __init__(
        self, deployment: Deployment, router: Router, base_path: str = "", *, fallback: Route
    ) -> None:
        self.deployment, self.router, self.base_path = deployment, router, base_path
        self.fallback = fallback

    async def answer(self, call: Call, request: web.BaseRequest) -> Answer:
        """Return the answer to *call*; *request* is only asked for its body."""
        try:
            answer = await self._answered(call, request)
            if not call.body_taken and (request.body_exists or "Expect" in call.headers):
                await self._leave_body(call, answer, request)
        except CloseConnection as drop:
            call.error = KibanaError(400, str(drop))
            return Answer(400, wire=drop.wire)
        if call.reached_route and call.route and call.route.api_version:
            answer.headers["elastic-api-version"] = call.route.api_version
        return answer

    async def _answered(self, call: Call, request: web.BaseRequest) -> Answer:
        try:
            return await self._pass(call, request)
        except KibanaError as error:
            call.error = error
            return Answer(error.status, error.envelope())

    async def _leave_body(self, call: Call, answer: Answer, request: web.BaseRequest) -> None:
        """Hang up after the answer, except where hapi has no route and lets the body come in."""
        unrouted = call.route is None and call.segments and "Expect" not in call.headers
        answer.close = not unrouted or not await discard(request)

    async def _pass(self, call: Call, request: web.BaseRequest) -> Answer:
        """Do all that Kibana does with a request, in its order."""
        check_header_size(call)
        read_target(call, self.base_path)
        route = self._find_route(call)
        if redirect := self._authenticate(call, route):
            return redirect
        await read_body(call, route, request)
        check_xsrf(call, route)
        check_version(call)
        check_internal(call, route)
        return self._handle(call, route)

    def _handle(self, call: Call, route: Route) -> Answer:
        """Let the route judge and answer."""
        if route.versioned:
            check_api_version(call, route)
        call.reached_route = True
        for check in route.checks:
            check(call)
        if route.in_space and call.space not in self.deployment.spaces:
            if not call.account.may_log_in:
                raise forbidden(f"Unauthorized to get {call.space} space")
            raise saved_object_not_found("space", call.space)
        return route.handler(call)

    def _find_route(self, call: Call) -> Route:
        found = self.router.find(call.method, call.segments, self.deployment.release)
        if found is None and call.method not in ("GET", "HEAD"):
            raise KibanaError(404, "Not Found")
        if call.undecodable:
            raise bad_request("Bad Request", detail=f"{call.undecodable!r} can't be decoded")
        call.route, call.params = found or (self.fallback, {})
        return call.route

    def _authenticate(self, call: Call, route: Route) -> Answer | None:
        """Find out who calls; a browser without credentials is sent to the login page."""
        authorization = call.headers.get("Authorization")
        try:
            call.user = authenticate(authorization, self.deployment)
        except KibanaError as error:
            if route.authentication == "required":
                if not navigates(call):
                    raise
                call.error = error
                return to_login(call, self.base_path)
        return None


def check_header_size(call: Call) -> None:
    """Hang up on 64 KiB of headers; like Node, count the target, names and values."""
    headers = call.headers
    size = len(call.target) + sum(map(len, headers)) + sum(map(len, headers.values()))
    if size >= MAX_HEADER_BLOCK:
        raise CloseConnection(f"{MAX_HEADER_BLOCK} bytes of headers or more", BARE_400)


def check_xsrf(call: Call, route: Route) -> None:
    """Refuse a write without ``kbn-xsrf`` or ``kbn-version``, whatever they say (400)."""
    headers = call.headers
    if route.needs_xsrf and "kbn-xsrf" not in headers and "kbn-version" not in headers:
        raise bad_request("Request must contain a kbn-xsrf header.")


def check_version(call: Call) -> None:
    """Refuse a client that was made for another Kibana (400 with ``attributes``)."""
    got, expected = call.headers.get("kbn-version"), call.deployment.settings.kibana_version
    if got and got != expected:
        versions = f'("kbn-version" header was "{got}" but should be "{expected}")'
        raise KibanaError(
            400,
            f"Browser client is out of date, please refresh the page {versions}",
            attributes={"expected": expected, "got": got},
        )


def check_internal(call: Call, route: Route) -> None:
    """Refuse a call of an internal route that doesn't say that it comes from Kibana (400)."""
    origin = call.query.pop("elasticInternalOrigin", None)
    open_to_all = route.access == "public" or not call.deployment.release.has("internal_origin")
    if open_to_all or origin == "true":
        return
    if origin is None and "x-elastic-internal-origin" in call.headers:
        return
    uri = "/" + "/".join(call.segments)
    method = call.method.lower()
    raise bad_request(
        f"uri [{uri}] with method [{method}] exists but is not available "
        "with the current configuration"
    )
