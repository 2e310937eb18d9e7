"""Dates as Elasticsearch reads them: ``strict_date_optional_time||epoch_millis`` and date math.

Source: Elasticsearch's ``JavaDateMathParser`` and ``Iso8601DateTimeParser``.
"""

import calendar
import re
from datetime import UTC, datetime, timedelta
from typing import Final

from mockbana.kibana.http.errors import shards_failed
from mockbana.kibana.javascript import whole

FORMAT: Final = "strict_date_optional_time||epoch_millis"
_DATE: Final = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T(?:(?P<hour>\d\d)"
    r"(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    r"(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?)?)?)?)?",
    re.ASCII,
)
_MILLISECONDS: Final = re.compile(r"-?\d{1,19}(?:\.\d+)?", re.ASCII)
_STEP: Final = re.compile(r"(?P<operator>[+/-])(?P<count>\d*)(?P<unit>\D)", re.ASCII)
_SPANS: Final = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "H": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
}
_MONTHS: Final = {"y": 12, "M": 1}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST: Final = datetime(1, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def parse(text: str, now: int, *, up: bool = False) -> int:
    """Return the date *text* as milliseconds since 1970; *now* is in milliseconds, too.

    What a date leaves out is filled with the least there can be, or with the most if it is rounded
    *up*. Dates outside the years 1 to 9999 become the first or the last moment of these.
    Errors: 400 in Elasticsearch's words.
    """
    if text.startswith("now"):
        moment, steps = _from_milliseconds(now), text[len("now") :]
    elif "||" in text:
        date, _, steps = text.partition("||")
        moment = _date(date, up=False)
    else:
        moment, steps = _date(text, up=up), ""
    return (_walk(moment, steps, up=up) - _EPOCH) // _MILLISECOND


def _date(text: str, *, up: bool) -> datetime:
    try:
        if found := _DATE.fullmatch(text):
            return _filled(found, up=up)
        if _MILLISECONDS.fullmatch(text):
            return _from_milliseconds(int(text.partition(".")[0]))
    except ValueError:
        pass
    complaint = f"failed to parse date field [{text}] with format [{FORMAT}]"
    raise shards_failed(f"{complaint}: [{complaint}]", "parse_exception")


def _filled(found: re.Match[str], *, up: bool) -> datetime:
    parts = {key: value for key, value in found.groupdict().items() if value is not None}
    year, month = int(parts["year"]), int(parts.get("month", 12 if up else 1))
    last_day = calendar.monthrange(year, month)[1] if up else 1
    moment = datetime(
        year,
        month,
        int(parts.get("day", last_day)),
        int(parts.get("hour", 23 if up else 0)),
        int(parts.get("minute", 59 if up else 0)),
        int(parts.get("second", 59 if up else 0)),
        int(parts.get("fraction", "999" if up else "0").ljust(6, "0")[:6]),
        tzinfo=UTC,
    )
    return _moved(moment, -_offset(parts.get("zone", "Z")))


def _offset(zone: str) -> timedelta:
    if zone == "Z":
        return timedelta(0)
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or "0"))
    return -offset if zone[0] == "-" else offset


def _from_milliseconds(number: int) -> datetime:
    return _moved(_EPOCH, timedelta(milliseconds=max(min(number, 10**15), -(10**15))))


def _moved(moment: datetime, span: timedelta) -> datetime:
    """Return *moment* plus *span*, as far as Python's calendar goes."""
    try:
        return moment + span
    except OverflowError:
        return _LAST if span > timedelta(0) else _FIRST


def _walk(moment: datetime, steps: str, *, up: bool) -> datetime:
    """Take the *steps* of date math, such as ``-1M/d``."""
    at = 0
    while at < len(steps):
        found = _STEP.match(steps, at)
        if found is None:
            raise _bad_steps(steps, at)
        at = found.end()
        moment = _taken(moment, found, steps, up=up)
    return moment


def _bad_steps(steps: str, at: int) -> Exception:
    known = steps[at] in "+-/"
    complaint = "truncated date math" if known else "operator not supported for date math"
    return shards_failed(f"{complaint} [{steps}]", "parse_exception")


def _taken(moment: datetime, step: re.Match[str], steps: str, *, up: bool) -> datetime:
    operator, count, unit = step["operator"], whole(step["count"] or "1"), step["unit"]
    if operator == "/" and count != 1:
        complaint = f"rounding `/` can only be used on single unit types [{steps}]"
        raise shards_failed(complaint, "parse_exception")
    if unit not in _SPANS and unit not in _MONTHS:
        complaint = f"unit [{unit}] not supported for date math [{steps}]"
        raise shards_failed(complaint, "parse_exception")
    if operator != "/":
        return _plus(moment, -count if operator == "-" else count, unit)
    start = _rounded_down(moment, unit)
    return _plus(start, 1, unit) - _MILLISECOND if up else start


def _plus(moment: datetime, count: int, unit: str) -> datetime:
    """Return *moment* and *count* units; a day that the month doesn't have becomes its last."""
    if unit in _SPANS:
        most = timedelta.max // _SPANS[unit]
        return _moved(moment, _SPANS[unit] * max(min(count, most), -most))
    year, month = divmod(moment.year * 12 + moment.month - 1 + count * _MONTHS[unit], 12)
    if not _FIRST.year <= year <= _LAST.year:
        return _LAST if count > 0 else _FIRST
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def _rounded_down(moment: datetime, unit: str) -> datetime:
    """Return where the unit of time began that *moment* is in; the year 1 began on a Monday."""
    start = moment - (moment - _FIRST) % _SPANS.get(unit, _SPANS["d"])
    if unit in _MONTHS:
        return start.replace(day=1, month=start.month if unit == "M" else 1)
    return start
