"""Moments, in ms since 1970."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)
_YEARS: Final = range(1900, 9000)
_HOUR: Final = 3_600_000
_DAY: Final = 24 * _HOUR
_A_MONDAY: Final = 4 * _DAY
FIRST: Final = (datetime(2025, 1, 1, tzinfo=UTC) - _EPOCH) // _MS
LAST: Final = (datetime(2025, 9, 1, tzinfo=UTC) - _EPOCH) // _MS


def instant_of(text: Any) -> int | None:
    """Return the moment of an ISO time; nothing if it isn't one, or far from our days."""
    with suppress(TypeError, ValueError):
        time = datetime.fromisoformat(text)
        if time.year in _YEARS:
            return (time.replace(tzinfo=time.tzinfo or UTC) - _EPOCH) // _MS
    return None


def text_of(instant: int) -> str:
    """Return *instant* as Kibana writes it."""
    return (_EPOCH + instant * _MS).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def in_office_hours(instant: int) -> int:
    """Squeeze the week around *instant* into five days from 08:00 to 17:00.

    What was earlier isn't later afterwards.
    """
    weeks, rest = divmod(instant - _A_MONDAY, 7 * _DAY)
    days, time = divmod(rest * 5 // 7, _DAY)
    return _A_MONDAY + (7 * weeks + days) * _DAY + 8 * _HOUR + time * 9 // 24
