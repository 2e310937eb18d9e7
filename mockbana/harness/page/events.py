"""What an open page is told, as server-sent events.

Nobody calls this from the way of a request: an open page looks ten times a second whether there is
something to tell, and spends at most a small share of the time on telling it. What was there before
the page came is told at once, in pieces between which others get their turn.
Source: https://html.spec.whatwg.org/multipage/server-sent-events.html

A place in the journal: what came before it is known, what comes after it is news.

The journal itself is the queue: a reader that is slow, or away for a while, misses only what the
journal has evicted, and nobody keeps anything for it.
"""

import json
from asyncio import sleep
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from aiohttp import web

from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.journal import Journal
from mockbana.harness.page.exchanges import row
from mockbana.kibana.clock import iso
from mockbana.originals import time

if TYPE_CHECKING:
    from mockbana.harness.harness import Harness

PAUSE: Final = 0.1
HEARTBEAT: Final = 10.0
"""Seconds of silence until the page is told that there is nothing to tell."""

NOTHING: Final = b":\n\n"
ROWS: Final = 250
FEW: Final = 5
"""Rows that are made before one looks at the time: some need a long body, or all routes, read."""

TURN: Final = 0.01
"""Seconds of processor time after which rows that are there leave, and others get their turn."""

SHARE: Final = 30
"""After making news for a while, one waits this many times as long: 3 % of the processor."""

CREDIT: Final = 0.5
"""Seconds of processor time in which a page that opens is told of the past without waiting."""


class Watch:
    """Remembers what one page was told, so that it is told only what is new.

    *mark* is the id of the last event that it got, if it was here before.
    """

    def __init__(self, rig: "Harness", base_path: str, mark: str = "") -> None:
        self._rig, self._base_path = rig, base_path
        self._cursor = Cursor(rig.journal, mark)
        self._faults: Any = None
        self._deployment: Any = None
        self.more = False

    def news(self) -> bytes:
        """Return the next event, nothing when nothing has happened.

        Its data is an object; each member is there when it has something to say: ``rows`` with
        ``total`` and ``evicted``, ``anew`` (forget all rows), ``faults``, ``deployment``.
        """
        told = {**self._requests(), **self._rules(), **self._state()}
        if not told:
            return b""
        data = json.dumps(told, default=repr, separators=(",", ":"))
        return f"id: {self._cursor.mark}\ndata: {data}\n\n".encode()

    def _requests(self) -> dict[str, Any]:
        began, anew = time.thread_time(), False
        rows: list[dict[str, Any]] = []
        while True:
            found, is_new, self.more = self._cursor.take(FEW)
            rows += map(row, found)
            anew = anew or is_new
            if not self.more or len(rows) >= ROWS or time.thread_time() - began > TURN:
                break
        if not (rows or anew):
            return {}
        journal = self._rig.journal
        told = {"rows": rows, "total": journal.total, "evicted": journal.evicted}
        return {**told, "anew": True} if anew else told

    def _rules(self) -> dict[str, Any]:
        rules = self._rig.faults.rules
        now = [(rule, rule.matched, rule.fired) for rule in rules]
        if now == self._faults:
            return {}
        self._faults = now
        return {"faults": [rule.as_dict() for rule in rules]}

    def _state(self) -> dict[str, Any]:
        deployment = self._rig.deployment
        now = (
            deployment.settings,
            deployment.clock.reading(),
            deployment.sequence,
            deployment.count_cases(),
            tuple(deployment.spaces),
            len(self._rig.bugs),
        )
        if now == self._deployment:
            return {}
        self._deployment = now
        settings, _, sequence, cases, spaces, bugs = now
        return {
            "deployment": {
                "settings": {
                    "license": settings.license,
                    "require_auth": settings.require_auth,
                    "kibana_version": settings.kibana_version,
                },
                "clock": {"now": iso(deployment.clock.now()), "frozen": deployment.clock.frozen},
                "sequence": sequence,
                "cases": cases,
                "spaces": list(spaces),
                "bugs": bugs,
                "base_path": self._base_path,
            }
        }


async def send_events(request: web.Request, watch: Watch) -> web.StreamResponse:
    """Tell a page what happens for as long as it listens."""
    headers = {"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
    response = web.StreamResponse(headers={**headers, "Cache-Control": "no-store"})
    await response.prepare(request)
    silent_since, credit = time.monotonic(), CREDIT
    with suppress(ConnectionError):
        while True:
            began, now = time.thread_time(), time.monotonic()
            event = watch.news()
            spent = time.thread_time() - began
            if not event and now - silent_since > HEARTBEAT:
                event = NOTHING
            if event:
                await response.write(event)
                silent_since = now
            credit = credit - spent if watch.more else 0
            await sleep(max(0 if watch.more else PAUSE, spent * SHARE * (credit <= 0)))
    return response


class News(NamedTuple):
    """What has happened since the last time.

    *anew* says that what was known before counts no more; *more* that this is not all of it.
    """

    exchanges: list[Exchange]
    anew: bool
    more: bool


class Cursor:
    """Reads a journal piece by piece; an exchange that was under way comes again when it is over.

    *mark* is the ``mark`` of an earlier cursor, to go on where that one was.
    """

    def __init__(self, journal: Journal, mark: str = "") -> None:
        self._journal = journal
        self._last: Exchange | None = None
        self._open: dict[int, Exchange] = {}
        self._anew = not self._return_to(mark)

    @property
    def mark(self) -> str:
        """Return what tells this place from all others, on one line."""
        if self._last is None:
            return ""
        under_way = ",".join(map(str, self._open))
        return f"{self._last.seq}/{self._last.began!r}/{under_way}"

    def take(self, most: int) -> News:
        """Return at most *most* new exchanges, and those that have ended, and go on behind them."""
        exchanges = self._journal.read().exchanges
        start = self._behind_last(exchanges)
        anew, self._anew = self._anew or start is None, False
        if anew:
            self._open = {}
        start = start or 0
        new = exchanges[start : start + most]
        ended = [one for one in self._open.values() if one.ended is not None]
        self._open = {one.seq: one for one in (*self._open.values(), *new) if one.ended is None}
        if new:
            self._last = new[-1]
        elif anew:
            self._last = None
        return News([*ended, *new], anew, start + most < len(exchanges))

    def _behind_last(self, exchanges: Sequence[Exchange]) -> int | None:
        """Return where the news begin, ``None`` when the journal was cleared."""
        last = self._last
        if last is None:
            return 0
        at = last.seq - (exchanges[0].seq if exchanges else self._journal.total + 1)
        if at < 0:
            return 0 if last.seq <= self._journal.evicted else None
        return at + 1 if at < len(exchanges) and exchanges[at] is last else None

    def _return_to(self, mark: str) -> bool:
        """Go back to *mark*; whether that place is still there."""
        seq, _, rest = mark.partition("/")
        began, _, under_way = rest.partition("/")
        kept = {str(one.seq): one for one in self._journal.read().exchanges} if seq else {}
        if seq not in kept or repr(kept[seq].began) != began:
            return False
        self._last = kept[seq]
        self._open = {kept[one].seq: kept[one] for one in under_way.split(",") if one in kept}
        return True
