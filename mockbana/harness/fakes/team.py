"""The people and companies that fake cases are about; they recur.

The facts of a fake case: hosts, addresses, numbers, people.

Hosts and addresses are reserved for documentation (RFC 2606, 3849, 5737).
"""

import base64
import unicodedata
from collections.abc import Sequence
from itertools import count
from random import Random
from typing import Final, TypeAlias, TypeVar

from faker import Faker

from mockbana.harness.fakes.vocabulary import CITIES, SERVICES, SITES

T = TypeVar("T")
User = dict[str, str]
_TEAM: Final = 30
_FAMILY_FIRST: Final = ("hu", "ja", "ko", "vi", "zh")


class Dice(Random):
    """Chance made of ``random()`` alone, the one method that Python promises not to change."""

    def below(self, limit: int) -> int:
        """Return a number from 0 to *limit*, which is left out."""
        return int(self.random() * limit)

    def pick(self, options: Sequence[T]) -> T:
        """Return one of *options*."""
        return options[int(self.random() * len(options))]

    def few(self, options: Sequence[T], count: int) -> list[T]:
        """Return so many different *options*."""
        left = list(options)
        return [left.pop(self.below(len(left))) for _ in range(count)]


class World:
    """A team and its surroundings, the same for the same *seed* and *locale*.

    Errors: ``ValueError`` for a locale that Faker doesn't know.
    """

    def __init__(self, seed: int, locale: str) -> None:
        fake = _faker(locale)
        fake.seed_instance(str(seed))
        self.people, self.first_names = _people(fake, locale, Dice(f"{seed}/people"))
        self.companies = [fake.company() for _ in range(_TEAM)]


def _faker(locale: str) -> Faker:
    try:
        return Faker(locale, use_weighting=False)
    except AttributeError:
        raise ValueError(f'Faker has no locale "{locale}"; it has en_US, de_DE, ...') from None


def _people(fake: Faker, locale: str, dice: Dice) -> tuple[list[User], dict[str, str]]:
    """Return the people, and the first name of each username."""
    people: dict[str, User] = {}
    first_names: dict[str, str] = {}
    for tries in count():
        if len(people) == _TEAM:
            break
        first, last = fake.first_name(), fake.last_name()
        name = _ascii(first[:1] + last) or _ascii(fake.user_name())
        if tries > 10 * _TEAM:  # a locale may have too few names that can be written in ASCII
            name += str(tries)
        noise = base64.urlsafe_b64encode(bytes(dice.below(256) for _ in range(32)))
        people[name] = {
            "username": name,
            "full_name": _full(first, last, locale),
            "email": f"{name}@example.com",
            "profile_uid": f"u_{noise.decode().rstrip('=')}_0",
        }
        first_names[name] = first
    return list(people.values()), first_names


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(filter(str.isalnum, plain)).lower()


def _full(first: str, last: str, locale: str) -> str:
    names = f"{last} {first}" if locale.startswith(_FAMILY_FIRST) else f"{first} {last}"
    return " ".join(names.split())


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
