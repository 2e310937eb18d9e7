"""What is known across cases: tags, categories, reporters, and how many have which status.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/{cases/get,stats/client}.ts

Tags and reporters: what is known across cases.

Source: kibana x-pack/platform/plugins/shared/cases/server/routes/api/{cases,stats}
"""

from collections.abc import Iterable
from typing import Final

from mockbana.kibana.cases.authorization import allowed_owners
from mockbana.kibana.cases.find.cases import status_counts
from mockbana.kibana.cases.find.index import index_of
from mockbana.kibana.cases.find.query import VALUES, filter_of
from mockbana.kibana.cases.model import Client, as_list
from mockbana.kibana.cases.request import client, deprecated
from mockbana.kibana.cases.schemas import BY_OWNER
from mockbana.kibana.clock import milliseconds
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.io_ts import OneOrMany, Strict, Text
from mockbana.kibana.io_ts.decode import decode
from mockbana.kibana.storage import Document


def tags(client: Client, query: Document) -> list[str]:
    """Return all tags in use, in the order of their characters' numbers.

    Errors: 400 for the query, 403 when no owner may be read; so for all listings.
    """
    return _distinct(_readable(client, query, "access case"), "tags")


def categories(client: Client, query: Document) -> list[str]:
    """Return all categories in use, in the order of their characters' numbers."""
    return _distinct(_readable(client, query, "access cases"), "category")


def reporters(client: Client, query: Document) -> list[Document]:
    """Return who has created cases, by name, as their newest cases know them.

    A user without a name is left out.
    """
    cases = _readable(client, query, "access case")
    named = [case for case in cases if case["created_by"]["username"] is not None]
    named.sort(key=lambda case: milliseconds(case["created_at"]))
    newest = {case["created_by"]["username"]: case["created_by"] for case in named}
    return [newest[name] for name in sorted(newest)]


def statuses(client: Client, query: Document) -> dict[str, int]:
    """Return how many cases have which status."""
    decode(STATUS_COUNTS, query)
    owners = allowed_owners(client.account, "access cases")
    index = index_of(client.objects.cases)
    return status_counts(index, index.find(filter_of(client, query, owners)))


def _readable(client: Client, query: Document, operation: str) -> list[Document]:
    decode(BY_OWNER, query)
    allowed = allowed_owners(client.account, operation)
    asked = as_list(query.get("owner", [])) or allowed
    wanted = {owner for owner in allowed if owner in asked}
    return [case for case in client.objects.cases.values() if case["owner"] in wanted]


def _distinct(cases: Iterable[Document], name: str) -> list[str]:
    return sorted({str(value) for case in cases for value in VALUES[name](case)})


class StatusCounts(Strict):
    """Query of ``GET /api/cases/status``."""

    from_ = Text(data_key="from", attribute="from")
    to = Text()
    owner = OneOrMany(Text(), list_first=True)


STATUS_COUNTS: Final = StatusCounts()


def get_tags(call: Call) -> Answer:
    """``GET /api/cases/tags``."""
    return Answer(body=tags(client(call), call.query))


def get_reporters(call: Call) -> Answer:
    """``GET /api/cases/reporters``."""
    return Answer(body=reporters(client(call), call.query))


def get_status(call: Call) -> Answer:
    """``GET /api/cases/status`` of 8.x."""
    return deprecated(call, statuses(client(call), call.query))


def get_categories(call: Call) -> Answer:
    """``GET /internal/cases/categories``."""
    return Answer(body=categories(client(call), call.query))
