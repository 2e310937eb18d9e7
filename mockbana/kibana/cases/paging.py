"""Pages of a listing.

Source: kibana x-pack/platform/plugins/shared/cases/common/schema/index.ts (paginationSchema)
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

from mockbana.kibana.http.errors import bad_request
from mockbana.kibana.javascript import to_number

MOST_PER_PAGE: Final = 100
MOST_DOCUMENTS: Final = 10_000
T = TypeVar("T")


def check_paging(query: Mapping[str, Any], most_per_page: int = MOST_PER_PAGE) -> None:
    """Refuse pages that are too large, too far down or impossible (400)."""
    page, per_page = _number(query, "page"), _number(query, "perPage")
    if per_page > most_per_page:
        allowed = f"The maximum allowed perPage value is {most_per_page}."
        raise bad_request(f"The provided perPage value is too high. {allowed}")
    if max(page, page * per_page) > MOST_DOCUMENTS:
        limit = f"Paginating through more than {MOST_DOCUMENTS} documents is not possible."
        raise bad_request(f"The number of documents is too high. {limit}")


def page_of(items: Sequence[T], query: Mapping[str, Any]) -> tuple[int, int, Sequence[T]]:
    """Return the number of the page, its size, and what is on it."""
    page = int(_number(query, "page", 1))
    per_page = int(_number(query, "perPage", 20))
    first = (page - 1) * per_page
    if first < 0:
        raise _elasticsearch(f"[from] parameter cannot be negative but was [{first}]")
    return page, per_page, items[first : first + per_page]


def _elasticsearch(reason: str) -> Exception:
    kind = "illegal_argument_exception"
    return bad_request(f"{reason}: {kind}\n\tRoot causes:\n\t\t{kind}: {reason}")


def _number(query: Mapping[str, Any], key: str, default: float = 0) -> float:
    value = query.get(key)
    return default if value is None else to_number(str(value))
