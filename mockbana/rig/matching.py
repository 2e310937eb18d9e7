"""Does a request fit a description? Used by faults, filters and assertions alike."""

import json
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final

from mockbana.kibana.http.call import Call


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


def case_ids(call: Call) -> list[str]:
    """Return the ids of the cases that *call* is about, from its path, query or body."""
    if "case_id" in call.params:
        return [call.params["case_id"]]
    if call.method == "DELETE" and "ids" in call.query:
        return list(_ids_of_query(call.query["ids"]))
    return list(_ids_of_body(call.body))


def _ids_of_query(ids: Any) -> Iterator[str]:
    if isinstance(ids, str):
        try:
            ids = json.loads(ids)
        except ValueError:
            return
    if isinstance(ids, list):
        yield from (one for one in ids if isinstance(one, str))


def _ids_of_body(body: Any) -> Iterator[str]:
    cases = body.get("cases") if isinstance(body, dict) else None
    for case in cases if isinstance(cases, list) else ():
        if isinstance(case, dict) and isinstance(case.get("id"), str):
            yield case["id"]


def owners(call: Call) -> set[str]:
    """Return the owners of the cases that *call* is about, or the one that its body names."""
    space = call.deployment.spaces.get(call.space)
    if space is None:
        return set()
    cases = call.objects.cases
    found = {cases[case_id]["owner"] for case_id in case_ids(call) if case_id in cases}
    named = call.body.get("owner") if isinstance(call.body, dict) else None
    return found | {named} if isinstance(named, str) else found
