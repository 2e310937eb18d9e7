"""``GET /api/cases/{id}/resolve``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/get.ts (resolve)
"""

from mockbana.kibana.storage import Document

from .attachments import with_attachments
from .authorization import ensure
from .client import Client
from .flat import flat
from .get import load


def resolve(client: Client, case_id: str, *, with_comments: bool) -> Document:
    """Return a case and how it was found, which here is always by its own id; 404, 403."""
    case = load(client, case_id)
    ensure(client.account, "access case", [case["owner"]])
    shown = with_attachments(case, client.objects) if with_comments else flat(case)
    return {"case": shown, "outcome": "exactMatch"}
