"""How the work on a fake case went: who did what, and when.

Moments, in ms since 1970.
"""

from collections.abc import Iterator
from contextlib import suppress
from copy import copy
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import UUID

from mockbana.harness.fakes.team import Dice, Facts, User
from mockbana.harness.fakes.vocabulary import ASIDES, OFFICE_ASIDES, OFFICE_STARTS, STARTS, Story

Case: TypeAlias = dict[str, Any]
Lines: TypeAlias = list[tuple[Any, str]]
_CENTURY: Final = 3_155_760_000
_STATUSES: Final = ("open", "open", "in-progress", "closed", "closed")
_CLOSING: Final = ("closed_at", "closed_by", "duration")
_MOMENTS: Final = ("created_at", "closed_at", "updated_at")
_ALERTS: Final = {
    "securitySolution": ".internal.alerts-security.alerts-default-000001",
    "observability": ".internal.alerts-observability.threshold.alerts-default-000001",
}


class Course(NamedTuple):
    """The work in moments, see ``times``. What is ``Any`` may have been given."""

    status: Any
    begin: int
    end: int
    reporter: User
    team: list[User]
    closer: Any
    in_office: bool

    def text(self, instant: int) -> str:
        """Return *instant* as Kibana writes it."""
        return text_of(in_office_hours(instant) if self.in_office else instant)

    @property
    def seconds(self) -> int:
        """Return how long it took."""
        begin, end = instant_of(self.text(self.begin)), instant_of(self.text(self.end))
        return max(0, (end or 0) - (begin or 0)) // 1_000


def history(given: Case, story: Story, facts: Facts, cast: list[User], dice: Dice) -> Case:
    """Return all that comes of people working on a case; *cast* is a reporter and a team."""
    reporter, *team = cast
    drawn, fresh = dice.pick(_STATUSES), given.get("updated_at", "") is None
    status = given.get("status", _status(given, "open" if fresh else drawn))
    hands, closer = dice.pick((0, 0, 1) if status == "open" else (1, 1, 2)), given.get("closed_by")
    lines = _lines(story, status, team, closer or team[0], dice)
    begin, end = _span(given, _life(story, status, lines, dice), dice)
    in_office = story.rule is None and not _is_timed(given)
    course = Course(status, begin, end, reporter, team, closer or team[0], in_office)
    made = [*_alerts(given, story, course, dice), *_thread(lines, facts, course, dice)]
    comments = given.get("comments", [] if fresh else made)
    return {
        "status": status,
        "assignees": [{"uid": user["profile_uid"]} for user in team[:hands]],
        "created_at": course.text(begin),
        "created_by": copy(reporter),
        **_updated(given, course, comments),
        **_closed(given, course),
        "comments": comments,
    }


def _status(given: Case, drawn: str) -> str:
    said = [given[key] is not None for key in _CLOSING if key in given]
    if any(said):
        return "closed"
    return "in-progress" if said and drawn == "closed" else drawn


def _lines(story: Story, status: Any, team: list[User], closer: Any, dice: Dice) -> Lines:
    """Return who says what, as far as the work has come."""
    starts, asides = (STARTS, ASIDES) if story.rule else (OFFICE_STARTS, OFFICE_ASIDES)
    worker, come = team[0], dice.random()
    lines = [(worker, dice.pick(starts)), *((dice.pick(team), text) for text in story.work)]
    lines.insert(1 + dice.below(len(lines)), (worker, dice.pick(asides)))
    if status == "closed":
        return [*lines[: 2 + int(come * (len(lines) - 1))], (closer, dice.pick(story.done))]
    return lines[: int(come * 3) if status == "open" else 1 + int(come * 4)]


def _life(story: Story, status: Any, lines: Lines, dice: Dice) -> int:
    """Return how long the work took, or has taken so far, in ms."""
    whole = int(dice.pick(story.lives) * (500 + 1_000 * dice.random()))
    return whole if status == "closed" else whole * max(1, len(lines)) // (len(story.work) + 3)


def _span(given: Case, life: int, dice: Dice) -> tuple[int, int]:
    """Return when the work began and ended, so that given times fit in if they can."""
    drawn = dice.below(LAST - FIRST) + FIRST
    created, closed, updated = (instant_of(given.get(key)) for key in _MOMENTS)
    times = (closed, updated, *(at for at, _ in _remarks(given.get("comments"))))
    known = [at for at in times if at is not None]
    if exact := isinstance(seconds := given.get("duration"), int) and 0 <= seconds <= _CENTURY:
        life = seconds * 1_000 + life % 1_000
    before = (known[0] if exact else min(known)) - life if known else drawn
    begin = before if created is None else created
    ends = (closed, begin + life if exact else None, updated, max([begin + life, *known]))
    return begin, next(at for at in ends if at is not None)


def _is_timed(given: Case) -> bool:
    keys = (*_MOMENTS, "duration", "comments")
    return any(given.get(key) not in (None, []) for key in keys)


def _alerts(given: Case, story: Story, course: Course, dice: Dice) -> Iterator[Case]:
    """Yield what raised the case, in most of the cases that a rule has raised."""
    number, chance, moment = dice.pick((1, 1, 2)), dice.random(), dice.below(60_000) + 20_000
    index = _ALERTS.get(str(given.get("owner")))
    if story.rule is None or index is None or chance > 0.6:
        return
    noise = [
        blake2b(b"%f/%d" % (chance, each), digest_size=32).hexdigest() for each in range(number)
    ]
    rule = UUID(bytes=blake2b(story.rule.encode(), digest_size=16).digest(), version=4)
    at = course.begin + min(max(0, course.end - course.begin) // 20, moment)
    yield {
        "type": "alert",
        "alertId": noise,
        "index": [index] * number,
        "rule": {"id": str(rule), "name": story.rule},
        "created_at": course.text(at),
        "created_by": copy(course.reporter),
    }


def _thread(lines: Lines, facts: Facts, course: Course, dice: Dice) -> Iterator[Case]:
    """Yield the comments: the first one soon, the last one right before the end of the work."""
    span = max(0, course.end - course.begin)
    first = min(span // 8, dice.below(3_600_000) + 120_000)
    last = span - min(span // 10, 90_000)
    between = sorted(first + dice.below(last - first) for _ in lines[2:])
    moments = [*[first, *between][: len(lines) - 1], last]
    for (author, line), at in zip(lines, moments, strict=False):
        said = {"type": "user", "comment": line.format_map(facts)}
        yield {**said, "created_at": course.text(course.begin + at), "created_by": copy(author)}


def _updated(given: Case, course: Course, comments: object) -> Case:
    """Return the last touch: the end of the work, or a comment made without more."""
    end = instant_of(course.text(course.end)) or course.end
    touches = [(at or end, by or course.closer) for at, by in _remarks(comments)]
    if course.status != "open" or given.get("updated_at") or given.get("updated_by"):
        touches.insert(0, (end, course.closer))
    at, by = max(touches, key=lambda touch: touch[0], default=(None, None))
    return {"updated_at": None if at is None else text_of(at), "updated_by": copy(by)}


def _remarks(comments: object) -> Iterator[tuple[int | None, Any]]:
    for comment in comments if isinstance(comments, list) else ():
        if isinstance(comment, dict):
            yield instant_of(comment.get("created_at")), comment.get("created_by")


def _closed(given: Case, course: Course) -> Case:
    if course.status != "closed" or given.get("closed_at", "") is None:
        return dict.fromkeys(_CLOSING)
    return {
        "closed_at": course.text(course.end),
        "closed_by": copy(course.closer),
        "duration": course.seconds,
    }


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
