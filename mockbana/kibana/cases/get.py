"""``GET /api/cases/{id}``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/get.ts
"""

from mockbana.kibana.http.errors import saved_object_not_found
from mockbana.kibana.storage import Document

from .authorization import ensure
from .client import Client
from .model import without_comments


def get(client: Client, case_id: str) -> Document:
    """Return a case without its comments; 404 or 403 when there is none to see."""
    case = load(client, case_id)
    ensure(client.account, "access case", [case["owner"]])
    return without_comments(case, client.objects)


def load(client: Client, case_id: str) -> Document:
    """Return the stored case, or refuse with Kibana's 404."""
    case: Document | None = client.objects.cases.get(case_id)
    if case is None:
        raise saved_object_not_found("cases", case_id)
    return case
