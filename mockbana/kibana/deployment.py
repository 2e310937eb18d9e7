"""The state of one Kibana: all that it knows hangs on a ``Deployment``, nothing on a module."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from mockbana.kibana.clock import Clock
from mockbana.kibana.javascript import MAX_SAFE_INTEGER
from mockbana.kibana.releases import Release, release_of
from mockbana.kibana.storage import Document, Space

Level = Literal["all", "read", "none"]
License = Literal["trial", "platinum", "basic"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What an administrator of Kibana sets."""

    license: License = "trial"
    require_auth: bool = False
    kibana_version: str = "9.1.0"


@dataclass(frozen=True, slots=True)
class Account:
    """A user with its credentials; *privileges* has a level per owner, absent means none."""

    username: str
    password: str
    full_name: str | None = None
    email: str | None = None
    profile_uid: str | None = None
    api_keys: Mapping[str, str] = field(default_factory=dict)
    tokens: frozenset[str] = frozenset()
    privileges: Mapping[str, Level] = field(default_factory=dict)

    @property
    def may_log_in(self) -> bool:
        """Whether the account has any privilege in Kibana; ours are the same in all spaces."""
        return any(level != "none" for level in self.privileges.values())

    def user(self) -> Document:
        """Return the user object of Kibana's answers; ``profile_uid`` only when there is one."""
        user: Document = {
            "username": self.username,
            "full_name": self.full_name,
            "email": self.email,
        }
        return user if self.profile_uid is None else {**user, "profile_uid": self.profile_uid}


ELASTIC = Account(
    username="elastic",
    password="changeme",  # noqa: S106 - the documented default
    api_keys={"elastic-key": "changeme"},
    privileges={"cases": "all", "observability": "all", "securitySolution": "all"},
)
_VARIANTS = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
DEFAULT_SPACE: Document = {
    "id": "default",
    "name": "Default",
    "description": "This is your default space!",
    "color": "#00bfb3",
    "disabledFeatures": [],
    "_reserved": True,
}


@dataclass(frozen=True, slots=True)
class Frozen:
    """The whole state of a deployment at one moment, by pointers."""

    settings: Settings
    accounts: Mapping[str, Account]
    spaces: Mapping[str, Document]
    objects: Mapping[str, dict[str, Any]]
    sequence: int
    ids: int
    clock: tuple[int | None, int]


class Deployment:
    """One Kibana: its settings, accounts, spaces, saved objects, clock, ids and versions.

    *seed* decides every id that it makes up.
    """

    def __init__(self, *, seed: int = 0) -> None:
        self.seed = seed
        self.clock = Clock()
        self.clear()

    def clear(self) -> None:
        """Forget everything but the seed: default settings, one space, nobody but elastic."""
        self.settings = Settings()
        self.clock.set((None, 0))
        self.accounts: dict[str, Account] = {ELASTIC.username: ELASTIC}
        self.spaces: dict[str, Document] = {"default": DEFAULT_SPACE}
        self._objects: dict[str, Space] = {"default": Space()}
        self.sequence = 0
        self.numbers = 0

    @property
    def release(self) -> Release:
        """Return the release of Kibana that this is."""
        return release_of(self.settings.kibana_version)

    def objects(self, space: str) -> Space:
        """Return the saved objects of *space*; ``KeyError`` when there is no such space."""
        return self._objects[space]

    def add_space(self, space: Document) -> None:
        """Add *space*, or replace what is known of it; its saved objects stay."""
        self.spaces = {**self.spaces, space["id"]: space}
        self._objects.setdefault(space["id"], Space())

    def remove_space(self, space: str) -> None:
        """Remove *space* and all that is in it."""
        self.spaces = {name: kept for name, kept in self.spaces.items() if name != space}
        del self._objects[space]

    def change_settings(self, **changes: Any) -> None:
        """Change some settings."""
        self.settings = replace(self.settings, **changes)

    def add_account(self, account: Account) -> None:
        """Add *account*, or replace the one of the same name."""
        self.accounts = {**self.accounts, account.username: account}

    def any_api_key(self) -> str:
        """Return an encoded API key of the first account that has one; ``LookupError`` without."""
        for account in self.accounts.values():
            for key_id, key in account.api_keys.items():
                return base64.b64encode(f"{key_id}:{key}".encode()).decode()
        raise LookupError("no user has an API key; give one in the fixture: users[0].api_keys")

    def count_cases(self) -> int:
        """Return how many cases there are in all spaces."""
        return sum(len(space.cases) for space in self._objects.values())

    def take_number(self) -> int:
        """Return a number that was not taken before."""
        self.numbers += 1
        return self.numbers

    def go_on_from(self, *, sequence: int = 0, ids: int = 0) -> None:
        """Give out no version and no id that is older than these."""
        self.sequence, self.numbers = max(self.sequence, sequence), max(self.numbers, ids)

    def new_id(self) -> str:
        """Return a new UUID (version 4); the same seed gives the same row of them."""
        source = f"{self.seed}/{self.take_number()}"
        hex_ = hashlib.blake2b(source.encode(), digest_size=16).hexdigest()
        variant = _VARIANTS[hex_[16]]
        return f"{hex_[:8]}-{hex_[8:12]}-4{hex_[13:16]}-{variant}{hex_[17:20]}-{hex_[20:]}"

    def new_version(self) -> str:
        """Return the version of the next document to be written.

        Every write of any document advances ``_seq_no``, as in one shard of Elasticsearch.
        Source: kibana src/core/packages/saved-objects/base-server-internal/src/version
        """
        version = encode_version(self.sequence)
        self.sequence += 1
        return version

    def freeze(self) -> Frozen:
        """Return the present state, for ``thaw``."""
        return Frozen(
            settings=self.settings,
            accounts=self.accounts,
            spaces=self.spaces,
            objects={name: space.freeze() for name, space in self._objects.items()},
            sequence=self.sequence,
            ids=self.numbers,
            clock=self.clock.reading(),
        )

    def thaw(self, state: Frozen) -> None:
        """Go back to *state*."""
        self.settings = state.settings
        self.accounts, self.spaces = dict(state.accounts), dict(state.spaces)
        self._objects = {name: Space.thaw(rows) for name, rows in state.objects.items()}
        self.sequence, self.numbers = state.sequence, state.ids
        self.clock.set(state.clock)


def encode_version(sequence: int) -> str:
    """Return the version token for a ``_seq_no``: ``WzIzLDFd`` stands for ``[23,1]``."""
    return binascii.b2a_base64(b"[%d,1]" % sequence, newline=False).decode()


def decode_version(version: str) -> int:
    """Return the ``_seq_no`` of a version token; ``ValueError`` when it isn't one."""
    match json.loads(base64.b64decode(version, validate=True)):
        case [int(sequence), int()] if sequence <= MAX_SAFE_INTEGER:
            return sequence
    raise ValueError(version)
