"""The journal as a whole, for ``Mockbana.connect``: everything since the last look, and waiting."""

import secrets
from asyncio import Event, wait_for
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from aiohttp import web

from mockbana.harness.control.pieces import json_answer, with_array
from mockbana.harness.control.queries import BadQueryError, QueryParser, parse_float, parse_timeout
from mockbana.harness.control.responses import refusal
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.long_texts import as_base64_pieces
from mockbana.harness.journal.wire import to_wire
from mockbana.kibana.javascript import to_json

if TYPE_CHECKING:
    from mockbana.harness.harness import Harness

PATH: Final = "/__mockbana__/requests/record"


def record_routes(rig: "Harness") -> list[web.RouteDef]:
    """Return the route for the whole journal of *rig*."""
    return [web.get(PATH, RecordControl(rig).show)]


class RecordControl:
    """The handler.

    Its answers name this *server*, so that nobody takes another one for it, and are numbered, so
    that nobody takes an old one for a new one.
    """

    def __init__(self, rig: "Harness") -> None:
        self.journal = rig.journal
        self.server = secrets.token_hex(8)
        self.looks = 0

    async def show(self, request: web.Request) -> web.Response:
        """``GET requests/record``: exchanges that ended after a moment, and those that go on.

        *after* is the ``cursor`` of an earlier answer; *timeout* is for how many seconds to wait
        for one that ends.
        """
        try:
            options = QueryParser(request.query)
            after = options.take("after", parse_float, float("-inf"))
            timeout = options.take("timeout", parse_timeout, 0.0)
            options.end()
        except BadQueryError as error:
            return refusal(400, str(error), error.path)
        if timeout and not any(_ended_after(after, exchange) for exchange in self.journal):
            await self._wait(timeout)
        return await json_answer(self._record(after))

    def _record(self, after: float) -> Iterator[bytes]:
        """Return the JSON in pieces; what goes on is told as it is now."""
        self.looks += 1
        record = self.journal.read()
        ends = [exchange.ended for exchange in record.exchanges if exchange.ended is not None]
        told = {
            "server": self.server,
            "look": self.looks,
            "cursor": max(ends, default=None),
            "total": self.journal.total,
            "evicted": self.journal.evicted,
            "lost": [[*kind, number] for kind, number in record.lost.items()],
        }
        under_way = {
            exchange.seq: [to_json(to_wire(exchange, self.server))]
            for exchange in record.exchanges
            if exchange.ended is None
        }
        wires = (
            under_way.get(exchange.seq) or as_base64_pieces(partial(to_wire, exchange, self.server))
            for exchange in record.exchanges
            if exchange.seq in under_way or _ended_after(after, exchange)
        )
        return with_array(told, "exchanges", wires)

    async def _wait(self, timeout: float) -> None:  # noqa: ASYNC109 - no answer is an answer
        ended = Event()

        def tell(_: Exchange) -> None:
            ended.set()

        self.journal.follow(tell)
        try:
            await wait_for(ended.wait(), timeout)
        except TimeoutError:
            pass
        finally:
            self.journal.unfollow(tell)


def _ended_after(moment: float, exchange: Exchange) -> bool:
    return exchange.ended is not None and exchange.ended > moment
