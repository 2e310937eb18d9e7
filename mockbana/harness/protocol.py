"""A fake Kibana as tests use it, whether it runs in this process or elsewhere."""

import ssl
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from mockbana.harness.assertions.requests import Requests
from mockbana.harness.faults.methods import KindMethods
from mockbana.harness.fixtures.reader import Fixtures
from mockbana.kibana.storage import Document


class FakeCases(Protocol):
    """The cases of one space, as plain dictionaries."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Document]: ...
    def __contains__(self, case_id: object) -> bool: ...
    def __getitem__(self, case_id: str) -> Document:
        """Return a case with its comments, as it is now; ``KeyError`` without one."""

    def add(self, **fields: Any) -> Document:
        """Add a case and return it; ``FixtureError`` for what Kibana would refuse."""

    def fake(self, number: int = 1, **fields: Any) -> list[Document]:
        """Add *number* cases from Faker that all have *fields*, and return them."""

    def add_all(self, cases: list[Document]) -> list[Document]:
        """Add all of *cases*, each as ``add`` and a fixture document take it, or none of them."""

    def edit(self, case_id: str, /, **fields: Any) -> Document:
        """Change a case as another user would, with a new version, and return it."""

    def delete(self, case_id: str, /) -> None:
        """Delete a case as another user would, with all that belongs to it."""

    def comment(self, case_id: str, text: str, /) -> Document:
        """Comment on a case as another user would, and return the case with its new version."""

    def attach(self, case_id: str, attachment: Document, /) -> Document:
        """Do as ``comment`` with what Kibana's API for comments takes; type and owner may lack."""


class FakeSpace(Protocol):
    """One space."""

    @property
    def name(self) -> str:
        """Return its id."""

    @property
    def cases(self) -> FakeCases:
        """Return its cases."""


class FakeClock(Protocol):
    """The clock that dates all that is written."""

    def now(self) -> int:
        """Return the time in milliseconds since 1970."""

    @property
    def frozen(self) -> bool:
        """Whether the clock is stopped."""

    def freeze(self, timestamp: str | datetime | None = None) -> None:
        """Stop the clock, at *timestamp* (text is ISO 8601) or where it stands."""

    def advance(self, seconds: float) -> None:
        """Move the clock on, stopped or not; a negative number moves it back."""

    def unfreeze(self) -> None:
        """Let the clock run on from where it stands."""


class FakeKibana(Protocol):
    """What ``Mockbana``, ``RemoteMockbana`` and the fixture ``mockbana`` share."""

    @property
    def url(self) -> str:
        """Return the address that clients use as Kibana's, without a slash at the end."""

    @property
    def host(self) -> str:
        """Return the host in it."""

    @property
    def port(self) -> int:
        """Return the port in it."""

    @property
    def base_path(self) -> str:
        """Return the path in it."""

    @property
    def auth(self) -> tuple[str, str]:
        """Return user name and password of the superuser."""

    @property
    def api_key(self) -> str:
        """Return an encoded API key, to be sent as ``Authorization: ApiKey ...``."""

    @property
    def ca_pem(self) -> str | None:
        """Return the certificate (PEM) that clients must trust, if it is known."""

    @property
    def ssl(self) -> ssl.SSLContext | None:
        """Return a context for clients that trust this server, ``None`` on plain http."""

    @property
    def clock(self) -> FakeClock:
        """Return the clock."""

    @property
    def faults(self) -> KindMethods:
        """Return the fault rules."""

    @property
    def bugs(self) -> list[Exception]:
        """Return the exceptions of the server's own that requests have met since the last reset."""

    @property
    def requests(self) -> Requests:
        """Return the recorded requests."""

    @property
    def cases(self) -> FakeCases:
        """Return the cases of the default space."""

    def space(self, name: str) -> FakeSpace:
        """Return a handle on the space *name*."""

    def reset(self, fixtures: Fixtures | None = None) -> None:
        """Go back to the state at the start, or to exactly *fixtures*; forget requests, faults."""

    def load(self, fixtures: Fixtures) -> None:
        """Add *fixtures* to the present state: all of them or nothing."""

    def snapshot(self) -> Document:
        """Return the whole state as a fixture document."""

    def savepoint(self) -> AbstractContextManager[None]:
        """Go back to the present state at the end of the block."""
