"""Pages of a listing.

Source: kibana x-pack/platform/plugins/shared/cases/common/schema/index.ts (paginationSchema) and
src/core/packages/saved-objects/api-server-internal/src/lib/apis/find.ts
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from mockbana.kibana.javascript import to_number

from .codec.query import MOST_DOCUMENTS
from .elasticsearch import refused, shards_failed

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
