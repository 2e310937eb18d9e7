"""Believable fake cases. Importing this module imports Faker, which takes a while."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from copy import copy
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, Final, NamedTuple
from uuid import UUID

from .words import HANDOVERS, SERVICES, SITES, STARTS, STORIES, Story
from .world import Dice, User, World

Facts = dict[str, object]
Case = dict[str, Any]
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)
_FIRST: Final = (datetime(2025, 1, 1, tzinfo=UTC) - _EPOCH) // _MS
_LAST: Final = (datetime(2025, 9, 1, tzinfo=UTC) - _EPOCH) // _MS
_YEARS: Final = range(1900, 9000)
_LIVES: Final = (1_500, 5_400, 14_400, 43_200, 172_800, 604_800, 2_592_000)  # seconds
_CENTURY: Final = 3_155_760_000
_STATUSES: Final = ("open", "open", "in-progress", "closed", "closed")
_CLOSING: Final = ("closed_at", "closed_by", "duration")
_VERBS: Final = ("created", "closed", "updated")


class _Course(NamedTuple):
    """How the work on a case went, in ms since 1970. What is ``Any`` may have been given."""

    status: Any
    begin: int
    end: int
    team: list[User]
    closer: Any


class CaseFaker:
    """The cases of one team: few people, many cases.

    Times lie in 2025 whatever the clock says; names are those that the installed Faker knows in
    *locale*; hosts and addresses are reserved for documentation (RFC 2606, 3849, 5737).
    Errors: ``ValueError`` for a locale that Faker doesn't know.
    """

    def __init__(self, seed: int, locale: str = "en_US") -> None:
        self._seed = seed
        self._world = World(seed, locale)

    def case(self, index: int, /, **given: Any) -> Case:
        """Return fake case number *index*; the same seed and index always give the same case.

        Keys in *given* are kept as given, right or wrong, and the rest is made to fit:
        ``closed_at`` makes a closed case, ``updated_at=None`` one that nobody has touched.
        What needn't differ from the case without *given* doesn't.
        """
        key = f"{self._seed}/{index}"
        dice, digest = Dice(key), blake2b(key.encode(), digest_size=48).digest()
        reporter, affected, *team = dice.few(self._world.people, 4)
        facts = self._facts(dice, affected, team[1]) | {"sha": digest[16:].hex()}
        owner = given.get("owner", dice.pick(tuple(STORIES)))
        story = dice.pick(STORIES.get(str(owner), STORIES["cases"]))
        return {
            "id": str(UUID(bytes=digest[:16], version=4)),
            "owner": owner,
            **_subject(story, facts, dice),
            "created_by": copy(reporter),
            **_history(given, story, facts, team, dice),
            "settings": {"syncAlerts": owner == "securitySolution"},
            "connector": {"id": "none", "name": "none", "type": ".none", "fields": None},
            "customFields": [],
            **given,
        }

    def custom_fields(self, index: int, configured: Sequence[Case]) -> list[Case]:
        """Return the custom fields that case number *index* has where these are *configured*."""
        dice = Dice(f"{self._seed}/{index}/custom fields")
        return [
            {"key": field["key"], "type": field["type"], "value": self._custom_value(field, dice)}
            for field in configured
        ]

    def _custom_value(self, field: Case, dice: Dice) -> Any:
        """Return a value; sometimes the default, or none where none is needed."""
        default, chance = field.get("defaultValue"), dice.random()
        if default is not None and chance < 0.4:
            return default
        if not field["required"] and chance > 0.8:
            return None
        match field["type"]:
            case "toggle":
                return dice.below(2) == 1
            case "number":
                return dice.below(1_000)
            case _:
                texts = (f"REF-{dice.below(90_000) + 10_000}", dice.pick(self._world.cities))
                return dice.pick((*texts, dice.pick(self._world.companies)))

    def _facts(self, dice: Dice, affected: User, helper: User) -> Facts:
        """Return the meaning of each word in braces, but for ``sha``."""
        site, service, number = dice.pick(SITES), dice.pick(SERVICES), dice.below(90) + 10
        domain = f"{dice.pick(SERVICES)}-{dice.below(65_536):04x}.example.net"
        return {
            "user": affected["username"],
            "name": affected["full_name"],
            "colleague": helper["full_name"].split()[0],
            "company": dice.pick(self._world.companies),
            "city": dice.pick(self._world.cities),
            "site": site,
            "service": service,
            "server": f"{dice.pick(('app', 'file', 'vpn', 'web'))}-{site}-{number}.example.com",
            "database": f"db-{site}-{number}.example.com",
            "node": f"k8s-{site}-{number}.example.com",
            "laptop": f"lt-{site}-{dice.below(9_000) + 1_000}",
            "pod": f"{service}-{dice.below(16**9):09x}",
            "domain": domain,
            "mail": f"{dice.pick(('billing', 'help', 'it', 'office'))}@{domain}",
            "inner": f"192.0.2.{dice.below(254) + 1}",
            "outer": f"{dice.pick(('198.51.100', '203.0.113'))}.{dice.below(254) + 1}",
            "v6": f"2001:db8:{dice.below(65_535) + 1:x}::{dice.below(65_535) + 1:x}",
            "ticket": f"INC-{dice.below(90_000) + 10_000}",
            "pid": dice.below(60_000) + 400,
            "count": dice.below(470) + 12,
            "minutes": dice.below(50) + 5,
            "percent": dice.below(80) + 15,
            "full": dice.below(14) + 85,
            "gb": dice.below(180) + 12,
        }


def _subject(story: Story, facts: Facts, dice: Dice) -> Case:
    return {
        "title": dice.pick(story.titles).format_map(facts),
        "description": story.description.format_map(facts),
        "tags": [*story.tags, *dice.pick(((), (facts["site"],), (facts["ticket"],)))],
        "severity": dice.pick(story.severities),
        "category": story.category,
    }


def _history(given: Case, story: Story, facts: Facts, team: list[User], dice: Dice) -> Case:
    """Return all that comes of people working on a case."""
    begin, end = _span(given, dice)
    drawn, fresh = dice.pick(_STATUSES), given.get("updated_at", "") is None
    status = given.get("status", _status(given, "open" if fresh else drawn))
    hands = dice.pick((0, 0, 1) if status == "open" else (1, 1, 2))
    course = _Course(status, begin, end, team, given.get("closed_by") or team[0])
    comments = given.get("comments", [] if fresh else list(_thread(story, facts, course, dice)))
    return {
        "status": status,
        "assignees": [{"uid": user["profile_uid"]} for user in team[:hands]],
        "created_at": _text(begin),
        **_updated(given, course, comments),
        **_closed(given, course),
        "comments": comments,
    }


def _span(given: Case, dice: Dice) -> tuple[int, int]:
    """Return when the work began and ended, so that given times fit in if they can."""
    life = int(dice.pick(_LIVES) * (500 + 1_000 * dice.random()))
    drawn = dice.below(_LAST - _FIRST) + _FIRST
    created, closed, updated = (_instant(given.get(f"{verb}_at")) for verb in _VERBS)
    times = (closed, updated, *(at for at, _ in _remarks(given.get("comments"))))
    known = [at for at in times if at is not None]
    if exact := isinstance(seconds := given.get("duration"), int) and 0 <= seconds <= _CENTURY:
        life = seconds * 1_000 + life % 1_000
    before = (known[0] if exact else min(known)) - life if known else drawn
    begin = before if created is None else created
    ends = (closed, begin + life if exact else None, updated, max([begin + life, *known]))
    return begin, next(at for at in ends if at is not None)


def _status(given: Case, drawn: str) -> str:
    said = [given[key] is not None for key in _CLOSING if key in given]
    if any(said):
        return "closed"
    return "in-progress" if said and drawn == "closed" else drawn


def _thread(story: Story, facts: Facts, course: _Course, dice: Dice) -> Iterator[Case]:
    """Yield the comments; the last one comes right before the end of the work."""
    lines = _lines(story, course, dice)
    span = max(0, course.end - course.begin)
    moments = sorted(course.begin + dice.below(span * 9 // 10) for _ in lines[1:])
    last = course.end - min(span // 10, 90_000)
    for (author, line), at in zip(lines, [*moments, last], strict=False):
        said = {"type": "user", "comment": line.format_map(facts), "created_at": _text(at)}
        yield said | {"created_by": copy(author)}


def _lines(story: Story, course: _Course, dice: Dice) -> list[tuple[Any, str]]:
    """Return who says what, as far as the work has come."""
    worker, come = course.team[0], dice.random()
    lines = [(worker, dice.pick(STARTS)), *((dice.pick(course.team), text) for text in story.work)]
    lines.insert(1 + dice.below(len(lines)), (worker, dice.pick(HANDOVERS)))
    if course.status == "closed":
        return [*lines[: 2 + int(come * (len(lines) - 1))], (course.closer, dice.pick(story.done))]
    return lines[: int(come * 3) if course.status == "open" else 1 + int(come * 4)]


def _updated(given: Case, course: _Course, comments: object) -> Case:
    """Return the last touch: the end of the work, or a comment made without more."""
    touches = [(at or course.end, by or course.closer) for at, by in _remarks(comments)]
    if course.status != "open" or given.get("updated_at") or given.get("updated_by"):
        touches.insert(0, (course.end, course.closer))
    at, by = max(touches, key=lambda touch: touch[0], default=(None, None))
    return {"updated_at": None if at is None else _text(at), "updated_by": copy(by)}


def _remarks(comments: object) -> Iterator[tuple[int | None, Any]]:
    for comment in comments if isinstance(comments, list) else ():
        if isinstance(comment, dict):
            yield _instant(comment.get("created_at")), comment.get("created_by")


def _closed(given: Case, course: _Course) -> Case:
    if course.status != "closed" or given.get("closed_at", "") is None:
        return dict.fromkeys(_CLOSING)
    seconds = max(0, course.end - course.begin) // 1_000
    return dict(zip(_CLOSING, (_text(course.end), copy(course.closer), seconds), strict=True))


def _instant(text: Any) -> int | None:
    """Return an ISO time in ms since 1970; nothing if it isn't one, or far from our days."""
    with suppress(TypeError, ValueError):
        time = datetime.fromisoformat(text)
        if time.year in _YEARS:
            return (time.replace(tzinfo=time.tzinfo or UTC) - _EPOCH) // _MS
    return None


def _text(instant: int) -> str:
    return (_EPOCH + instant * _MS).isoformat(timespec="milliseconds").replace("+00:00", "Z")
