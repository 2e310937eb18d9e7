"""Which cases a request asks for: filters by value, by date and by custom field.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/utils.ts (constructQueryOptions)

Pages of a listing.

Source: kibana x-pack/platform/plugins/shared/cases/common/schema/index.ts (paginationSchema) and
src/core/packages/saved-objects/api-server-internal/src/lib/apis/find.ts
"""

import math
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

from mockbana.kibana.cases.find.date_math import parse
from mockbana.kibana.cases.model import Client, as_list
from mockbana.kibana.clock import milliseconds
from mockbana.kibana.http.errors import bad_request, refused, shards_failed
from mockbana.kibana.io_ts.query import MOST_DOCUMENTS
from mockbana.kibana.javascript import to_number
from mockbana.kibana.storage import Document

Test: TypeAlias = Callable[[Document], bool]
NO_ASSIGNEE: Final = "none"
"""What a query says instead of the id of an assignee; among the values of a case it is ``None``."""
_UNREADABLE: Final = re.compile(r"\s*|.*[<>(){}\"].*", re.DOTALL)
"""What the Kibana Query Language takes for no value, even behind the escapes that Kibana adds."""


def _reporters(case: Document) -> Iterator[Hashable]:
    user = case["created_by"]
    yield from {user.get("username"), user.get("profile_uid")} - {None}


def _assignees(case: Document) -> Iterable[Hashable]:
    return [assignee["uid"] for assignee in case["assignees"]] or [None]


def _observables(case: Document) -> Iterable[Hashable]:
    return [(observable["typeKey"], observable["value"]) for observable in case["observables"]]


VALUES: Final[Mapping[str, Callable[[Document], Iterable[Hashable]]]] = {
    "status": lambda case: (case["status"],),
    "severity": lambda case: (case["severity"],),
    "owner": lambda case: (case["owner"],),
    "tags": lambda case: case["tags"],
    "category": lambda case: () if case["category"] is None else (case["category"],),
    "reporters": _reporters,
    "assignees": _assignees,
    "observables": _observables,
}
"""The values of a case that a filter is about, per name of the filter."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a case must have: one of the *wanted* values per name, a date, and what *tests* ask.

    *since* and *until* are in milliseconds since 1970, both included.
    """

    wanted: Mapping[str, frozenset[Hashable]] = field(default_factory=dict)
    since: int | None = None
    until: int | None = None
    tests: tuple[Test, ...] = ()

    def without(self, name: str) -> "Filter":
        """Return the same filter, but for one name."""
        return replace(self, wanted={key: self.wanted[key] for key in self.wanted if key != name})

    def passes(self, case: Document) -> bool:
        """Whether *case* has all that is asked for."""
        return (
            all(wanted.intersection(VALUES[name](case)) for name, wanted in self.wanted.items())
            and (self.since is None or milliseconds(case["created_at"]) >= self.since)
            and (self.until is None or milliseconds(case["created_at"]) <= self.until)
            and all(test(case) for test in self.tests)
        )


def filter_of(client: Client, query: Document, owners: Iterable[str]) -> Filter:
    """Return the filter of a valid *query* by somebody who may see the cases of *owners*.

    A filter with an empty list is no filter.
    Errors: 400 for dates.
    """
    wanted = {name: _wanted(name, query[name]) for name in VALUES if query.get(name, []) != []}
    allowed = frozenset[Hashable](owners)
    wanted["owner"] = allowed & wanted.get("owner", allowed)
    return Filter(wanted, *date_range(client, query))


def _wanted(name: str, values: Any) -> frozenset[Hashable]:
    wanted = frozenset[Hashable](as_list(values))
    if name == "assignees" and NO_ASSIGNEE in wanted:
        return wanted - {NO_ASSIGNEE} | {None}
    return wanted


def date_range(client: Client, query: Document) -> tuple[int | None, int | None]:
    """Return ``from`` and ``to`` of *query* in milliseconds since 1970, ``None`` for no limit.

    Errors: 400 in Kibana's words for what its query language can't express, else Elasticsearch's.
    """
    given = {key: query[key] for key in ("from", "to") if key in query}
    if any(_UNREADABLE.fullmatch(text) for text in given.values()):
        raise bad_request('Invalid "from" and/or "to" query parameters')
    now = client.deployment.clock.now()
    limits = {key: parse(text.strip(), now, up=key == "to") for key, text in given.items()}
    return limits.get("from"), limits.get("to")


def custom_fields_test(wanted: Mapping[str, list[bool | None]]) -> Test:
    """Return the test for custom fields: per key one of the values, or any at all if none is named.

    ``None`` stands for a field without a value.
    """

    def test(case: Document) -> bool:
        values = {known["key"]: known["value"] for known in case["customFields"]}
        return all(
            key in values and (not choices or values[key] in choices)
            for key, choices in wanted.items()
        )

    return test


T = TypeVar("T")


class Window(NamedTuple):
    """The part of a listing that is asked for: ``page`` and ``per_page`` as the answer tells them.

    ``first`` and ``last`` bound the items, ``last`` excluded.
    """

    page: float
    per_page: float
    first: int
    last: int


def window(query: Mapping[str, Any]) -> Window:
    """Return what ``page`` and ``perPage`` of *query* ask for.

    Errors: 400 in Elasticsearch's words for what Kibana lets through and Elasticsearch doesn't.
    """
    page, per_page = number(query, "page", 1), number(query, "perPage", 20)
    size, first = _whole(per_page, "size"), _whole(per_page * (float(page) - 1), "from")
    if size < 0:
        raise refused(f"[size] parameter cannot be negative, found [{size}]")
    if first < 0:
        raise refused(f"[from] parameter cannot be negative but was [{first}]")
    if first + size > MOST_DOCUMENTS:
        raise shards_failed(
            "Result window is too large, from + size must be less than or equal to: "
            f"[{MOST_DOCUMENTS}] but was [{first + size}]. See the scroll api for a more efficient "
            "way to request large data sets. This limit can be set by changing the "
            "[index.max_result_window] index level setting."
        )
    return Window(page, per_page, first, first + size)


def page_of(items: Sequence[T], query: Mapping[str, Any]) -> tuple[float, float, Sequence[T]]:
    """Return the number of the page, its size, and what is on it."""
    page, per_page, first, last = window(query)
    return page, per_page, items[first:last]


def number(query: Mapping[str, Any], key: str, default: int) -> float:
    """Return the number that *query* has for *key*, as a number or as text."""
    value = query.get(key, default)
    found = to_number(value) if isinstance(value, str) else float(value)
    return int(found) if found.is_integer() else found


def _whole(value: float, key: str) -> int:
    """Return *value* as Elasticsearch reads it: cut to a whole one; JSON has null for infinity."""
    if not math.isfinite(value):
        raise refused(f"Unknown key for a VALUE_NULL in [{key}].", "parsing_exception")
    return int(value)
