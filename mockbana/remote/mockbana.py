"""``Mockbana.connect``: one fake Kibana that runs elsewhere.

States of a server elsewhere to go back to.

The clock of a server elsewhere.
"""

import base64
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, Self
from urllib.parse import urlsplit

from mockbana.address import address
from mockbana.harness.assertions.requests import Requests
from mockbana.harness.control.clock import as_frozen
from mockbana.harness.fixtures.problems import FixtureError
from mockbana.harness.fixtures.reader import Fixtures, read
from mockbana.harness.nearest import NamesNearest
from mockbana.harness.tracebacks import hide_frames_of
from mockbana.harness.trust import trusting_context
from mockbana.kibana.clock import milliseconds
from mockbana.kibana.storage import Document
from mockbana.originals import time
from mockbana.remote.cases import RemoteCases, RemoteSpace, mended
from mockbana.remote.connection import Connection, ControlError
from mockbana.remote.faults import RemoteFaults
from mockbana.remote.requests import RemoteJournal

ELASTIC: Final = ("elastic", "changeme")
_BETWEEN_TRIES: Final = 0.05
NO_WAY_BACK: Final = (
    "a server elsewhere that is down can't be asked to come back; faults.refused(seconds=...) "
    "closes its port for a time"
)


@hide_frames_of
class RemoteMockbana(NamesNearest):
    """What ``Mockbana`` offers to tests, for a server that runs elsewhere.

    *url* is the address that clients use as Kibana's. *ca_pem* is the certificate to trust, for
    https. As a context manager it closes its connection at the end; the server goes on.
    """

    def __init__(
        self, url: str, *, admin_token: str | None = None, ca_pem: str | None = None
    ) -> None:
        self.url = url = address(url)
        self.to_start: Callable[[], None] | None = None
        self.ca_pem = ca_pem
        parts = urlsplit(self.url)
        context = self.ssl if parts.scheme == "https" else None
        self._connection = Connection(self.url, admin_token, context)
        self.host, self.base_path = parts.hostname or "", parts.path
        self.port = parts.port or (443 if parts.scheme == "https" else 80)
        self.clock = RemoteClock(self._connection)
        self.faults = RemoteFaults(self._connection)
        self.states = RemoteStates(self._connection)
        self.requests = Requests(RemoteJournal(self._connection), lambda: url)

    def __repr__(self) -> str:
        return f"<RemoteMockbana at {self.url}>"

    def wait_until_ready(self, timeout: float) -> Self:
        """Return when the server answers; ``ConnectionError`` if it doesn't within *timeout* s."""
        end = time.monotonic() + timeout
        while True:
            try:
                self._connection.ask("GET", "health", timeout=max(1.0, timeout))
                self._connection.ask("GET", "settings")
            except ConnectionError as error:
                untrusted = isinstance(error.__cause__, ssl.SSLCertVerificationError)
                if untrusted or time.monotonic() >= end:
                    raise
                time.sleep(_BETWEEN_TRIES)
            else:
                return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection to the control API."""
        self._connection.close()

    @property
    def ssl(self) -> ssl.SSLContext | None:
        """Return a context for clients that trust this server, ``None`` on plain http."""
        if not self.url.startswith("https:"):
            return None
        return trusting_context(self.ca_pem)

    @property
    def auth(self) -> tuple[str, str]:
        """Return user name and password of the superuser."""
        return ELASTIC

    @property
    def api_key(self) -> str:
        """Return an encoded API key, to be sent as ``Authorization: ApiKey ...``."""
        for user in self.snapshot()["users"]:
            for key in user["api_keys"]:
                return base64.b64encode(f"{key['id']}:{key['key']}".encode()).decode()
        raise LookupError("no user has an API key; give one in the fixture: users[0].api_keys")

    @property
    def bugs(self) -> list[Exception]:
        """Return the exceptions of our own that requests have met since the last reset."""
        return [RuntimeError(bug) for bug in self._connection.ask("GET", "bugs")]

    @property
    def cases(self) -> RemoteCases:
        """Return the cases of the default space."""
        return self.space("default").cases

    def space(self, name: str) -> RemoteSpace:
        """Return a handle on the space *name*."""
        return RemoteSpace(self._connection, name)

    def reset(self, fixtures: Fixtures | None = None) -> None:
        """Go back to the state at the start, or to exactly *fixtures*; forget requests, faults.

        Files are read here, not there. In a test the start is that of the test.
        """
        if fixtures is None and self.to_start is not None:
            self.to_start()
        else:
            self.reset_server(fixtures)

    def reset_server(self, fixtures: Fixtures | None = None) -> None:
        """Go back to the start of the server, or to exactly *fixtures*, not to ``to_start``."""
        self._change("reset", fixtures)
        self.faults.forget_left()

    def load(self, fixtures: Fixtures) -> None:
        """Add *fixtures* to the present state: all of them or nothing. Files are read here."""
        self._change("load", fixtures)

    def _change(self, call: str, fixtures: Fixtures | None) -> None:
        sources = None if fixtures is None else read(fixtures)
        documents = None if sources is None else [source.document for source in sources]
        try:
            self._connection.ask("POST", call, documents)
        except ControlError as refusal:
            error = mended(refusal)
            if isinstance(error, FixtureError) and sources and len(sources) == 1:
                raise sources[0].error(error.problems) from None
            raise error from None

    def down(self) -> Any:
        """Refuse: with its port closed, a server elsewhere could not be asked to come back."""
        raise NotImplementedError(NO_WAY_BACK)

    def snapshot(self) -> Document:
        """Return the whole state as a fixture document."""
        document: Document = self._connection.ask("GET", "snapshot")
        return document

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Go back to the present state at the end of the block."""
        state = self.states.keep()
        try:
            yield
        finally:
            self.states.restore(state)
            self.states.forget(state)


