"""The part of the control API that is about recorded requests."""

from collections.abc import Iterable
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from mockbana.harness.assertions.expected import Times, Wanted
from mockbana.harness.assertions.requests import PATIENCE
from mockbana.harness.assertions.verdict import Verdict
from mockbana.harness.assertions.waiting import Watch
from mockbana.harness.control.pieces import array, in_turns, json_answer, with_array
from mockbana.harness.control.queries import (
    BadQueryError,
    QueryParser,
    parse_int,
    parse_timeout,
    read_question,
)
from mockbana.harness.control.responses import json_body, refusal
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.export import HEAD, to_entry
from mockbana.harness.journal.long_texts import as_pieces

if TYPE_CHECKING:
    from mockbana.harness.harness import Harness

PATH: Final = "/__mockbana__/requests"


def request_routes(rig: "Harness") -> list[web.RouteDef]:
    """Return the routes for the journal of *rig*."""
    control = RequestControl(rig)
    return [
        web.get(PATH, control.show),
        web.delete(PATH, control.clear),
        web.get(f"{PATH}.har", control.har),
        web.get(f"{PATH}/wait", control.wait),
        web.post(f"{PATH}/verify", control.verify),
        web.get(f"{PATH}/{{seq}}", control.show_one),
    ]


class RequestControl:
    """Handlers: an exchange goes out as the object that the contract describes."""

    def __init__(self, rig: "Harness") -> None:
        self.journal = rig.journal

    async def show(self, request: web.Request) -> web.Response:
        """``GET requests``: the recorded exchanges, oldest first; *limit* takes the first ones."""
        try:
            options = QueryParser(request.query)
            limit = options.take("limit", parse_int, None)
            wanted = options.wanted()
        except BadQueryError as error:
            return refusal(400, str(error), error.path)
        found = await self._fitting(wanted, self.journal.read().exchanges)
        return await self._listed(found[:limit])

    async def show_one(self, request: web.Request) -> web.Response:
        """``GET requests/{seq}``."""
        try:
            seq = parse_int(request.match_info["seq"])
        except ValueError as error:
            return refusal(404, f"seq can't be {request.match_info['seq'][:72]}: {error}")
        for exchange in self.journal:
            if exchange.seq == seq:
                return await json_answer(as_pieces(exchange.as_dict), self._counts())
        was = "was evicted" if 0 < seq <= self.journal.evicted else "is not there"
        return refusal(404, f"request {seq} {was}; there were {self.journal.total}")

    async def clear(self, _: web.Request) -> web.Response:
        """``DELETE requests``: forget all."""
        removed = len(self.journal)
        self.journal.clear()
        return self._json({"removed": removed})

    async def har(self, request: web.Request) -> web.Response:
        """``GET requests.har``: all of them for the network panel of a browser."""
        url = f"{request.scheme}://{request.host}"
        entries = (as_pieces(partial(to_entry, exchange, url)) for exchange in self.journal)
        log = with_array(HEAD, "entries", entries)
        return await json_answer(chain([b'{"log": '], log, [b"}"]), self._counts())

    async def wait(self, request: web.Request) -> web.Response:
        """``GET requests/wait``: answers when there are *count* such requests, else 408."""
        try:
            options = QueryParser(request.query)
            count = options.take("count", parse_int, 1)
            timeout = options.take("timeout", parse_timeout, PATIENCE)
            wanted = options.wanted()
        except BadQueryError as error:
            return refusal(400, str(error), error.path)
        with Watch(self.journal, wanted, count) as watch:
            if watch.wait(0) or await watch.wait_for(timeout):
                return await self._listed(watch.found)
        verdict = Verdict(wanted, Times(count), self.journal.read(), watch.found)
        return _missed(408, verdict, f" within {timeout:g} s")

    async def verify(self, request: web.Request) -> web.Response:
        """``POST requests/verify``: whether as many requests as wanted were sent, else 409."""
        try:
            wanted, times = read_question(await json_body(request))
        except BadQueryError as error:
            return refusal(400, str(error), error.path)
        except ValueError as error:
            return refusal(400, str(error))
        record = self.journal.read()
        found = await self._fitting(wanted, record.exchanges)
        verdict = Verdict(wanted, times, record, found)
        return self._json({"ok": True}) if verdict.holds else _missed(409, verdict)

    async def _fitting(self, wanted: Wanted, exchanges: Iterable[Exchange]) -> list[Exchange]:
        """Return those that are *wanted*; others get their turn while bodies are read."""
        judged = ((exchange, wanted.fits(exchange)) for exchange in exchanges)
        return [exchange async for exchange, fits in in_turns(judged) if fits]

    async def _listed(self, exchanges: Iterable[Exchange]) -> web.Response:
        pieces = array(as_pieces(exchange.as_dict) for exchange in exchanges)
        return await json_answer(pieces, self._counts())

    def _json(self, body: Any) -> web.Response:
        return web.json_response(body, headers=self._counts())

    def _counts(self) -> dict[str, str]:
        """Return headers that say how many requests there were, and how many are no more."""
        return {
            "mockbana-total": str(self.journal.total),
            "mockbana-evicted": str(self.journal.evicted),
        }


def _missed(status: int, verdict: Verdict, span: str = "") -> web.Response:
    """Return the refusal for requests that were not sent, or sent too often."""
    misses = [miss.as_dict() for miss in verdict.near_misses()]
    sentence, _, _ = verdict.told(span).partition("\n")
    return refusal(status, sentence, near_misses=misses, report=verdict.told(span))
