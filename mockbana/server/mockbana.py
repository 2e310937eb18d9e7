"""A fake Kibana with its socket, in the running event loop or in a thread of its own."""

import asyncio
import os
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal, Self, TypeVar

from mockbana.app import build_app
from mockbana.harness.assertions.requests import Requests
from mockbana.harness.cases import Cases, SpaceHandle
from mockbana.harness.control.clock import ClockHandle
from mockbana.harness.control.guard import Guard
from mockbana.harness.faults import FaultBook
from mockbana.harness.fixtures.reader import Fixtures
from mockbana.harness.fixtures.snapshot import snapshot
from mockbana.harness.harness import Harness
from mockbana.harness.journal.journal import LIMIT
from mockbana.harness.nearest import NamesNearest
from mockbana.harness.running import require_asyncio
from mockbana.harness.text import counted
from mockbana.harness.tracebacks import hide_frames_of
from mockbana.kibana.deployment import Deployment
from mockbana.kibana.storage import Document
from mockbana.server.down import NOT_RUNNING, Down
from mockbana.server.forks import IN_CHILD
from mockbana.server.listener import Listener
from mockbana.server.options import check
from mockbana.server.port_faults import PortFaults
from mockbana.server.threads import LoopThread, call_in
from mockbana.server.tls import Certificates, certificates_of, client_context

if TYPE_CHECKING:
    from mockbana.remote import RemoteMockbana

T = TypeVar("T")
ELASTIC: Final = ("elastic", "changeme")
NOT_STARTED: Final = (
    "this Mockbana has no url yet, since port 0 takes a free one at the start: start it first, as "
    "in `with Mockbana() as kibana:` or `async with`"
)


