"""``GET /api/cases/_find`` and ``POST /internal/cases/_search``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/{search,validators}.ts
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from mockbana.kibana.http.errors import bad_request, forbidden
from mockbana.kibana.storage import Document

from .authorization import allowed_owners
from .client import Client
from .codec import decode
from .filters import Filter, custom_fields_test, filter_of
from .index import Bits, Index, index_of
from .model import as_list, shown
from .paging import window
from .schemas.parts import STATUSES
from .schemas.queries import CASES_FIND
from .sorting import sorted_part

MOST_CUSTOM_FIELDS: Final = 10


def find(client: Client, query: Document) -> Document:
    """Return one page of the cases that all filters of *query* let through, and counts by status.

    The counts leave aside the filter by status and the search.
    Errors: 400 for the query, 403 for the licence or when no owner may be read, 400 again for what
    only Elasticsearch refuses.
    """
    decode(CASES_FIND, query)
    _check_license(client, query)
    wanted_fields = _custom_fields(client, query)
    owners = allowed_owners(client.account, "access cases")
    wanted = filter_of(client, query, owners)
    page, per_page, first, last = window(query)
    if wanted_fields:
        wanted = replace(wanted, tests=(custom_fields_test(wanted_fields),))
    index = index_of(client.objects.cases)
    counted, found = _matches(index, wanted, query)
    return {
        "cases": [
            shown(case, client.objects) for case in sorted_part(index, found, query, first, last)
        ],
        "page": page,
        "per_page": per_page,
        "total": found.bit_count(),
        **status_counts(index, counted),
    }


def status_counts(index: Index, cases: Bits) -> dict[str, int]:
    """Return how many of *cases* have which status."""
    return {
        f"count_{status.replace('-', '_')}_cases": (
            cases & index.having("status", status)
        ).bit_count()
        for status in STATUSES
    }


def _matches(index: Index, wanted: Filter, query: Document) -> tuple[Bits, Bits]:
    """Return the cases that count, and those of them that are found."""
    counted = found = index.find(wanted.without("status"))
    if "status" in wanted.wanted:
        found &= index.having("status", *wanted.wanted["status"])
    if "search" not in query:
        return counted, found
    from .search import search_test  # here: most servers are never asked to search

    test = search_test(query)
    return counted, found if test is None else index.narrow(found, test)


def _check_license(client: Client, query: Document) -> None:
    if query.get("assignees") and client.deployment.settings.license == "basic":
        raise forbidden(
            "In order to filter cases by assignees, "
            "you must be subscribed to an Elastic Platinum license"
        )


def _custom_fields(client: Client, query: Document) -> Mapping[str, list[Any]]:
    """Return the filter by custom fields, which needs exactly one owner and fields it can filter.

    Errors: 400.
    """
    wanted: Mapping[str, list[Any]] = query.get("customFields", {})
    if not wanted:
        return {}
    owners = as_list(query.get("owner", []))
    if len(owners) != 1 or not owners[0]:
        raise bad_request("Owner must be provided. Multiple owners are not supported.")
    configuration = client.configuration(owners[0])
    _check_filterable(wanted, [] if configuration is None else configuration["customFields"])
    return wanted


def _check_filterable(wanted: Mapping[str, list[Any]], configured: Sequence[Document]) -> None:
    if not configured:
        raise bad_request("No custom fields configured.")
    if len(wanted) > MOST_CUSTOM_FIELDS:
        raise bad_request(f"Maximum {MOST_CUSTOM_FIELDS} customFields are allowed.")
    types = {field["key"]: field["type"] for field in configured}
    for key, values in wanted.items():
        if key not in types:
            raise bad_request(f"Invalid custom field key: {key}.")
        if types[key] != "toggle":
            raise bad_request(f"Filtering by custom field of type {types[key]} is not allowed.")
        if not all(value is None or isinstance(value, bool) for value in values):
            raise bad_request("Unsupported filtering value for custom field of type toggle.")
