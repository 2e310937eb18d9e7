"""The time of one deployment: the wall clock, shifted or stopped."""

import time
from datetime import UTC, datetime
from functools import lru_cache


def iso(milliseconds: int) -> str:
    """Return a timestamp as Kibana writes it, e.g. ``2023-10-13T09:16:17.416Z``."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{_seconds(seconds)}.{rest:03d}Z"


@lru_cache(maxsize=64)
def _seconds(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}"


def milliseconds(timestamp: str) -> int:
    """Return *timestamp* (ISO 8601; UTC unless it says otherwise) as milliseconds since 1970.

    Errors: ``ValueError`` when it isn't a timestamp.
    """
    moment = datetime.fromisoformat(timestamp)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(aware.timestamp() * 1000)


class Clock:
    """Says what time it is; tests may stop it and move it on."""

    def __init__(self) -> None:
        self._frozen_at: int | None = None
        self._offset = 0

    def now(self) -> int:
        """Return the time in milliseconds since 1970."""
        if self._frozen_at is not None:
            return self._frozen_at
        return time.time_ns() // 1_000_000 + self._offset

    def freeze(self, timestamp: str | None = None) -> None:
        """Stop the clock, at *timestamp* (ISO 8601) or where it stands."""
        self._frozen_at = self.now() if timestamp is None else milliseconds(timestamp)

    def advance(self, seconds: float) -> None:
        """Move the clock on, stopped or not; a negative number moves it back."""
        step = round(seconds * 1000)
        if self._frozen_at is None:
            self._offset += step
        else:
            self._frozen_at += step

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
