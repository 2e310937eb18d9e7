"""Users and their profiles: the accounts of the deployment.

Source: kibana x-pack/platform/plugins/shared/security/server/{routes,user_profile}
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from mockbana.kibana.config_schema import ArrayOf, ObjectType, String
from mockbana.kibana.config_schema.validation import validate
from mockbana.kibana.deployment import ELASTIC, Account
from mockbana.kibana.http.errors import KibanaError, bad_request
from mockbana.kibana.http.routing import Answer, Call, Query, Route
from mockbana.kibana.security.roles import may_log_in, needs, role_of
from mockbana.kibana.storage import Document

PROVIDER: Final = {"type": "http", "name": "__http__"}
KEY_REALM: Final = {"name": "_es_api_key", "type": "_es_api_key"}
SUGGESTED: Final = 10


class ProfileQuery(ObjectType):
    """Query of ``GET /internal/security/user_profile``."""

    dataPath = String(maybe=True)


class ProfilesBody(ObjectType):
    """Body of ``POST /internal/security/user_profile/_bulk_get``."""

    uids = ArrayOf(String(), least=1, most=1000)
    dataPath = String(maybe=True)


PROFILE_QUERY: Final = ProfileQuery()
PROFILES_BODY: Final = ProfilesBody()


def get_me(call: Call) -> Answer:
    """``GET /internal/security/me``: what Elasticsearch knows of the caller, and two more."""
    account = call.account
    scheme = call.headers.get("Authorization", "").strip().partition(" ")[0].lower()
    realm = KEY_REALM if scheme == "apikey" else _realm(account)
    user = {
        "username": account.username,
        "roles": [] if scheme == "apikey" else [role_of(account)],
        "full_name": account.full_name,
        "email": account.email,
        "metadata": {"_reserved": True} if realm["type"] == "reserved" else {},
        "enabled": True,
        "authentication_realm": realm,
        "lookup_realm": realm,
        "authentication_type": {"apikey": "api_key", "bearer": "token"}.get(scheme, "realm"),
    }
    profile = {} if account.profile_uid is None else {"profile_uid": account.profile_uid}
    kibana = {"authentication_provider": PROVIDER, "elastic_cloud_user": False}
    return Answer(body={**user, **profile, **kibana})


def _realm(account: Account) -> dict[str, str]:
    if account.username == ELASTIC.username:
        return {"name": "reserved", "type": "reserved"}
    return {"name": "default_native", "type": "native"}


def get_own_profile(call: Call) -> Answer:
    """``GET /internal/security/user_profile``: 404 without a profile.

    Kibana 9.1 has one only for browser sessions; here an account that was given one has it.
    """
    validate(PROFILE_QUERY, call.query, "request query")
    account = call.account
    if account.profile_uid is None:
        raise KibanaError(404, "Not Found", detail=f"{account.username} has no profile_uid")
    profile = profile_of(account)
    security = {"roles": [role_of(account)], "realm_name": _realm(account)["name"]}
    user = {**profile["user"], **security, "authentication_provider": PROVIDER}
    return Answer(body={**profile, "user": user, "labels": {}})


def get_profiles(call: Call) -> Answer:
    """``POST /internal/security/user_profile/_bulk_get``: those that exist, in request order."""
    uids = validate(PROFILES_BODY, call.body, "request body")["uids"]
    known = {account.profile_uid: account for account in call.deployment.accounts.values()}
    return Answer(body=[profile_of(known[uid]) for uid in dict.fromkeys(uids) if uid in known])


def find_users(call: Call) -> Answer:
    """``GET /internal/detection_engine/users/_find``: whom a name stands for, at most ten."""
    term = _search_term(call.query)
    found = [profile_of(each) for each in _suggested(call.deployment.accounts, term)]
    return Answer(body=found[:SUGGESTED])


def _search_term(query: Query) -> str:
    term = query.get("searchTerm", "")
    if not isinstance(term, str):
        raise bad_request("[request query]: searchTerm: Expected string, received array")
    return term


def _suggested(accounts: Mapping[str, Account], term: str) -> Iterator[Account]:
    """Yield the accounts with a profile of whose names the words of *term* are beginnings."""
    wanted = re.findall(r"\w+", term.lower())
    for account in accounts.values():
        names = " ".join(filter(None, (account.username, account.full_name, account.email)))
        words = re.findall(r"\w+", names.lower())
        fits = all(any(word.startswith(part) for word in words) for part in wanted)
        if fits and account.profile_uid and may_log_in(account):
            yield account


def profile_of(account: Account) -> Document:
    """Return the user profile of *account*; a name or address that isn't known is left out."""
    names = {"username": account.username, "email": account.email, "full_name": account.full_name}
    user = {key: name for key, name in names.items() if name is not None}
    return {"uid": account.profile_uid, "enabled": True, "data": {}, "user": user}


_PROFILE: Final = "/internal/security/user_profile"
_USERS: Final = "/internal/detection_engine/users/_find"
_MANY: Final = (needs("bulkGetUserProfiles"),)
_SECURITY: Final = (needs("securitySolution"),)
ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/internal/security/me", get_me, access="internal", in_space=False),
    Route("GET", _PROFILE, get_own_profile, access="internal", in_space=False),
    Route("POST", f"{_PROFILE}/_bulk_get", get_profiles, _MANY, access="internal", in_space=False),
    Route("GET", _USERS, find_users, _SECURITY, access="internal", in_space=False, versioned=True),
)
