"""A struck request: what was asked, how Kibana itself would answer, and what the client gets."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import web

from mockbana.kibana.clock import Clock
from mockbana.kibana.http.body import MAX_PAYLOAD, inflated, invite, receive
from mockbana.kibana.http.call import Answer, Call
from mockbana.kibana.http.credentials import authenticate
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.http.json_body import parse_json
from mockbana.kibana.http.lifecycle import Lifecycle
from mockbana.kibana.http.responses import respond
from mockbana.kibana.http.target import read_target
from mockbana.rig.journal.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Scene:
    """One request on its way; *kibana* passes it on and returns Kibana's answer."""

    call: Call
    exchange: Exchange
    request: web.BaseRequest
    kibana: Callable[[], Awaitable[Answer]]

    @property
    def holds_body_back(self) -> bool:
        """Whether the client sends no body before it is told to go on."""
        expected = self.call.headers.get("Expect", "").lower()
        return expected == "100-continue" and self.call.raw_body is None

    @property
    def clock(self) -> Clock:
        """Return the clock that delays go by."""
        return self.call.deployment.clock

    async def rehearse(self) -> Answer:
        """Return the answer that Kibana would give now; nothing comes of it.

        The body has been read, so that nothing else happens between the first step and the last.
        """
        deployment = self.call.deployment
        state = deployment.freeze()
        try:
            return await self.kibana()
        finally:
            deployment.thaw(state)

    def response(self, answer: Answer) -> web.StreamResponse:
        """Return *answer* as the response that Kibana would send."""
        return respond(answer, self.request, self.call.deployment.settings.license)

    def send(self, answer: Answer) -> web.StreamResponse:
        """Return *answer* as the response to be sent, and note it down."""
        return noted(self.exchange, answer, self.response(answer))


def noted(exchange: Exchange, answer: Answer, response: web.StreamResponse) -> web.StreamResponse:
    """Return *response*, noted down as what the client gets: nothing, where Kibana hangs up."""
    if answer.wire != b"":
        exchange.answer(answer.status, response.headers, getattr(response, "body", b""))
    return response


async def look_ahead(
    call: Call, request: web.BaseRequest, lifecycle: Lifecycle, *, body: Callable[[Call], bool]
) -> None:
    """Find out about *call* what rules may match on; whatever is wrong is left for Kibana to say.

    *body* says whether that takes the body. Errors: ``Drop`` as in ``receive``.
    """
    with suppress(KibanaError):
        read_target(call, lifecycle.base_path)
        version = call.deployment.settings.kibana_version
        if found := lifecycle.router.find(call.method, call.segments, version):
            call.route, call.params = found
    with suppress(KibanaError):
        call.user = authenticate(call.headers.get("Authorization"), call.deployment)
    if body(call):
        await read_ahead(call, request)


async def read_ahead(call: Call, request: web.BaseRequest) -> None:
    """Read the body of *call*, unless that is done, and parse it if it is JSON.

    What arrived too slowly is refused again when Kibana reads it.
    """
    if call.method in ("GET", "HEAD") or call.raw_body is not None:
        return
    limit = (call.route.max_payload if call.route else 0) or MAX_PAYLOAD
    try:
        await invite(request)
        call.raw_body = await receive(request, limit)
    except KibanaError as refusal:
        if request.content.is_eof():
            request.content.set_exception(refusal)
        return
    with suppress(KibanaError, RecursionError):
        encoding = call.headers.get("Content-Encoding", "")
        if call.raw_body:
            call.body = parse_json(inflated(call.raw_body, encoding, limit))
