"""The application: where the pretended Kibana and the test rig meet."""

import logging
from typing import Final

from aiohttp import web

from mockbana.kibana.cases.routes import ROUTES as CASES
from mockbana.kibana.deployment import Deployment
from mockbana.kibana.http.call import Answer, Call
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.http.lifecycle import Lifecycle
from mockbana.kibana.http.responses import respond, without_server_header
from mockbana.kibana.http.routing import Router
from mockbana.rig.control import control_routes
from mockbana.rig.exchange import Exchange
from mockbana.rig.rig import Rig

LOG: Final = logging.getLogger("mockbana")
BUG: Final = "An internal server error occurred. Check Kibana server logs for details."


def build_app(deployment: Deployment, rig: Rig, base_path: str = "") -> web.Application:
    """Return the application that serves *deployment*, watched by *rig*.

    Control routes come first; everything else is a request to Kibana.
    """
    app = web.Application()
    app.add_routes(control_routes(rig))
    lifecycle = Lifecycle(deployment, Router((*CASES,)), base_path)
    app.router.add_route("*", "/{path:.*}", Entrance(deployment, rig, lifecycle).serve)
    app.on_response_prepare.append(without_server_header)
    return app


class Entrance:
    """The way of a request to Kibana: recorded, perhaps struck by a fault, passed on, answered."""

    def __init__(self, deployment: Deployment, rig: Rig, lifecycle: Lifecycle) -> None:
        self.deployment, self.rig, self.lifecycle = deployment, rig, lifecycle

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Handle one request. Whatever happens, its exchange is closed."""
        call = Call(self.deployment, request.method, request.raw_path, request.headers)
        exchange = self.rig.journal.open(call, request.remote or "")
        try:
            answer = await self._answer(call, exchange, request)
            response = respond(answer, request)
            exchange.answer(answer.status, response.headers, response.body)
            return response
        finally:
            self.rig.journal.close(exchange)

    async def _answer(self, call: Call, exchange: Exchange, request: web.Request) -> Answer:
        try:
            answer = await self.lifecycle.answer(call, request)
        except Exception as bug:
            LOG.exception("a bug in mockbana, met by %s %s", call.method, call.target)
            self.rig.bugs.append(bug)
            call.error = KibanaError(500, BUG, detail=f"a bug in mockbana: {bug!r}")
            answer = Answer(500, call.error.envelope())
        if call.error:
            exchange.rejected = call.error.why
        return answer
