"""Waiting for requests without polling: the journal tells of each one as it ends."""

from asyncio import wrap_future
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from types import TracebackType
from typing import Self

from mockbana.harness.alarm import alarm
from mockbana.harness.assertions.expected import Wanted
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.journal import Journal


class Watch:
    """Collects the answered exchanges that fit, those before and those to come.

    Whoever waits for it, in a thread or in an event loop, goes on when there are *enough*.
    """

    def __init__(self, journal: Journal, wanted: Wanted, enough: int) -> None:
        self.wanted = wanted
        self._journal, self._enough = journal, enough
        self._found: list[Exchange] = []
        self._over: Future[None] = Future()

    def __enter__(self) -> Self:
        if not self._enough:
            self._over.set_result(None)
        for exchange in self._journal.follow(self._see):
            self._see(exchange)
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._journal.unfollow(self._see)

    @property
    def found(self) -> list[Exchange]:
        """Return the exchanges that fit, in the order in which they came."""
        return sorted(self._found, key=lambda exchange: exchange.seq)

    def wait(self, seconds: float) -> bool:
        """Block this thread until there are enough; return whether that was within *seconds*."""
        try:
            self._over.result(seconds)
        except TimeoutError:
            return False
        return True

    async def wait_for(self, seconds: float) -> bool:
        """Do the same without blocking the event loop."""
        if self._over.done():  # with no time at all the loop would cancel what is done already
            return self.wait(0)
        try:
            with alarm(seconds, self._give_up):
                await wrap_future(self._over)
        except TimeoutError:
            return False
        return True

    def _give_up(self) -> None:
        with suppress(InvalidStateError):
            self._over.set_exception(TimeoutError())

    def _see(self, exchange: Exchange) -> None:
        """Take note of *exchange*; what a matcher raises goes to whoever waits."""
        with suppress(InvalidStateError):
            try:
                if self.wanted.fits(exchange):
                    self._found.append(exchange)
            except Exception as error:  # noqa: BLE001 - a matcher is the user's code
                self._over.set_exception(error)
            if len(self._found) == self._enough:
                self._over.set_result(None)