@hide_frames_of
class Mockbana(NamesNearest):
    """One fake Kibana.

    ``async with`` runs it in the present event loop, ``with`` in a thread of its own, for blocking
    clients and subprocesses. *fixtures* is a path, a glob, a document or a list of these; *fake*
    adds as many cases from Faker; *port* 0 takes a free one. *license*, *require_auth* and
    *kibana_version*, where given, beat those of the fixtures. *tls* makes up a certificate, or
    takes the ``ssl.SSLContext`` of a server, whose CA clients must know by themselves. With
    *admin_token* the control API wants that token; *allowed_hosts* are further names to call it by.
    Errors: ``FixtureError`` (a ``ValueError``) for a bad fixture, ``OSError`` for a taken port.
    """

    def __init__(
        self,
        fixtures: Fixtures | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        fake: int = 0,
        random_seed: int = 0,
        base_path: str = "",
        journal_limit: int = LIMIT,
        tls: bool | ssl.SSLContext | Certificates = False,
        admin_token: str | None = None,
        allowed_hosts: Sequence[str] = (),
        license: Literal["trial", "platinum", "basic"] | None = None,
        require_auth: bool | None = None,
        kibana_version: str | None = None,
    ) -> None:
        check(host=host, port=port, fake=fake, random_seed=random_seed, base_path=base_path)
        check(journal_limit=journal_limit, admin_token=admin_token, allowed_hosts=allowed_hosts)
        self._certificates = certificates_of(tls, host)
        self.deployment = Deployment(seed=random_seed)
        self.rig = Harness(self.deployment, journal_limit=journal_limit)
        if self._certificates:
            self.rig.faults.certificates = self._certificates.bad
        self.rig.options = _settings(
            license=license, require_auth=require_auth, kibana_version=kibana_version
        )
        self.rig.start_with([*_listed(fixtures), *_fakes(fake), *self.rig.options])
        self.host, self.port, self.base_path = host, port, base_path
        self._guard = Guard(admin_token, (host, *allowed_hosts))
        self.app = build_app(self.deployment, self.rig, base_path, self._guard)
        self._requests = Requests(self.rig.journal, self._address)
        self._listener: Listener | None = None
        self._port_faults: PortFaults | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: LoopThread | None = None
        self._process: int | None = None

    def __repr__(self) -> str:
        where = f"at {self.url}" if self.port else "not started"
        return f"<Mockbana {where}: {counted(self.deployment.count_cases(), 'case')}>"

    @classmethod
    def connect(
        cls,
        url: str,
        admin_token: str | None = None,
        *,
        timeout: float = 10.0,
        ca_pem: str | None = None,
    ) -> "RemoteMockbana":
        """Return a handle on a server elsewhere, such as a container, once it answers.

        It does for tests what a ``Mockbana`` in this process does. *ca_pem* is for https.
        Errors: ``ConnectionError`` when nothing answers within *timeout* seconds.
        """
        from mockbana.remote.mockbana import connect

        return connect(url, admin_token=admin_token, timeout=timeout, ca_pem=ca_pem)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def __enter__(self) -> Self:
        thread = LoopThread(f"mockbana-{id(self):x}")
        try:
            thread.run(self.start())
        except BaseException:
            thread.stop()
            raise
        self._thread = thread
        return self

    def __exit__(self, *_: object) -> None:
        thread, self._thread = self._thread, None
        if thread is not None and not self._is_elsewhere():
            thread.run(self.stop())
            thread.stop()

    async def start(self) -> None:
        """Listen, in the running event loop, which must be asyncio's.

        Once stopped, it listens on the same port and with its state.
        """
        require_asyncio("async with Mockbana()", "use with Mockbana(), which has its own thread")
        if self._listener is not None:
            raise RuntimeError(f"this Mockbana is running already, at {self.url}")
        if self.app.frozen:  # an application of aiohttp serves one loop, once
            self.app = build_app(self.deployment, self.rig, self.base_path, self._guard)
        loop = asyncio.get_running_loop()
        listener = Listener(self.app)
        ports = PortFaults(self.rig.faults, listener, loop)
        context = self._certificates.context if self._certificates else None
        if context is not None and self._certificates and self._certificates.bad:
            context.sni_callback = ports.choose_certificate
        self.port = await listener.open(self.host, self.port, context)
        self._loop, self._listener, self._port_faults = loop, listener, ports
        self._process = os.getpid()
        self.rig.faults.port_changed = lambda: call_in(loop, ports.update)
        ports.update()

    async def stop(self) -> None:
        """Stop listening, drop open connections, and leave no task behind.

        In a forked child it does nothing: the server belongs to the parent.
        """
        listener, ports = self._listener, self._port_faults
        self._listener = self._port_faults = None
        if listener is None or ports is None or self._is_elsewhere():
            return
        self.rig.faults.port_changed = lambda: None
        ports.close()
        await listener.close()

    def down(self) -> Down:
        """Return a context manager, also an async one, in whose block the server is down.

        Its port refuses connections, open ones end, and then it is back with its state.
        """
        self._check_process()
        if self._listener is None:
            raise RuntimeError(NOT_RUNNING)
        return Down(self.call, self._listener)

    def _is_elsewhere(self) -> bool:
        """Whether this process is a fork of the one that serves."""
        return self._process not in (None, os.getpid())

    def _check_process(self) -> None:
        if self._is_elsewhere():
            raise RuntimeError(IN_CHILD)

    @property
    def url(self) -> str:
        """Return the address that clients use as Kibana's, without a slash at the end.

        Errors: ``RuntimeError`` while it isn't known, since port 0 is only taken at the start.
        """
        if not self.port:
            raise RuntimeError(NOT_STARTED)
        return self._address()

    def _address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        scheme = "https" if self._certificates else "http"
        return f"{scheme}://{host}:{self.port}{self.base_path}"

    @property
    def ca_pem(self) -> str | None:
        """Return the certificate (PEM) that clients must trust, with ``tls=True``."""
        return self._certificates.ca_pem if self._certificates else None

    @property
    def ssl(self) -> ssl.SSLContext | None:
        """Return a context for clients that trust this server, ``None`` on plain http."""
        return client_context(self._certificates) if self._certificates else None

    @property
    def auth(self) -> tuple[str, str]:
        """Return user name and password of the superuser."""
        return ELASTIC

    @property
    def api_key(self) -> str:
        """Return an encoded API key, to be sent as ``Authorization: ApiKey ...``."""
        return self.deployment.any_api_key()

    @property
    def clock(self) -> ClockHandle:
        """Return the clock of the deployment: ``freeze``, ``advance``, ``unfreeze``."""
        self._check_process()
        return ClockHandle(self.deployment.clock)

    @property
    def faults(self) -> FaultBook:
        """Return the fault rules."""
        self._check_process()
        return self.rig.faults

    @property
    def requests(self) -> Requests:
        """Return the requests so far, to be asserted on."""
        self._check_process()
        return self._requests

    @property
    def bugs(self) -> list[Exception]:
        """Return the exceptions of our own that requests have met since the last reset."""
        self._check_process()
        return self.rig.bugs

    @property
    def cases(self) -> Cases:
        """Return the cases of the default space."""
        return self.space("default").cases

    def space(self, name: str) -> SpaceHandle:
        """Return a handle on the space *name*."""
        return SpaceHandle(self.deployment, name, self.call)

    def reset(self, fixtures: Fixtures | None = None) -> None:
        """Go back to the state at the start, or to exactly *fixtures*; forget requests, faults.

        Settings that the server was made with hold on, except where *fixtures* say otherwise.
        """
        self.call(lambda: self.rig.reset(fixtures))

    def load(self, fixtures: Fixtures) -> None:
        """Add *fixtures* to the present state: all of them or nothing."""
        self.call(lambda: self.rig.load(fixtures))

    def snapshot(self) -> Document:
        """Return the whole state as a fixture document."""
        return self.call(lambda: snapshot(self.deployment))

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Go back to the present state at the end of the block."""
        state = self.call(self.deployment.freeze)
        try:
            yield
        finally:
            self.call(lambda: self.deployment.thaw(state))

    def call(self, function: Callable[[], T]) -> T:
        """Return ``function()``, run in the server's loop so that no request comes in between.

        Errors: ``RuntimeError`` in a forked child, where there is no such loop.
        """
        self._check_process()
        return call_in(self._loop, function)


def _listed(fixtures: Fixtures | None) -> list[Any]:
    return [] if fixtures is None else [fixtures]


def _fakes(number: int) -> list[Document]:
    return [{"cases": [{"fake": number}]}] if number else []


def _settings(**settings: Any) -> list[Document]:
    given = {key: value for key, value in settings.items() if value is not None}
    return [{"settings": given}] if given else []
