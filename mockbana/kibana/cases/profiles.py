"""User profiles: one for every account with a ``profile_uid``.

Source: kibana x-pack/platform/plugins/shared/cases/server/services/user_profiles/index.ts
"""

from collections.abc import Mapping
from typing import Any, Final

from mockbana.kibana.deployment import Account, Deployment
from mockbana.kibana.http.errors import forbidden
from mockbana.kibana.storage import Document

from .analysis import words
from .authorization import READ
from .client import Client
from .codec.special import decode_whole
from .schemas.internal import PROFILES_QUERY, PROFILES_QUERY_NAME

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
        _shown(account)
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


def _shown(account: Account) -> Document:
    named = {"email": account.email, "full_name": account.full_name}
    user = {"username": account.username, **{key: named[key] for key in named if named[key]}}
    return {"uid": account.profile_uid, "enabled": True, "user": user, "data": {}}
