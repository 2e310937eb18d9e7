"""``GET /api/cases/_find``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/search.ts
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final

from mockbana.kibana.storage import Document

from .authorization import allowed_owners
from .client import Client
from .codec import decode
from .model import as_list, shown
from .paging import check_paging, page_of
from .schemas.parts import SEVERITIES, STATUSES
from .schemas.queries import CASES_FIND

SORT_KEYS: Final[dict[str, Callable[[Document], Any]]] = {
    "createdAt": lambda case: case["created_at"],
    "updatedAt": lambda case: case["updated_at"],
    "closedAt": lambda case: case["closed_at"],
    "title": lambda case: case["title"],
    "category": lambda case: case["category"],
    "status": lambda case: STATUSES.index(case["status"]),
    "severity": lambda case: SEVERITIES.index(case["severity"]),
}


def find(client: Client, query: Document) -> Document:
    """Return one page of the cases that all filters of *query* let through, and counts by status.

    The counts ignore the filter by status.
    Errors: 400 for the query, 403 when no owner may be read.
    """
    decode(CASES_FIND, query)
    check_paging(query)
    owners = allowed_owners(client.account, "access cases")
    cases = [case for case in client.objects.cases.values() if case["owner"] in owners]
    cases = [case for case in cases if _passes(case, query)]
    counts = Counter(case["status"] for case in cases)
    statuses = as_list(query.get("status", list(STATUSES)))
    found = _sorted([case for case in cases if case["status"] in statuses], query)
    page, per_page, items = page_of(found, query)
    return {
        "cases": [shown(case, client.objects) for case in items],
        "page": page,
        "per_page": per_page,
        "total": len(found),
        "count_open_cases": counts["open"],
        "count_in_progress_cases": counts["in-progress"],
        "count_closed_cases": counts["closed"],
    }


def _passes(case: Document, query: Document) -> bool:
    for key in ("owner", "severity", "category"):
        if key in query and case[key] not in as_list(query[key]):
            return False
    return "tags" not in query or any(tag in case["tags"] for tag in as_list(query["tags"]))


def _sorted(cases: Iterable[Document], query: Document) -> list[Document]:
    """Sort by the field asked for; cases without a value come last in either direction."""
    key = SORT_KEYS[query.get("sortField", "createdAt")]
    descending = query.get("sortOrder") == "desc"
    valued = [case for case in cases if key(case) is not None]
    without = [case for case in cases if key(case) is None]
    return sorted(valued, key=key, reverse=descending) + without
