"""The journal of a server elsewhere: a copy that is brought up to date whenever it is read."""

import threading
from contextlib import suppress
from typing import Final

from mockbana.rig.journal.exchange import Exchange
from mockbana.rig.journal.journal import Listener, Readable, Record

from .connection import Connection, ControlError
from .copy import Copy, View

POLL: Final = 10.0


class RemoteJournal(Readable):
    """What ``rig.journal.Journal`` offers to those who read it, over *connection*."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._copy = Copy()
        self._view = View(connection, self._copy)
        self._lock = threading.Lock()
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

    def _fresh(self) -> Copy:
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


class Follower:
    """Tells *listener* of each exchange as it ends, in a thread of its own."""

    def __init__(self, view: View, listener: Listener) -> None:
        self._view, self._listener = view, listener
        self._over = threading.Event()
        threading.Thread(target=self._run, name="mockbana-follow", daemon=True).start()

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
