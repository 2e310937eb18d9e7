"""Carrying out what the rules have in store for a request."""

import asyncio

from aiohttp import web

from mockbana.kibana.http.call import Answer

from .book import FaultBook, Strike
from .live import Rule
from .scene import Scene, read_ahead


async def carry_out(strike: Strike, scene: Scene, book: FaultBook) -> web.StreamResponse:
    """Return the response to a struck request; where the transport breaks, that is done already.

    Errors: ``Drop`` for a body that Kibana would hang up on; cancelled when the client goes away.
    """
    if task := asyncio.current_task():
        book.hold(task)
    clock, scene.exchange.fault = scene.clock, strike.id
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


def _answers_ahead_of_body(rule: Rule | None) -> bool:
    return rule is not None and rule.kind.ahead_of_body and rule.fault.phase == "before"


async def _answer(rule: Rule | None, scene: Scene) -> Answer:
    """Return the answer that goes out, or that is spoilt on its way."""
    if rule is None:
        return await scene.kibana()
    why = f"fault {rule.id}: {rule.fault.kind}"
    if rule.fault.phase == "after":
        taken = await scene.kibana()
        scene.exchange.rejected = f"{why}, in place of {taken.status}"
        return _instead(rule, scene) or taken
    answer = _instead(rule, scene) or await _spoilt(rule, scene)
    natural = scene.call.error if rule.kind.act else None
    scene.exchange.rejected = f"{why}; {natural.why}" if natural else why
    return answer


def _instead(rule: Rule, scene: Scene) -> Answer | None:
    return rule.kind.act(rule, scene.call) if rule.kind.act else None


async def _spoilt(rule: Rule, scene: Scene) -> Answer:
    """Return Kibana's answer: to a request that is let through, or what it would have been."""
    if rule.kind.act:
        return await scene.kibana()
    return await scene.rehearse() if rule.kind.needs_answer else Answer(204)
