"""A fake Kibana with its socket, in the running event loop or in a thread of its own."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from aiohttp import web

from .app import build_app
from .kibana.clock import Clock
from .kibana.deployment import Deployment
from .kibana.storage import Document
from .rig.faults import FaultBook
from .rig.fixtures import snapshot
from .rig.fixtures.read import Fixtures
from .rig.handles import Cases, SpaceHandle
from .rig.journal import LIMIT
from .rig.requests import Requests
from .rig.rig import Rig

T = TypeVar("T")
ELASTIC: Final = ("elastic", "changeme")


class Mockbana:
    """One fake Kibana.

    ``async with`` runs it in the present event loop, ``with`` in a thread of its own, for blocking
    clients and subprocesses. *fixtures* is a path, a glob, a document or a list of these; *fake* adds
    as many cases from Faker; *port* 0 takes a free one. The other settings are those of Kibana and,
    where given, beat those of the fixtures.
    Errors: ``FixtureError`` (a ``ValueError``) for a bad fixture, ``OSError`` for a port that is taken.
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
        **settings: Any,
    ) -> None:
        self.deployment = Deployment(seed=random_seed)
        self.rig = Rig(self.deployment, journal_limit=journal_limit)
        self.rig.start_with([*_listed(fixtures), *_fakes(fake), *_settings(settings)])
        self.host, self.port, self.base_path = host, port, base_path
        self.app = build_app(self.deployment, self.rig, base_path)
        self.requests = Requests(self.rig.journal)
        self._runner: web.AppRunner | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name=f"mockbana-{id(self):x}", daemon=True
        )
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self.start(), self._loop).result()
        except BaseException:
            self._end_thread()
            raise
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(self.stop(), self._loop).result()
        self._end_thread()

    def _end_thread(self) -> None:
        assert self._loop is not None
        assert self._thread is not None
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._loop = self._thread = None

    async def start(self) -> None:
        """Listen, in the running event loop."""
        self._loop = asyncio.get_running_loop()
        runner = web.AppRunner(
            self.app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await runner.setup()
        try:
            site = web.TCPSite(runner, self.host, self.port)
            await site.start()
        except BaseException:
            await runner.cleanup()
            raise
        self._runner, self.port = runner, site.port

    async def stop(self) -> None:
        """Stop listening, drop open connections, and leave no task behind."""
        runner, self._runner = self._runner, None
        if runner is None:
            return
        for site in list(runner.sites):
            await site.stop()
        for connection in runner.server.connections if runner.server else ():
            if connection.transport is not None:
                connection.transport.abort()
        await runner.cleanup()

    @property
    def url(self) -> str:
        """Return the address that clients use as Kibana's, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}{self.base_path}"

    @property
    def auth(self) -> tuple[str, str]:
        """Return user name and password of the superuser."""
        return ELASTIC

    @property
    def api_key(self) -> str:
        """Return an encoded API key, to be sent as ``Authorization: ApiKey ...``."""
        return self.deployment.any_api_key()

    @property
    def clock(self) -> Clock:
        """Return the clock of the deployment: ``freeze``, ``advance``, ``unfreeze``."""
        return self.deployment.clock

    @property
    def faults(self) -> FaultBook:
        """Return the fault rules."""
        return self.rig.faults

    @property
    def bugs(self) -> list[Exception]:
        """Return the exceptions of our own that requests have met since the last reset."""
        return self.rig.bugs

    @property
    def cases(self) -> Cases:
        """Return the cases of the default space."""
        return self.space("default").cases

    def space(self, name: str) -> SpaceHandle:
        """Return a handle on the space *name*."""
        return SpaceHandle(self.deployment, name, self.call)

    def reset(self, fixtures: Fixtures | None = None) -> None:
        """Go back to the state at the start, or to exactly *fixtures*; forget requests, faults."""
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
        """Return ``function()``, run in the server's loop so that no request comes in between."""
        loop = self._loop
        if loop is None or not loop.is_running() or _running_loop() is loop:
            return function()
        return asyncio.run_coroutine_threadsafe(_as_coroutine(function), loop).result()


async def _as_coroutine(function: Callable[[], T]) -> T:
    return function()


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _listed(fixtures: Fixtures | None) -> list[Any]:
    return [] if fixtures is None else [fixtures]


def _fakes(number: int) -> list[Document]:
    return [{"cases": [{"fake": number}]}] if number else []


def _settings(settings: Document) -> list[Document]:
    given = {key: value for key, value in settings.items() if value is not None}
    return [{"settings": given}] if given else []
