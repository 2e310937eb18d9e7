"""Privileges per owner.

Source: kibana x-pack/platform/plugins/shared/cases/server/authorization/{authorization,index}.ts
"""

from collections.abc import Iterable
from typing import Final

from mockbana.kibana.cases.model import OWNERS
from mockbana.kibana.deployment import Account
from mockbana.kibana.http.errors import KibanaError, forbidden

READ: Final = ("read", "all")
WRITE: Final = ("all",)
OPERATIONS: Final = {
    "create case": WRITE,
    "access case": READ,
    "access cases": READ,
    "update case": WRITE,
    "delete case": WRITE,
    "push case": WRITE,
    "create comments": WRITE,
    "access comments": READ,
    "update comments": WRITE,
    "delete comments": WRITE,
    "access case configurations": READ,
    "create case configuration": WRITE,
    "update case configuration": WRITE,
    "access user actions": READ,
}
"""What can be done, in the words of the refusal, and the levels that may do it."""


def ensure(account: Account, operation: str, owners: Iterable[str]) -> None:
    """Refuse *operation* (a key of ``OPERATIONS``) unless it is allowed for all *owners* (403).

    An owner that no feature declares is refused to everybody.
    """
    wanted = dict.fromkeys(owners)
    for owner in wanted:
        if not _may(account, operation, owner):
            raise unauthorized(operation, wanted)


def allowed_owners(account: Account, operation: str) -> list[str]:
    """Return the owners for which *account* may do *operation*; 403 when there is none."""
    allowed = [owner for owner in OWNERS if _may(account, operation, owner)]
    if not allowed:
        raise forbidden(f"Unauthorized to {operation} of any owner")
    return allowed


def unauthorized(operation: str, owners: Iterable[str]) -> KibanaError:
    """Return the 403 that names *owners*."""
    return forbidden(f'Unauthorized to {operation} with owners: "{", ".join(owners)}"')


def _may(account: Account, operation: str, owner: str) -> bool:
    return owner in OWNERS and account.privileges.get(owner) in OPERATIONS[operation]
