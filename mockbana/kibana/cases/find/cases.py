"""``GET /api/cases/_find`` and ``POST /internal/cases/_search``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/{search,validators}.ts

Query strings of the Cases API.

Fields stand in the order in which Kibana reports their errors.
Source: kibana x-pack/platform/plugins/shared/cases/common/types/api/{case,user_action}/v1.ts
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from mockbana.kibana.cases.authorization import allowed_owners
from mockbana.kibana.cases.find.index import Bits, Index, index_of, sorted_part
from mockbana.kibana.cases.find.query import Filter, custom_fields_test, filter_of, window
from mockbana.kibana.cases.model import SEVERITIES, STATUSES, Client, as_list, shown
from mockbana.kibana.cases.request import client
from mockbana.kibana.http.errors import bad_request, forbidden
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.io_ts import Choice, Each, NumberText, OneOrMany, Text
from mockbana.kibana.io_ts.decode import decode
from mockbana.kibana.io_ts.query import Paged, RecordOf
from mockbana.kibana.io_ts.unions import Scalar
from mockbana.kibana.storage import Document

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
    from mockbana.kibana.cases.find.search import (
        search_test,  # here: most servers are never asked to search
    )

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


class CasesFind(Paged):
    """Query of ``GET /api/cases/_find``, and body of ``POST /internal/cases/_search``."""

    customFields = RecordOf(Each(Scalar()))
    tags = OneOrMany(Text(), "tags", most=100)
    status = OneOrMany(Choice(*STATUSES))
    severity = OneOrMany(Choice(*SEVERITIES))
    assignees = OneOrMany(Text(), "assignees", most=100)
    reporters = OneOrMany(Text(), "reporters", most=100)
    defaultSearchOperator = Choice("AND", "OR")
    from_ = Text(data_key="from", attribute="from")
    search = Text()
    searchFields = OneOrMany(Choice("description", "title"), list_first=True)
    sortField = Choice(
        "title", "category", "createdAt", "updatedAt", "closedAt", "status", "severity"
    )
    sortOrder = Choice("desc", "asc")
    to = Text()
    owner = OneOrMany(Text(), list_first=True)
    category = OneOrMany(Text(), "category", most=100)
    page = NumberText()
    perPage = NumberText()


CASES_FIND: Final = CasesFind()


def find_cases(call: Call) -> Answer:
    """``GET /api/cases/_find``."""
    return Answer(body=find(client(call), call.query))


def search_cases(call: Call) -> Answer:
    """``POST /internal/cases/_search``."""
    return Answer(body=find(client(call), call.body or {}))
