"""``GET /internal/cases/{id}/_users``: everybody who has to do with a case.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/user_actions/users.ts
"""

from collections.abc import Iterable
from typing import Final

from mockbana.kibana.storage import Document

from .authorization import ensure
from .client import Client
from .get import get
from .profiles import profiles

UNKNOWN: Final = "Unknown"


def users(client: Client, case_id: str) -> Document:
    """Return who works or worked on a case: 404, 403.

    Participants have done something to it, unassigned users were assigned once and did nothing.
    """
    case = get(client, case_id)
    history = client.objects.user_actions.get(case_id, ())
    ensure(client.account, "access user actions", [action["owner"] for action in history])
    participants, reporter = _participants(history), case["created_by"]
    assigned = [who["uid"] for who in case["assignees"]]
    others = {*assigned, *(user.get("profile_uid") for user in (*participants, reporter))}
    return {
        "participants": [_shown(client, user.get("profile_uid"), user) for user in participants],
        "assignees": [_shown(client, uid) for uid in assigned],
        "unassignedUsers": [
            _shown(client, uid) for uid in sorted(_ever_assigned(history) - others)
        ],
        "reporter": _shown(client, reporter.get("profile_uid"), reporter),
    }


def _participants(history: Iterable[Document]) -> list[Document]:
    """Return the users of *history* as they were last seen, by name."""
    last = {action["created_by"]["username"] or UNKNOWN: action for action in history}
    return [last[name]["created_by"] for name in sorted(last)]


def _ever_assigned(history: Iterable[Document]) -> set[str]:
    """Return the ids of all who were ever made assignees, or no longer are."""
    return {who["uid"] for action in history for who in action["payload"].get("assignees") or ()}


def _shown(client: Client, uid: str | None, user: Document | None = None) -> Document:
    """Return a user: what the profile says comes before what is known otherwise."""
    account = profiles(client.deployment).get(uid or "")
    known = {**(user or {}), **(account.user() if account else {})}
    shown = {"user": {key: known.get(key) for key in ("email", "full_name", "username")}}
    return shown if uid is None else {**shown, "uid": uid}
