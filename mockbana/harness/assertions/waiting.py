"""Waiting for requests without polling: the journal hands over each one as it ends."""

import asyncio
from collections import deque
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mockbana.harness.alarm import alarm
from mockbana.harness.assertions.expected import Wanted
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.journal import Recording
from mockbana.originals import Event, time

if TYPE_CHECKING:
    from collections.abc import Callable


class Watch:
    """Collects the answered exchanges that fit, those before and those to come, up to *enough*.

    They are compared where ``wait`` or ``wait_for`` runs, so that a slow or broken matcher holds up
    its own test and not the server.
    """

    def __init__(self, journal: Recording, wanted: Wanted, enough: int) -> None:
        self.wanted = wanted
        self._journal, self._enough = journal, enough
        self._found: list[Exchange] = []
        self._unseen: deque[Exchange] = deque()
        self._news = Event()
        self._notify: Callable[[], object] = self._news.set

    def __enter__(self) -> Self:
        before = self._journal.follow(self._receive)
        self._unseen.extendleft(reversed(before))
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._journal.unfollow(self._receive)

    @property
    def found(self) -> list[Exchange]:
        """Return the exchanges that fit, in the order in which they came."""
        return sorted(self._found, key=lambda exchange: exchange.seq)

    def wait(self, seconds: float) -> bool:
        """Block this thread until there are enough; return whether that was within *seconds*."""
        end = time.monotonic() + seconds
        while not self._has_enough():
            if not self._news.wait(end - time.monotonic()):
                return self._has_enough()
            self._news.clear()
        return True

    async def wait_for(self, seconds: float) -> bool:
        """Do the same without blocking the event loop."""
        loop, news = asyncio.get_running_loop(), asyncio.Event()
        self._notify = lambda: loop.call_soon_threadsafe(news.set)
        end = time.monotonic() + seconds
        with alarm(seconds, self._notify):
            while not self._has_enough():
                if time.monotonic() >= end:
                    return False
                await news.wait()
                news.clear()
        return True

    def _has_enough(self) -> bool:
        while self._unseen and len(self._found) < self._enough:
            exchange = self._unseen.popleft()
            if self.wanted.fits(exchange):
                self._found.append(exchange)
        return len(self._found) >= self._enough

    def _receive(self, exchange: Exchange) -> None:
        self._unseen.append(exchange)
        with suppress(RuntimeError):  # the loop that waited is closed
            self._notify()
