"""What is known across cases: tags, categories, reporters, and how many have which status.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/{cases/get,stats/client}.ts
"""

from collections.abc import Iterable

from mockbana.kibana.clock import milliseconds
from mockbana.kibana.storage import Document

from .authorization import allowed_owners
from .client import Client
from .codec import decode
from .filters import VALUES, filter_of
from .find import status_counts
from .index import index_of
from .model import as_list
from .schemas.queries import BY_OWNER, STATUS_COUNTS


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
