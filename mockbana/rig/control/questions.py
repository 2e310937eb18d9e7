"""What the control API is asked about requests: queries and bodies, checked."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from mockbana.rig.requests.criteria import CHECKS
from mockbana.rig.requests.wanted import Times, Wanted

LONGEST_WAIT: Final = 60.0


class QuestionError(ValueError):
    """A question that makes no sense; *path* is the place in the query or body."""

    def __init__(self, sentence: str, path: str | None = None) -> None:
        super().__init__(sentence)
        self.path = path


class Options:
    """The query of a request to the control API, taken apart."""

    def __init__(self, query: Mapping[str, str]) -> None:
        self._left = dict(query)

    def take(self, name: str, read: Callable[[str], Any], default: Any) -> Any:
        """Return an option that is no criterion; ``QuestionError`` when *read* can't."""
        text = self._left.pop(name, None)
        if text is None:
            return default
        try:
            return read(text)
        except ValueError as error:
            raise QuestionError(f"{name} can't be {text}: {error}", name) from None

    def wanted(self) -> Wanted:
        """Return the criteria, which are all that is left."""
        status = self.take("status", natural, None)
        left: dict[str, Any] = self._left if status is None else {**self._left, "status": status}
        known = {"method", "path", "space", "status", "case_id", "user", "route", "fault", "since"}
        for name in left:
            if name not in known:
                raise QuestionError(f"there is no {name} to ask for", name)
        return _wanted(left)


def natural(text: str) -> int:
    """Return a number of things; ``ValueError`` if it is none."""
    if not text.isdecimal():
        raise ValueError("it must be a whole number")
    return int(text)


def seconds(text: str) -> float:
    """Return a time to wait; ``ValueError`` if it is none, or too long."""
    number = float(text)
    if not 0 <= number <= LONGEST_WAIT:
        raise ValueError(f"it must be from 0 to {LONGEST_WAIT:g} seconds")
    return number


def read_question(raw: bytes) -> tuple[Wanted, Times]:
    """Return what the body of ``verify`` asks for."""
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise QuestionError(f"the body is no JSON: {error}") from None
    if not isinstance(body, dict) or body.keys() - {"match", "count"}:
        raise QuestionError('the body must be {"match": {...}, "count": ...}')
    match = body.get("match", {})
    if not isinstance(match, dict):
        raise QuestionError("match must be an object", "match")
    return _wanted(match, "match."), _times(body.get("count", {"min": 1}))


def _wanted(match: Mapping[str, Any], where: str = "") -> Wanted:
    criteria = {"headers" if name == "header" else name: value for name, value in match.items()}
    for name, value in criteria.items():
        if name not in CHECKS:
            raise QuestionError(f"there is no {name} to ask for", where + name)
        if name in ("query", "headers") and not isinstance(value, dict):
            raise QuestionError(f"{name} must be an object", where + name)
    method, path = criteria.pop("method", None), criteria.pop("path", None)
    try:
        return Wanted.of(method, path, criteria)
    except ValueError as error:
        raise QuestionError(f"since can't be {criteria.get('since')}: {error}", "since") from None


def _times(count: Any) -> Times:
    if _is_number(count):
        return Times(count, count)
    if isinstance(count, dict) and not count.keys() - {"min", "max"}:
        least, most = count.get("min", 0), count.get("max")
        if _is_number(least) and (most is None or _is_number(most)):
            return Times(least, most)
    raise QuestionError('count must be a number or {"min": n, "max": n}', "count")


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
