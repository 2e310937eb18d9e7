"""Secrets that leave the server: starred out, and still equal to whoever knows them."""

import hashlib
from typing import Any, Self

from .masking import is_secret, masked_value


class Sealed(str):
    """A starred-out value, ``Basic ***``, that is equal to the value that it stands for.

    So a test elsewhere can ask whether the right credentials were sent, and no log shows them.
    """

    __slots__ = ("digest", "salt")

    salt: str
    digest: str

    def __new__(cls, shown: str, salt: str, digest: str) -> Self:
        """Return a value that shows as *shown*."""
        self = super().__new__(cls, shown)
        self.salt, self.digest = salt, digest
        return self

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Sealed):
            return (self.salt, self.digest) == (other.salt, other.digest)
        return isinstance(other, str) and digest(self.salt, other) == self.digest

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.digest)


def digest(salt: str, value: str) -> str:
    """Return what tells whether two values are equal, and nothing else about them."""
    return hashlib.sha256(f"{salt}/{value}".encode("utf-8", "surrogatepass")).hexdigest()


def sealed_header(name: str, value: str, salt: str) -> list[str]:
    """Return a header as a row of JSON; one that is a secret has a digest in place of its value."""
    if not is_secret(name):
        return [name, value]
    return [name, masked_value(name, value), digest(salt, value)]


def opened_header(row: list[str], salt: str) -> tuple[str, Any]:
    """Return the name and value of a header that ``sealed_header`` made a row of."""
    name, value, *digests = row
    return name, Sealed(value, salt, digests[0]) if digests else value
