"""Does a request fit a description? Used by faults, filters and assertions alike.

Where a value differs from what was wanted, member by member.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

from mockbana.harness.text import shown_pair
from mockbana.kibana.http.routing import Answer, Call


def contains(actual: Any, wanted: Any) -> bool:
    """Whether *wanted* is a part of *actual*.

    Objects are compared as subsets, lists item by item and with equal length, all else with ``==``,
    so that ``unittest.mock.ANY`` and the like work anywhere. A compiled regular expression is
    searched for.
    """
    if isinstance(wanted, Mapping) and isinstance(actual, Mapping):
        return all(key in actual and contains(actual[key], value) for key, value in wanted.items())
    if isinstance(wanted, list) and isinstance(actual, list):
        return len(wanted) == len(actual) and all(map(contains, actual, wanted))
    return _equal(actual, wanted)


def _equal(actual: Any, wanted: Any) -> bool:
    if isinstance(wanted, bool) != isinstance(actual, bool) and isinstance(
        wanted, bool | int | float
    ):
        return False
    if isinstance(wanted, re.Pattern):
        return isinstance(actual, str) and wanted.search(actual) is not None
    return bool(wanted == actual)


def path_fits(path: str, pattern: str) -> bool:
    """Whether *path* is *pattern*, which may have ``*``, ``?`` and ``[...]`` in it."""
    return path == pattern or (bool(_GLOB & set(pattern)) and fnmatchcase(path, pattern))


_GLOB: Final = frozenset("*?[")


def new_case_ids(call: Call, answer: Answer) -> list[str]:
    """Return the ids of the cases that *answer*, a good one, has made."""
    makes_a_case = call.route is not None and call.route.path == "/api/cases"
    return [answer.body["id"]] if makes_a_case and isinstance(answer.body, dict) else []


_LINE: Final = 88
_FEW: Final = 3


class Missing:
    """The type of ``MISSING``, the value of what is not there."""

    def __repr__(self) -> str:
        return "nothing"


MISSING: Final = Missing()


class Remark:
    """Stands for a value that can't be had, in words; nothing is equal to it."""

    def __init__(self, remark: str) -> None:
        self._remark = remark

    def __repr__(self) -> str:
        return self._remark


class Items:
    """So many items of a list."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __repr__(self) -> str:
        return "1 item" if self._number == 1 else f"{self._number} items"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a request is not as wanted; *path* reads like ``json.cases[0].title``."""

    path: str
    expected: Any
    got: Any

    def __str__(self) -> str:
        expected, got = shown_pair(self.expected, self.got)
        line = f"{self.path}: expected {expected}, got {got}"
        if len(line) <= _LINE:
            return line
        return f"{self.path}:\n  expected {expected}\n  got      {got}"


def json_differences(
    actual: Any, wanted: Any, path: str = "json", *, exact: bool = False
) -> Iterator[Difference]:
    """Yield where *actual* lacks what is *wanted*; nothing if ``contains(actual, wanted)``.

    With *exact*, members that nobody asked for count too.
    """
    if isinstance(wanted, Mapping) and isinstance(actual, Mapping):
        yield from _members(actual, wanted, path, exact=exact)
    elif isinstance(wanted, list) and isinstance(actual, list):
        yield from _items(actual, wanted, path, exact=exact)
    elif not contains(actual, wanted):
        yield Difference(path, wanted, actual)


def _members(
    actual: Mapping[str, Any], wanted: Mapping[str, Any], path: str, *, exact: bool
) -> Iterator[Difference]:
    for key, value in wanted.items():
        if key in actual:
            yield from json_differences(actual[key], value, _member(path, key), exact=exact)
        else:
            yield Difference(_member(path, key), value, MISSING)
    for key in actual if exact else ():
        if key not in wanted:
            yield Difference(_member(path, key), MISSING, actual[key])


def _items(actual: list[Any], wanted: list[Any], path: str, *, exact: bool) -> Iterator[Difference]:
    common = min(len(actual), len(wanted))
    if abs(len(actual) - len(wanted)) > _FEW:
        yield Difference(path, Items(len(wanted)), Items(len(actual)))
        actual, wanted = actual[:common], wanted[:common]
    for index in range(common):
        yield from json_differences(actual[index], wanted[index], f"{path}[{index}]", exact=exact)
    for index in range(common, len(wanted)):
        yield Difference(f"{path}[{index}]", wanted[index], MISSING)
    for index in range(common, len(actual)):
        yield Difference(f"{path}[{index}]", MISSING, actual[index])


def _member(path: str, key: Any) -> str:
    return f"{path}.{key}" if str(key).isidentifier() else f"{path}[{json.dumps(str(key))}]"
