"""The time of one deployment: the wall clock, shifted or stopped."""

import math
from asyncio import AbstractEventLoop, Event, get_running_loop, wait_for
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from mockbana.originals import time

FIRST: Final = -62_135_596_800_000
LAST: Final = 253_402_300_799_999
"""The years 1 to 9999, in milliseconds since 1970: what can be written as four digits."""


def iso(milliseconds: int) -> str:
    """Return a timestamp as Kibana writes it, e.g. ``2023-10-13T09:16:17.416Z``."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{_seconds(seconds)}.{rest:03d}Z"


@lru_cache(maxsize=64)
def _seconds(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat()


def milliseconds(timestamp: str) -> int:
    """Return *timestamp* (ISO 8601; UTC unless it says otherwise) as milliseconds since 1970.

    Errors: ``ValueError`` when it isn't a timestamp.
    """
    moment = datetime.fromisoformat(timestamp)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(aware.timestamp() * 1000)


class Clock:
    """Says what time it is; tests may stop it and move it on, from any thread."""

    def __init__(self) -> None:
        self._frozen_at: int | None = None
        self._offset = 0
        self._sleepers = Sleepers()

    def now(self) -> int:
        """Return the time in milliseconds since 1970."""
        if self._frozen_at is not None:
            return self._frozen_at
        return min(time.time_ns() // 1_000_000 + self._offset, LAST)

    def freeze(self, timestamp: str | None = None) -> None:
        """Stop the clock, at *timestamp* (ISO 8601) or where it stands; ``ValueError``."""
        moment = self.now() if timestamp is None else milliseconds(timestamp)
        self._frozen_at = _within_reach(moment)

    def advance(self, seconds: float) -> None:
        """Move the clock on, stopped or not; a negative number moves it back.

        Whoever is asleep wakes up as much earlier (or later).
        Errors: ``ValueError`` for what leads out of the years 1 to 9999.
        """
        step = _step(seconds)
        _within_reach(self.now() + step)
        if self._frozen_at is None:
            self._offset += step
        else:
            self._frozen_at += step
        self._sleepers.advance(step)

    def unfreeze(self) -> None:
        """Let the clock run on from where it stands."""
        if self._frozen_at is not None:
            self._offset = self._frozen_at - time.time_ns() // 1_000_000
            self._frozen_at = None

    def reading(self) -> tuple[int | None, int]:
        """Return the state of the clock, for ``set``."""
        return self._frozen_at, self._offset

    def set(self, reading: tuple[int | None, int]) -> None:
        """Put the clock back to an earlier ``reading``."""
        self._frozen_at, self._offset = reading

    @property
    def frozen(self) -> bool:
        """Whether the clock is stopped."""
        return self._frozen_at is not None

    def time(self) -> float:
        """Return seconds since some moment, for ``sleep_until``: they pass in a stopped clock, too.

        What the clock is moved on by counts as past, so that nobody has to wait for it.
        """
        return self._sleepers.time()

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds, less those that the clock is moved on by meanwhile."""
        await self.sleep_until(self.time() + seconds)

    async def sleep_until(self, moment: float) -> None:
        """Wait until ``time()`` says that it is *moment*."""
        await self._sleepers.sleep_until(moment)


class Sleepers:
    """Those who wait, in any event loop, for a time that may be moved on."""

    def __init__(self) -> None:
        self._advanced = 0.0
        self._waiting: set[tuple[AbstractEventLoop, Event]] = set()

    def time(self) -> float:
        """Return seconds that have passed since some moment, those moved on by among them."""
        return time.monotonic() + self._advanced

    def advance(self, step: int) -> None:
        """Let so many milliseconds pass for all of them; may be called from any thread."""
        self._advanced += step / 1000
        for loop, woken in tuple(self._waiting):
            with suppress(RuntimeError):  # the loop has been closed
                loop.call_soon_threadsafe(woken.set)

    async def sleep_until(self, end: float) -> None:
        """Wait until ``time()`` is *end*."""
        place = (get_running_loop(), Event())
        self._waiting.add(place)
        try:
            while (left := end - self.time()) > 0:
                with suppress(TimeoutError):
                    await wait_for(place[1].wait(), left)
                place[1].clear()
        finally:
            self._waiting.discard(place)


def _step(seconds: float) -> int:
    if not math.isfinite(seconds):
        raise ValueError(f"a clock can't be moved by {seconds} seconds")
    return round(seconds * 1000)


def _within_reach(moment: int) -> int:
    if not FIRST <= moment <= LAST:
        raise ValueError("a clock can only stand in the years 1 to 9999")
    return moment
