"""The journal of a server elsewhere: a copy that is brought up to date whenever it is read.

A copy of a journal elsewhere, brought up to date whenever somebody looks.
"""

from collections import Counter
from contextlib import suppress
from typing import Any, Final

from mockbana.app import ROUTER
from mockbana.harness.journal.describe import RouteMap
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.journal import Kind, Listener, Readable, Record
from mockbana.harness.journal.wire import from_wire
from mockbana.kibana.deployment import Deployment
from mockbana.originals import Event, Lock, Thread
from mockbana.remote.connection import PATIENCE, Connection, ControlError

POLL: Final = 10.0


class JournalMirror:
    """The exchanges as they were at the last look; a finished one stays the same object."""

    def __init__(self, routes: RouteMap) -> None:
        self._deployment, self._routes = Deployment(), routes
        self._lock = Lock()
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


class RemoteJournal(Readable):
    """What ``rig.journal.Journal`` offers to those who read it, over *connection*."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.routes = RouteMap(ROUTER)
        self._copy = JournalMirror(self.routes)
        self._view = View(connection, self._copy)
        self._lock = Lock()
        self._followers: dict[Listener, Follower] = {}

    @property
    def total(self) -> int:
        """Return how many requests came since the last reset."""
        return self._fresh().total

    @property
    def evicted(self) -> int:
        """Return how many of them are no longer kept."""
        return self._fresh().evicted

    def clear(self) -> None:
        """Forget all exchanges, and count anew."""
        self._connection.ask("DELETE", "requests")

    def read(self) -> Record:
        """Return what is known now."""
        copy = self._fresh()
        return Record(copy.exchanges(), copy.lost)

    def _fresh(self) -> JournalMirror:
        with self._lock:
            self._view.look()
            return self._copy

    def follow(self, listener: Listener) -> list[Exchange]:
        """Return the finished exchanges and call *listener* for each one after them."""
        view = View(self._connection.another(), self._copy)
        finished = view.look()
        self._followers[listener] = Follower(view, listener)
        return finished

    def unfollow(self, listener: Listener) -> None:
        """Call *listener* no more."""
        if follower := self._followers.pop(listener, None):
            follower.stop()


class View:
    """Looks at the server again and again, over *connection*, and asks only for what is new."""

    def __init__(self, connection: Connection, copy: JournalMirror) -> None:
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


class Follower:
    """Tells *listener* of each exchange as it ends, in a thread of its own."""

    def __init__(self, view: View, listener: Listener) -> None:
        self._view, self._listener = view, listener
        self._over = Event()
        Thread(target=self._run, name="mockbana-follow", daemon=True).start()

    def _run(self) -> None:
        with suppress(ConnectionError, ControlError):
            while not self._over.is_set():
                for exchange in self._view.look(POLL):
                    self._tell(exchange)
        self._view.connection.close()

    def _tell(self, exchange: Exchange) -> None:
        if not self._over.is_set():
            self._listener(exchange)

    def stop(self) -> None:
        """Tell nothing more."""
        self._over.set()
        self._view.connection.abort()
