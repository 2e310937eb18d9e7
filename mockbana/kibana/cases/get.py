"""``GET /api/cases/{id}``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/get.ts
"""

from mockbana.kibana.http.errors import saved_object_not_found
from mockbana.kibana.storage import Document

from .attachments import with_attachments
from .authorization import ensure
from .client import Client
from .flat import flat
from .model import without_comments


def get(client: Client, case_id: str) -> Document:
    """Return a case without its comments; 404 or 403 when there is none to see."""
    return without_comments(_readable(client, case_id), client.objects)


def get_in_8(client: Client, case_id: str, *, include_comments: bool) -> Document:
    """Return a case as Kibana 8 does: with its comments, or else with totals of 0."""
    case = _readable(client, case_id)
    return with_attachments(case, client.objects) if include_comments else flat(case)


def _readable(client: Client, case_id: str) -> Document:
    case = load(client, case_id)
    ensure(client.account, "access case", [case["owner"]])
    return case


def load(client: Client, case_id: str) -> Document:
    """Return the stored case, or refuse with Kibana's 404."""
    case: Document | None = client.objects.cases.get(case_id)
    if case is None:
        raise saved_object_not_found("cases", case_id)
    return case
