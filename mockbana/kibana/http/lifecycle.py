"""What Kibana does with every request before and after a route, in Kibana's order.

Source: kibana src/core/packages/http/server-internal/src/{http_server,lifecycle_handlers}.ts
"""

from typing import Final

from aiohttp import web

from mockbana.kibana.deployment import Deployment

from .body import read_body
from .call import Answer, Call, Route
from .credentials import authenticate
from .errors import KibanaError, bad_request, saved_object_not_found
from .routing import Router
from .target import read_target

API_VERSION: Final = "2023-10-31"


def _catch_all(call: Call) -> Answer:
    """Answer a GET that no other route takes: without its trailing slash it may be found."""
    if call.segments[-1] == "" and len(call.segments) > 1:
        raise KibanaError(404, "Not Found")
    raise KibanaError(404, "Not Found")


CATCH_ALL: Final = Route("GET", "/{path*}", _catch_all, in_space=False)


class Lifecycle:
    """Takes a request from its first line to its answer."""

    def __init__(self, deployment: Deployment, router: Router, base_path: str = "") -> None:
        self.deployment, self.router, self.base_path = deployment, router, base_path

    async def answer(self, call: Call, request: web.BaseRequest) -> Answer:
        """Return the answer to *call*; *request* is only asked for its body."""
        try:
            await self._arrive(call, request)
            assert call.route is not None
            answer = call.route.handler(call)
        except KibanaError as error:
            call.error = error
            answer = Answer(error.status, error.envelope())
        if call.reached_route and call.route is not CATCH_ALL:
            answer.headers["elastic-api-version"] = API_VERSION
        return answer

    async def _arrive(self, call: Call, request: web.BaseRequest) -> None:
        """Refuse what Kibana refuses before a route's own code runs."""
        read_target(call, self.base_path)
        self._find_route(call)
        self._authenticate(call)
        await read_body(call, request)
        check_xsrf(call)
        check_version(call)
        check_internal(call)
        call.reached_route = True
        for check in call.route.checks if call.route else ():
            check(call)
        self._check_space(call)

    def _find_route(self, call: Call) -> None:
        found = self.router.find(call.method, call.segments)
        if found is not None:
            call.route, call.params = found
        elif call.method in ("GET", "HEAD"):
            call.route = CATCH_ALL
        else:
            raise KibanaError(404, "Not Found")

    def _authenticate(self, call: Call) -> None:
        assert call.route is not None
        try:
            call.user = authenticate(call.headers.get("Authorization"), self.deployment)
        except KibanaError:
            if call.route.authentication == "required":
                raise

    def _check_space(self, call: Call) -> None:
        if call.route and call.route.in_space and call.space not in self.deployment.spaces:
            raise saved_object_not_found("space", call.space)


def check_xsrf(call: Call) -> None:
    """Refuse a write without ``kbn-xsrf`` or ``kbn-version``, whatever they say (400)."""
    assert call.route is not None
    headers = call.headers
    if call.route.needs_xsrf and "kbn-xsrf" not in headers and "kbn-version" not in headers:
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


def check_internal(call: Call) -> None:
    """Refuse a call of an internal route that doesn't say that it comes from Kibana (400)."""
    assert call.route is not None
    origin = call.query.pop("elasticInternalOrigin", None)
    if call.route.access == "public" or origin == "true":
        return
    if origin is None and "x-elastic-internal-origin" in call.headers:
        return
    uri = "/" + "/".join(call.segments)
    method = call.method.lower()
    raise bad_request(
        f"uri [{uri}] with method [{method}] exists but is not available "
        "with the current configuration"
    )
