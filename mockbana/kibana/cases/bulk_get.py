"""``POST /internal/cases/_bulk_get``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/bulk_get.ts
"""

from collections.abc import Sequence

from mockbana.kibana.http.errors import TITLES
from mockbana.kibana.storage import Document

from .authorization import allowed_owners
from .client import Client
from .model import shown


def bulk_get(client: Client, ids: Sequence[str]) -> Document:
    """Return the cases *ids* in that order, and why others aren't among them: 404s, then 403s.

    Errors: 403 when no owner may be read.
    """
    found = [case for case in map(client.objects.cases.get, ids) if case is not None]
    owners = allowed_owners(client.account, "access cases")
    return {
        "cases": [shown(case, client.objects) for case in found if case["owner"] in owners],
        "errors": [
            *(
                _error(404, f"Saved object [cases/{case_id}] not found", case_id)
                for case_id in ids
                if case_id not in client.objects.cases
            ),
            *(
                _error(
                    403, f'Unauthorized to access case with owner: "{case["owner"]}"', case["id"]
                )
                for case in found
                if case["owner"] not in owners
            ),
        ],
    }


def _error(status: int, message: str, case_id: str) -> Document:
    return {"error": TITLES[status], "message": message, "status": status, "caseId": case_id}
