"""The facts of a fake case: hosts, addresses, numbers, people.

Hosts and addresses are reserved for documentation (RFC 2606, 3849, 5737).
"""

from typing import TypeAlias

from .words import CITIES, SERVICES, SITES
from .world import Dice, User, World

Facts: TypeAlias = dict[str, object]


def draw_facts(world: World, dice: Dice, affected: User, helper: User) -> Facts:
    """Return the meaning of each word in braces, but for ``sha``."""
    return {
        "user": affected["username"],
        "name": affected["full_name"],
        "colleague": world.first_names[helper["username"]],
        "company": dice.pick(world.companies),
        "city": dice.pick(CITIES),
        **_hosts(dice),
        **_addresses(dice),
        **_numbers(dice),
    }


def _hosts(dice: Dice) -> Facts:
    site, service, number = dice.pick(SITES), dice.pick(SERVICES), dice.below(90) + 10
    letters = "".join(dice.pick("bcdfghjklmnpqrstvwxz2456789") for _ in range(5))
    return {
        "site": site,
        "service": service,
        "server": f"{dice.pick(('app', 'web'))}-{site}-{number}.example.com",
        "gateway": f"vpn-{site}-{number}.example.com",
        "share": f"file-{site}-{number}.example.com",
        "database": f"db-{site}-{number}.example.com",
        "node": f"k8s-{site}-{number}.example.com",
        "laptop": f"lt-{site}-{dice.below(9_000) + 1_000}",
        "pod": f"{service}-{dice.below(16**9):09x}-{letters}",
    }


def _addresses(dice: Dice) -> Facts:
    lure = dice.pick(("account", "docs", "invoice", "portal", "sign-in", "sync"))
    domain = f"{lure}-{dice.below(65_536):04x}.example.net"
    return {
        "domain": domain,
        "mail": f"{dice.pick(('billing', 'help', 'it', 'office'))}@{domain}",
        "inner": f"192.0.2.{dice.below(254) + 1}",
        "outer": f"{dice.pick(('198.51.100', '203.0.113'))}.{dice.below(254) + 1}",
        "v6": f"2001:db8:{dice.below(65_535) + 1:x}::{dice.below(65_535) + 1:x}",
    }


def _numbers(dice: Dice) -> Facts:
    return {
        "ticket": f"INC-{dice.below(90_000) + 10_000}",
        "change": f"CHG-{dice.below(9_000) + 1_000}",
        "pid": dice.below(60_000) + 400,
        "count": dice.below(470) + 12,
        "minutes": dice.below(50) + 5,
        "days": dice.below(20) + 3,
        "ms": dice.below(40) * 50 + 400,
        "percent": dice.below(80) + 15,
        "full": dice.below(14) + 85,
        "gb": dice.below(180) + 12,
    }
