"""``DELETE /api/cases?ids=``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/delete.ts
"""

from collections.abc import Sequence

from mockbana.kibana.cases.authorization import ensure
from mockbana.kibana.cases.crud.schemas import CASE_IDS
from mockbana.kibana.cases.model import Client, as_list, find_case
from mockbana.kibana.cases.request import client
from mockbana.kibana.config_schema import only_keys, text_list
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.io_ts.decode import decode


def delete(client: Client, ids: Sequence[str]) -> None:
    """Delete the cases *ids* with all that belongs to them, all or none.

    Errors: 400 for the list, 404 for the first unknown id, 403.
    """
    decode(CASE_IDS, {"ids": list(ids)})
    cases = [find_case(client, case_id) for case_id in ids]
    ensure(client.account, "delete case", [case["owner"] for case in cases])
    for case_id in dict.fromkeys(ids):
        remove(client, case_id)


def remove(client: Client, case_id: str) -> None:
    """Take a case, its attachments and its history out of the space."""
    objects = client.objects
    for attachment in objects.attachments.get(case_id, ()):
        objects.attachment_cases.pop(attachment["id"], None)
    for table in (objects.cases, objects.attachments, objects.user_actions):
        table.pop(case_id, None)


def case_ids(call: Call) -> None:
    """Check the query of a deletion, which knows just ``ids``."""
    ids = text_list(call.query, "ids")
    only_keys(call.query, "ids")
    call.query = {"ids": ids}


def delete_cases(call: Call) -> Answer:
    """``DELETE /api/cases``."""
    delete(client(call), as_list(call.query["ids"]))
    return Answer(204)
