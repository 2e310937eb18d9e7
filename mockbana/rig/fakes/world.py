"""The people and companies that fake cases are about; they recur."""

import base64
import unicodedata
from collections.abc import Sequence
from itertools import count
from random import Random
from typing import Final, TypeVar

from faker import Faker

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
