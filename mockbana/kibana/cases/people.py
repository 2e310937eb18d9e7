"""``GET /internal/cases/{id}/_users``: everybody who has to do with a case.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/user_actions/users.ts

User profiles: one for every account with a ``profile_uid``.

Source: kibana x-pack/platform/plugins/shared/cases/server/services/user_profiles/index.ts
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from mockbana.kibana.cases.authorization import READ, ensure
from mockbana.kibana.cases.crud.read import get
from mockbana.kibana.cases.find.analysis import words
from mockbana.kibana.cases.model import Client
from mockbana.kibana.cases.request import client
from mockbana.kibana.deployment import Account, Deployment
from mockbana.kibana.http.errors import forbidden
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.io_ts import Each, Object, Strict, Text
from mockbana.kibana.io_ts.decode import decode_whole
from mockbana.kibana.io_ts.query import LimitedNumber
from mockbana.kibana.storage import Document

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
        "participants": [
            _participant(client, user.get("profile_uid"), user) for user in participants
        ],
        "assignees": [_participant(client, uid) for uid in assigned],
        "unassignedUsers": [
            _participant(client, uid) for uid in sorted(_ever_assigned(history) - others)
        ],
        "reporter": _participant(client, reporter.get("profile_uid"), reporter),
    }


def _participants(history: Iterable[Document]) -> list[Document]:
    """Return the users of *history* as they were last seen, by name."""
    last = {action["created_by"]["username"] or UNKNOWN: action for action in history}
    return [last[name]["created_by"] for name in sorted(last)]


def _ever_assigned(history: Iterable[Document]) -> set[str]:
    """Return the ids of all who were ever made assignees, or no longer are."""
    return {who["uid"] for action in history for who in action["payload"].get("assignees") or ()}


def _participant(client: Client, uid: str | None, user: Document | None = None) -> Document:
    """Return a user: what the profile says comes before what is known otherwise."""
    account = profiles(client.deployment).get(uid or "")
    known = {**(user or {}), **(account.user() if account else {})}
    shown = {"user": {key: known.get(key) for key in ("email", "full_name", "username")}}
    return shown if uid is None else {**shown, "uid": uid}


MOST: Final = 10


def suggest(client: Client, body: Any) -> list[Document]:
    """Return the profiles that fit the name in *body*, of users who may read all of its owners.

    Errors: 400 for the body, 403 for the licence.
    """
    sent = decode_whole(PROFILES_QUERY, body, called=PROFILES_QUERY_NAME)
    _check_license(client)
    if not sent["owners"]:
        return []
    found = [
        _profile(account)
        for account in profiles(client.deployment).values()
        if _fits(account, sent["name"])
        and all(account.privileges.get(owner) in READ for owner in sent["owners"])
    ]
    return found[: int(sent.get("size", MOST))]


def profiles(deployment: Deployment) -> Mapping[str, Account]:
    """Return the accounts that have a profile, by its id."""
    accounts = deployment.accounts.values()
    return {account.profile_uid: account for account in accounts if account.profile_uid}


def check_may_suggest(account: Account, request: str) -> None:
    """Refuse the *request* of somebody without any privilege on cases (403)."""
    if not any(level in READ for level in account.privileges.values()):
        raise forbidden(
            f"API [{request}] is unauthorized for user, "
            "this action is granted by the Kibana privileges [casesSuggestUserProfiles]"
        )


def _check_license(client: Client) -> None:
    if client.deployment.settings.license == "basic":
        raise forbidden(
            "In order to retrieve suggested user profiles, "
            "you must be subscribed to an Elastic Platinum license"
        )


def _fits(account: Account, name: str) -> bool:
    """Whether every word of *name* begins a word of the user's names."""
    known = [
        word
        for text in (account.username, account.full_name, account.email)
        for word in words(text or "")
    ]
    return all(any(word.startswith(start) for word in known) for start in words(name))


def _profile(account: Account) -> Document:
    named = {"email": account.email, "full_name": account.full_name}
    user = {"username": account.username, **{key: named[key] for key in named if named[key]}}
    return {"uid": account.profile_uid, "enabled": True, "user": user, "data": {}}


class ProfilesQuery(Strict):
    """Body of ``POST /internal/cases/_suggest_user_profiles``."""

    name = Text(required=True)
    owners = Each(Text(), required=True)
    size = LimitedNumber("size", least=1, most=10)


PROFILES_QUERY: Final = Object(ProfilesQuery)

PROFILES_QUERY_NAME: Final = (
    "({| name: string, owners: Array<string> |} & Partial<{| size: LimitedNumber |}>)"
)


def get_users(call: Call) -> Answer:
    """``GET /internal/cases/{case_id}/_users``."""
    return Answer(body=users(client(call), call.params["case_id"]))


def may_suggest(call: Call) -> None:
    """Check the privileges that this route needs of its own."""
    check_may_suggest(call.account, f"{call.method} /{'/'.join(call.segments)}")


def suggest_user_profiles(call: Call) -> Answer:
    """``POST /internal/cases/_suggest_user_profiles``."""
    return Answer(body=suggest(client(call), call.body))
