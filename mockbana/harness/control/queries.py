"""What the control API is asked about requests: queries and bodies, checked."""

import re
from collections.abc import Callable, Collection, Mapping
from math import inf, isfinite
from typing import TYPE_CHECKING, Any, Final

from mockbana.harness.assertions.expected import Times, Wanted
from mockbana.harness.criteria import CRITERIA, read_criteria
from mockbana.harness.expectation import CriterionError, neighbour
from mockbana.harness.text import clipped, visible

if TYPE_CHECKING:
    from multidict import MultiMapping

LONGEST_WAIT: Final = 60.0
_TEXTS: Final = ("method", "path", "space", "user", "case_id", "owner", "route", "fault")


class BadQueryError(ValueError):
    """A question that makes no sense; *path* is the place in the query or body."""

    def __init__(self, sentence: str, path: str | None = None) -> None:
        super().__init__(sentence)
        self.path = path


class QueryParser:
    """The query of a request to the control API, taken apart."""

    def __init__(self, query: "MultiMapping[str]") -> None:
        self._left = dict(query)
        for name in self._left:
            if len(query.getall(name)) > 1:
                raise BadQueryError(f"{name} is there twice", name)

    def take(self, name: str, read: Callable[[str], Any], default: Any) -> Any:
        """Return an option that is no criterion; ``QuestionError`` when *read* can't."""
        text = self._left.pop(name, None)
        if text is None:
            return default
        try:
            return read(text)
        except ValueError as error:
            sentence = f"{name} can't be {clipped(visible(text))}: {error}"
            raise BadQueryError(sentence, name) from None

    def wanted(self) -> Wanted:
        """Return the criteria, which are all that is left."""
        status = self.take("status", parse_int, None)
        left: dict[str, Any] = self._left if status is None else {**self._left, "status": status}
        self.end((*_TEXTS, "status", "since"))
        return _wanted(left)

    def end(self, known: Collection[str] = ()) -> None:
        """Refuse what nobody took, unless it is one of those *known*."""
        for name in self._left:
            if name not in known:
                raise BadQueryError(f"there is no {clipped(visible(name))} to ask for", name)


def parse_int(text: str) -> int:
    """Return a number of things; ``ValueError`` if it is none."""
    if not re.fullmatch("[0-9]{1,15}", text):
        raise ValueError("it must be a whole number")
    return int(text)


def parse_timeout(text: str) -> float:
    """Return a time to wait; ``ValueError`` if it is none, or too long."""
    number = parse_float(text)
    if not 0 <= number <= LONGEST_WAIT:
        raise ValueError(f"it must be from 0 to {LONGEST_WAIT:g} seconds")
    return number


def parse_float(text: str) -> float:
    """Return a number of seconds; ``ValueError`` if it is none."""
    try:
        number = float(text)
    except ValueError:
        number = inf
    if not isfinite(number):
        raise ValueError("it must be a number of seconds")
    return number


def read_question(body: Any) -> tuple[Wanted, Times]:
    """Return what the body of ``verify`` asks for."""
    if not isinstance(body, dict) or body.keys() - {"match", "count"}:
        raise BadQueryError('the body must be {"match": {...}, "count": ...}')
    match = body.get("match", {})
    if not isinstance(match, dict):
        raise BadQueryError("match must be an object", "match")
    return _wanted(match, "match."), _times(body.get("count", {"min": 1}))


def _wanted(match: Mapping[str, Any], where: str = "") -> Wanted:
    for name in match:
        if name not in CRITERIA:
            hint = neighbour(name, CRITERIA)
            raise BadQueryError(f"there is no {name} to ask for; {hint}", where + name)
    try:
        return Wanted(read_criteria(match, CRITERIA))
    except CriterionError as error:
        raise BadQueryError(error.sentence, where + ".".join(error.path)) from None


def _times(count: Any) -> Times:
    if _is_number(count):
        return Times(count, count)
    if isinstance(count, dict) and not count.keys() - {"min", "max"}:
        least, most = count.get("min", 0), count.get("max")
        if _is_number(least) and (most is None or (_is_number(most) and least <= most)):
            return Times(least, most)
    raise BadQueryError('count must be a number or {"min": n, "max": n}, from 0 on', "count")


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
