"""Carrying out what the rules have in store for a request.

A struck request: what was asked, how Kibana itself would answer, and what the client gets.
"""

from asyncio import current_task
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import web

from mockbana.harness.faults.engine import ActiveFault, FaultBook, FaultPlan
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.journal import record_answer
from mockbana.kibana.clock import Clock
from mockbana.kibana.http.body import MAX_PAYLOAD, inflated, invite, receive
from mockbana.kibana.http.credentials import authenticate
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.http.json import parse_json
from mockbana.kibana.http.lifecycle import Lifecycle
from mockbana.kibana.http.request import read_target
from mockbana.kibana.http.response import respond
from mockbana.kibana.http.routing import Answer, Call


@dataclass(frozen=True, slots=True)
class FaultContext:
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
            self.exchange.new_case_ids = ()

    def response(self, answer: Answer) -> web.StreamResponse:
        """Return *answer* as the response that Kibana would send."""
        return respond(answer, self.request, self.call.deployment.settings.license)

    def send(self, answer: Answer) -> web.StreamResponse:
        """Return *answer* as the response to be sent, and note it down."""
        return record_answer(self.exchange, answer, self.response(answer))


async def apply_plan(strike: FaultPlan, scene: FaultContext, book: FaultBook) -> web.StreamResponse:
    """Return the response to a struck request; where the transport breaks, that is done already.

    Errors: ``Drop`` for a body that Kibana would hang up on; cancelled when the client goes away.
    """
    if task := current_task():
        book.hold(task)
    clock, scene.exchange.fault = scene.clock, strike.first.id
    scene.exchange.faults = [rule.id for rule in strike.rules]
    if not (scene.holds_body_back and _answers_ahead_of_body(strike.rule)):
        await read_ahead(scene.call, scene.request)
    await clock.sleep(strike.before)
    answer = await _answer(strike.rule, scene)
    answer.close = answer.close or scene.holds_body_back
    await clock.sleep(strike.after)
    if strike.rule is None or strike.rule.kind.breaks is None or answer.wire is not None:
        return scene.send(answer)
    try:
        return await strike.rule.kind.breaks(strike.rule, scene, answer)
    except ConnectionError:
        return web.Response()


def _answers_ahead_of_body(rule: ActiveFault | None) -> bool:
    return rule is not None and rule.kind.ahead_of_body and rule.fault.phase == "before"


async def _answer(rule: ActiveFault | None, scene: FaultContext) -> Answer:
    """Return the answer that goes out, or that is spoilt on its way."""
    if rule is None:
        return await scene.kibana()
    why = f"fault {rule.id}: {rule.fault.kind}"
    if rule.fault.phase == "after":
        taken = await scene.kibana()
        scene.exchange.rejected = f"{why}, in place of {taken.status}"
        return _replacement(rule, scene) or taken
    answer = _replacement(rule, scene) or await _kibana_answer(rule, scene)
    natural = scene.call.error if rule.kind.act else None
    scene.exchange.rejected = f"{why}; {natural.why}" if natural else why
    return answer


def _replacement(rule: ActiveFault, scene: FaultContext) -> Answer | None:
    return rule.kind.act(rule, scene.call) if rule.kind.act else None


async def _kibana_answer(rule: ActiveFault, scene: FaultContext) -> Answer:
    """Return Kibana's answer: to a request that is let through, or what it would have been."""
    if rule.kind.act:
        return await scene.kibana()
    return await scene.rehearse() if rule.kind.needs_answer else Answer(204)


async def look_ahead(
    call: Call, request: web.BaseRequest, lifecycle: Lifecycle, *, body: Callable[[Call], bool]
) -> None:
    """Find out about *call* what rules may match on; whatever is wrong is left for Kibana to say.

    *body* says whether that takes the body. Errors: ``Drop`` as in ``receive``.
    """
    with suppress(KibanaError):
        read_target(call, lifecycle.base_path)
        if found := lifecycle.router.find(call.method, call.segments, call.deployment.release):
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
