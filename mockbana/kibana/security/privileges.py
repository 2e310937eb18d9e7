"""Who may do what beside cases; what an account may do with cases decides.

Source: kibana x-pack/platform/plugins/shared/security/server/authorization
"""

from collections.abc import Callable, Mapping
from typing import Final

from mockbana.kibana.deployment import Account
from mockbana.kibana.http.call import Call, Check
from mockbana.kibana.http.errors import forbidden

CASES_FEATURES: Final = {
    "cases": "generalCasesV3",
    "observability": "observabilityCasesV3",
    "securitySolution": "securitySolutionCasesV3",
}
"""The feature that declares each owner of cases."""


def is_administrator(account: Account) -> bool:
    """Whether *account* may do everything: with cases of every owner, and so beside them."""
    return all(account.privileges.get(owner) == "all" for owner in CASES_FEATURES)


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