def connect(
    url: str, *, admin_token: str | None, timeout: float, ca_pem: str | None
) -> RemoteMockbana:
    """Return the server at *url*, once it answers."""
    kibana = RemoteMockbana(url, admin_token=admin_token, ca_pem=ca_pem)
    return kibana.wait_until_ready(timeout)


class RemoteStates:
    """The savepoints of a server, over *connection*; it keeps them until they are forgotten."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self) -> str:
        """Return the id of a savepoint at the present state."""
        return str(self._connection.ask("POST", "savepoints")["id"])

    def merge(self, onto: str, before: str, after: str, start: str) -> str:
        """Return the id of a savepoint at *onto* with what changed between two others.

        Rows that had changed between *start* and *before* are left out.
        Errors: ``ControlError``, 409 when *onto* has a changed row in another form.
        """
        roles = {"onto": onto, "from": before, "to": after, "start": start}
        return str(self._connection.ask("POST", "savepoints", roles)["id"])

    def restore(self, state: str) -> None:
        """Go back to a savepoint, which stays."""
        self._connection.ask("POST", f"savepoints/{state}/restore")

    def forget(self, state: str) -> None:
        """Remove a savepoint; the present state stays as it is."""
        self._connection.ask("DELETE", f"savepoints/{state}")

    def is_present(self, state: str) -> bool:
        """Whether the present state is that of a savepoint."""
        savepoints = self._connection.ask("GET", "savepoints")
        return any(each["id"] == state and each["present"] for each in savepoints)


@hide_frames_of
class RemoteClock(NamesNearest):
    """What ``Clock`` offers to tests, over *connection*."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __repr__(self) -> str:
        return f"<clock of {self._connection.url}>"

    def now(self) -> int:
        """Return the time in milliseconds since 1970."""
        return milliseconds(self._connection.ask("GET", "clock")["now"])

    @property
    def frozen(self) -> bool:
        """Whether the clock is stopped."""
        return bool(self._connection.ask("GET", "clock")["frozen"])

    def freeze(self, timestamp: str | datetime | None = None) -> None:
        """Stop the clock, at *timestamp* (text is ISO 8601) or where it stands."""
        self._set({"freeze": as_frozen(timestamp)})

    def advance(self, seconds: float) -> None:
        """Move the clock on, stopped or not; a negative number moves it back."""
        self._set({"advance": seconds})

    def unfreeze(self) -> None:
        """Let the clock run on from where it stands."""
        self._set({"unfreeze": True})

    def _set(self, change: dict[str, Any]) -> None:
        try:
            self._connection.ask("POST", "clock", change)
        except ControlError as error:
            raise ValueError(str(error)) from None
