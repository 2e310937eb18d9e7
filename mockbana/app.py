"""The application: where the pretended Kibana and the test rig meet."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from aiohttp import web
from aiohttp.typedefs import Handler as Routed

from mockbana.harness.comparison import new_case_ids
from mockbana.harness.control.app import PREFIX as CONTROL
from mockbana.harness.control.app import control_routes
from mockbana.harness.control.guard import Guard
from mockbana.harness.faults.apply import FaultContext, apply_plan, look_ahead
from mockbana.harness.harness import Harness
from mockbana.harness.journal.describe import RouteMap
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.journal import record_answer
from mockbana.harness.page.routes import page_routes
from mockbana.kibana import connectors, endpoint, features, pages, security, spaces, status
from mockbana.kibana.cases import ROUTES as CASES
from mockbana.kibana.deployment import Deployment
from mockbana.kibana.http.errors import HUNG_UP, CloseConnection, KibanaError
from mockbana.kibana.http.lifecycle import Lifecycle
from mockbana.kibana.http.response import respond, without_server_header
from mockbana.kibana.http.routing import Answer, Call, Router

Handler: TypeAlias = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

LOG: Final = logging.getLogger("mockbana")
ROUTES: Final = (
    *CASES,
    *connectors.ROUTES,
    *endpoint.ROUTES,
    *features.ROUTES,
    *security.ROUTES,
    *spaces.ROUTES,
    *status.ROUTES,
    *pages.ROUTES,
)
ROUTER: Final = Router(ROUTES)
MET_A_BUG: Final = "a bug in mockbana, met by %s %s"
BUG: Final = "An internal server error occurred. Check Kibana server logs for details."


def build_app(
    deployment: Deployment, rig: Harness, base_path: str = "", guard: Guard | None = None
) -> web.Application:
    """Return the application that serves *deployment*, watched by *rig*.

    Control routes, behind *guard*, come first; everything else is a request to Kibana.
    """
    app = web.Application()
    lifecycle = Lifecycle(deployment, ROUTER, base_path, fallback=pages.CATCH_ALL)
    app.add_routes(page_routes(rig, guard, base_path))
    app.add_routes(control_routes(rig, guard, ROUTES, base_path))
    rig.journal.routes = RouteMap(ROUTER)
    entrance = RequestHandler(deployment, rig, lifecycle)
    app.router.add_route("*", "/{path:.*}", entrance.serve, expect_handler=leave_expectation)
    app.middlewares.append(entrance.take_in)
    app[ENTRANCE] = entrance
    app.on_response_prepare.append(without_server_header)
    app.on_shutdown.append(entrance.let_go)
    return app


async def leave_expectation(_: web.Request) -> None:
    """Leave ``Expect: 100-continue`` to Kibana, which answers it when it wants the body."""


class RequestHandler:
    """The way of a request to Kibana: recorded, perhaps struck by a fault, passed on, answered."""

    def __init__(self, deployment: Deployment, rig: Harness, lifecycle: Lifecycle) -> None:
        self.deployment, self.rig, self.lifecycle = deployment, rig, lifecycle

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Handle one request. Whatever happens, its exchange is closed."""
        call = Call(self.deployment, request.method, request.raw_path, request.headers)
        exchange = self.rig.journal.open(call, request.remote or "")
        try:
            if self.rig.faults.rules:
                return await self._serve_with_faults(call, exchange, request)
            return self._sent(await self._answer(call, exchange, request), exchange, request)
        except asyncio.CancelledError:
            exchange.rejected = exchange.rejected or HUNG_UP
            raise
        finally:
            self.rig.journal.close(exchange)

    @web.middleware
    async def take_in(self, request: web.Request, handler: Routed) -> web.StreamResponse:
        """Serve what aiohttp has no route for, such as ``OPTIONS *``: Kibana has an answer."""
        unrouted = request.match_info.http_exception is not None
        return await (self.serve(request) if unrouted else handler(request))

    def short_cut(self, application: Handler) -> Handler:
        """Return a handler that serves at once what can only be a request to Kibana.

        aiohttp's routing took 6 % of a PATCH; *application* does it for all other requests.
        """
        faults = self.rig.faults

        def handle(request: web.BaseRequest) -> Awaitable[web.StreamResponse]:
            target = request.raw_path
            routed = "%" in target or CONTROL in target or faults.rules
            return application(request) if routed else self.serve(request)

        return handle

    async def let_go(self, _: web.Application) -> None:
        """Drop the requests that faults are holding up: the server stops."""
        self.rig.faults.let_go()

    async def _serve_with_faults(
        self, call: Call, exchange: Exchange, request: web.BaseRequest
    ) -> web.StreamResponse:
        """Let the fault rules see the request first; they may do anything with it."""
        faults = self.rig.faults
        scene = FaultContext(call, exchange, request, lambda: self._answer(call, exchange, request))
        try:
            await look_ahead(call, request, self.lifecycle, body=faults.need_body)
            exchange.has_rule = call.route is None and faults.expects(call)
            if strike := faults.pick(call):
                return await apply_plan(strike, scene, faults)
            answer = await scene.kibana()
        except CloseConnection as drop:
            exchange.rejected = str(drop)
            answer = Answer(400, wire=drop.wire)
        except Exception as bug:
            LOG.exception(MET_A_BUG, call.method, call.target)
            answer = self._stumbled(bug, call, exchange)
        return self._sent(answer, exchange, request)

    async def _answer(self, call: Call, exchange: Exchange, request: web.BaseRequest) -> Answer:
        try:
            answer = await self.lifecycle.answer(call, request)
        except Exception as bug:
            LOG.exception(MET_A_BUG, call.method, call.target)
            return self._stumbled(bug, call, exchange)
        if call.error:
            exchange.rejected = call.error.why
        elif call.method == "POST":
            exchange.new_case_ids = new_case_ids(call, answer)
        return answer

    def _stumbled(self, bug: Exception, call: Call, exchange: Exchange) -> Answer:
        self.rig.bugs.append(bug)
        call.error = KibanaError(500, BUG, detail=f"a bug in mockbana: {bug!r}")
        exchange.rejected = call.error.why
        return Answer(500, call.error.envelope())

    def _sent(
        self, answer: Answer, exchange: Exchange, request: web.BaseRequest
    ) -> web.StreamResponse:
        response = respond(answer, request, self.deployment.settings.license)
        return record_answer(exchange, answer, response)


ENTRANCE: Final = web.AppKey("ENTRANCE", RequestHandler)
