"""Roles: ``superuser`` for administrators, a role of its own for everybody else.

Source: kibana x-pack/platform/plugins/shared/security/server/routes/authorization/roles

Who may do what beside cases; what an account may do with cases decides.

Source: kibana x-pack/platform/plugins/shared/security/server/authorization
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from mockbana.kibana.config_schema import Boolean, ObjectType
from mockbana.kibana.config_schema.validation import validate
from mockbana.kibana.deployment import Account
from mockbana.kibana.http.errors import KibanaError, forbidden
from mockbana.kibana.http.routing import Answer, Call, Check, Route
from mockbana.kibana.storage import Document


class RoleQuery(ObjectType):
    """Query of the routes for roles."""

    replaceDeprecatedPrivileges = Boolean(maybe=True)


ROLE_QUERY: Final = RoleQuery()


def get_roles(call: Call) -> Answer:
    """``GET /api/security/role``: by name."""
    validate(ROLE_QUERY, call.query, "request query")
    roles = _roles(call)
    return Answer(body=[roles[name] for name in sorted(roles)])


def get_role(call: Call) -> Answer:
    """``GET /api/security/role/{name}``; the 404 shows Elasticsearch's empty body."""
    validate(ROLE_QUERY, call.query, "request query")
    roles = _roles(call)
    if call.params["name"] not in roles:
        raise KibanaError(404, "{}", detail=f"the roles are {', '.join(roles)}")
    return Answer(body=roles[call.params["name"]])


def _roles(call: Call) -> dict[str, Document]:
    """Return ``superuser`` and a role of its own for everybody who isn't one (403)."""
    if not is_administrator(call.account):
        raise _unauthorized(call.account, "cluster:admin/xpack/security/role/get")
    accounts = call.deployment.accounts.values()
    own = (account for account in accounts if not is_administrator(account))
    return {"superuser": _superuser(), **{role_of(each): _own_role(each) for each in own}}


def _unauthorized(account: Account, action: str) -> KibanaError:
    """Return the 403 of Elasticsearch, in Kibana's wrapping."""
    reason = (
        f"action [{action}] is unauthorized for user [{account.username}] with effective roles "
        f"[{role_of(account)}], this action is granted by the cluster privileges "
        "[read_security,manage_security,all]"
    )
    cause = f"security_exception\n\tRoot causes:\n\t\tsecurity_exception: {reason}"
    return forbidden(f"[{cause}]: {reason}")


def role_of(account: Account) -> str:
    """Return the name of the one role that *account* has."""
    return "superuser" if is_administrator(account) else account.username


def _own_role(account: Account) -> Document:
    levels = account.privileges.items()
    granted = {CASES_FEATURES[owner]: [level] for owner, level in levels if level != "none"}
    kibana = [{"base": [], "feature": granted, "spaces": ["*"]}] if granted else []
    return _role(account.username, {}, {"cluster": [], "indices": [], "run_as": []}, kibana, [])


def _superuser() -> Document:
    every: Document = {"names": ["*"], "privileges": ["all"], "allow_restricted_indices": False}
    reading = ["monitor", "read", "view_index_metadata", "read_cross_cluster"]
    restricted = {**every, "privileges": reading, "allow_restricted_indices": True}
    elasticsearch = {"cluster": ["all"], "indices": [every, restricted], "run_as": ["*"]}
    return _role("superuser", {"_reserved": True}, elasticsearch, [], ["*"])


def _role(
    name: str, metadata: Document, elasticsearch: Document, kibana: list[Any], others: list[str]
) -> Document:
    return {
        "name": name,
        "metadata": metadata,
        "transient_metadata": {"enabled": True},
        "elasticsearch": elasticsearch,
        "kibana": kibana,
        "_transform_error": [],
        "_unrecognized_applications": others,
    }


CASES_FEATURES: Final = {
    "cases": "generalCasesV3",
    "observability": "observabilityCasesV3",
    "securitySolution": "securitySolutionCasesV3",
}
"""The feature that declares each owner of cases."""


def is_administrator(account: Account) -> bool:
    """Whether *account* may do everything: with cases of every owner, and so beside them."""
    return all(account.privileges.get(owner) == "all" for owner in CASES_FEATURES)


ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/security/role", get_roles, in_space=False, versioned=True),
    Route("GET", "/api/security/role/{name}", get_role, in_space=False, versioned=True),
)


def may_log_in(account: Account) -> bool:
    """Whether *account* has any privilege in Kibana."""
    return account.may_log_in


def _reads_security(account: Account) -> bool:
    return account.privileges.get("securitySolution", "none") != "none"


API_PRIVILEGES: Final[Mapping[str, Callable[[Account], bool]]] = {
    "read_features": is_administrator,
    "bulkGetUserProfiles": may_log_in,
    "securitySolution": _reads_security,
}


def needs(privilege: str) -> Check:
    """Return the check that refuses callers without an API privilege, before the route (403).

    Source: the same, api_authorization.ts
    """

    def check(call: Call) -> None:
        if API_PRIVILEGES[privilege](call.account):
            return
        call.reached_route = False
        _, mark, query = call.target.partition("?")
        api = f"{'GET' if call.method == 'HEAD' else call.method} /{'/'.join(call.segments)}"
        raise forbidden(
            f"API [{api}{mark}{query}] is unauthorized for user, "
            f"this action is granted by the Kibana privileges [{privilege}]"
        )

    return check
