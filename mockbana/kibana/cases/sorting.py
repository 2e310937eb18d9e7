"""The order of a listing of cases.

Elasticsearch puts cases without a value last in either direction, and cases with equal values in
the order of their creation.
"""

from collections.abc import Callable, Iterator
from heapq import nlargest, nsmallest
from itertools import chain, groupby, islice
from typing import Any, Final

from mockbana.kibana.clock import milliseconds
from mockbana.kibana.storage import Document

from .index import Bits, Index
from .schemas.parts import SEVERITIES, STATUSES

RANKS: Final = {"status": STATUSES, "severity": SEVERITIES}
"""Fields with few values, in their order."""
KEYS: Final[dict[str, Callable[[Document], Any]]] = {
    "title": lambda case: case["title"],
    "category": lambda case: case["category"],
    "updatedAt": lambda case: _moment(case["updated_at"]),
    "closedAt": lambda case: _moment(case["closed_at"]),
}


def sorted_part(index: Index, bits: Bits, query: Document, first: int, last: int) -> list[Document]:
    """Return the cases *bits* from the place *first* up to *last*, which is left out."""
    name, descending = query.get("sortField", "createdAt"), query.get("sortOrder") == "desc"
    if name in KEYS:
        return _by_key(list(index.cases(bits)), KEYS[name], last, descending=descending)[first:]
    if name in RANKS:
        ranks = RANKS[name][::-1] if descending else RANKS[name]
        groups = (index.cases(bits & index.having(name, rank)) for rank in ranks)
        return list(islice(chain.from_iterable(groups), first, last))
    return list(islice(_by_creation(index, bits, descending=descending), first, last))


def _by_creation(index: Index, bits: Bits, *, descending: bool) -> Iterator[Document]:
    if not descending:
        return index.cases(bits)
    moments = groupby(index.newest_first(bits), key=lambda case: case["created_at"])
    return chain.from_iterable(list(group)[::-1] for _, group in moments)


def _by_key(
    cases: list[Document], key: Callable[[Document], Any], count: int, *, descending: bool
) -> list[Document]:
    valued = [case for case in cases if key(case) is not None]
    without = [case for case in cases if key(case) is None]
    best = (nlargest if descending else nsmallest)(count, valued, key=key)
    return (best + without)[:count]


def _moment(timestamp: str | None) -> int | None:
    return None if timestamp is None else milliseconds(timestamp)
