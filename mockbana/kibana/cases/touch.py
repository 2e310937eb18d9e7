"""A case that is written again because something on it changed.

Source: kibana x-pack/platform/plugins/shared/cases/server/common/models/case_with_comments.ts
"""

from mockbana.kibana.storage import Document

from .client import Client


def touch(client: Client, case: Document, *, now: str, **changes: object) -> Document:
    """Write *case* with *changes*, as updated *now* by the client's user; return it as answered.

    Elasticsearch merges objects: in what is stored, though not in the answer, who updated last
    keeps members of the user before (``profile_uid``).
    """
    user = client.account.user()
    version = client.deployment.new_version()
    after = {**case, **changes, "updated_at": now, "updated_by": user, "version": version}
    merged = {**(case["updated_by"] or {}), **user}
    client.objects.cases[case["id"]] = {**after, "updated_by": merged}
    return after
