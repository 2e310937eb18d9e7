"""A copy of a journal elsewhere, brought up to date whenever somebody looks."""

import threading
from collections import Counter
from typing import Any

from mockbana.app import ROUTER
from mockbana.kibana.deployment import Deployment
from mockbana.rig.journal.exchange import Exchange
from mockbana.rig.journal.journal import Kind
from mockbana.rig.journal.routes import RouteMap
from mockbana.rig.journal.wire import from_wire

from .connection import PATIENCE, Connection


class Copy:
    """The exchanges as they were at the last look; a finished one stays the same object."""

    def __init__(self) -> None:
        self._deployment, self._routes = Deployment(), RouteMap(ROUTER)
        self._lock = threading.Lock()
        self._forget("")

    def _forget(self, server: str) -> None:
        self.server, self._look = server, 0
        self._known: dict[int, Exchange] = {}
        self.total = self.evicted = 0
        self.lost: Counter[Kind] = Counter()

    def exchanges(self) -> tuple[Exchange, ...]:
        """Return the exchanges, oldest first."""
        with self._lock:
            return tuple(self._known[seq] for seq in sorted(self._known))

    def merge(self, told: dict[str, Any]) -> list[Exchange] | None:
        """Take over what the server told; return what has ended, ``None`` if *told* is outdated."""
        with self._lock:
            if told["server"] != self.server:
                self._forget(told["server"])
            if told["look"] < self._look:
                return None
            self._look, self.total, self.evicted = told["look"], told["total"], told["evicted"]
            self.lost = Counter({Kind(*kind): number for *kind, number in told["lost"]})
            news = [self._exchange(wire) for wire in told["exchanges"]]
            known = {**self._known, **{exchange.seq: exchange for exchange in news}}
            kept = range(self.evicted + 1, self.total + 1)
            self._known = {seq: exchange for seq, exchange in known.items() if seq in kept}
            return [exchange for exchange in news if exchange.ended is not None]

    def _exchange(self, wire: dict[str, Any]) -> Exchange:
        known = self._known.get(wire["seq"])
        if known is not None and known.ended is not None and known.ended == wire["ended"]:
            return known
        return from_wire(wire, self.server, self._deployment, self._routes)


class View:
    """Looks at the server again and again, over *connection*, and asks only for what is new."""

    def __init__(self, connection: Connection, copy: Copy) -> None:
        self.connection, self._copy = connection, copy
        self._server = ""
        self._cursor: float | None = None

    def look(self, wait: float = 0) -> list[Exchange]:
        """Bring the copy up to date; return what has ended since this view's last look.

        *wait* is for how many seconds to wait if nothing has.
        """
        while True:
            told = self._told(wait)
            if told["server"] != self._server and self._cursor is not None:
                self._cursor = None
                continue
            news = self._copy.merge(told)
            if news is not None:
                self._server, self._cursor = told["server"], told["cursor"]
                return news

    def _told(self, wait: float) -> dict[str, Any]:
        query = {"after": self._cursor, "timeout": wait}
        told: dict[str, Any] = self.connection.ask(
            "GET", "requests/record", query=query, timeout=wait + PATIENCE
        )
        return told
