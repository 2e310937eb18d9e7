"""The socket: an application that listens, and speaks to broken requests as Kibana's Node does."""

import asyncio
import logging
import socket
import ssl
from asyncio.trsock import TransportSocket
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final

from aiohttp import web

from mockbana.app import ENTRANCE
from mockbana.kibana.http.errors import BARE_400
from mockbana.kibana.http.lifecycle import MAX_HEADER_BLOCK
from mockbana.server.forks import keep_from_children
from mockbana.server.ports import (
    Address,
    ListeningSocket,
    addresses_of,
    bound_to,
    close_all,
    port_of,
)

LOG: Final = logging.getLogger("mockbana.http")
OPTIONS: Final[dict[str, Any]] = {
    "access_log": None,
    "auto_decompress": False,
    "keepalive_timeout": 120.0,
    "lingering_time": 0.5,
    "logger": LOG,
    "max_field_size": MAX_HEADER_BLOCK,
    "max_headers": 4096,
    "max_line_size": MAX_HEADER_BLOCK,
}
CLOSING: Final = 0.1
BACKLOG: Final = 1024
ACCEPTING: Final = 3
"""Rounds of the event loop until a connection that has just come is one that can be closed."""


class Protocol(web.RequestHandler):
    """One connection. What can't be parsed gets Node's bare answer and is cut off."""

    socket: TransportSocket
    is_welcome: Callable[[], bool]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket, for which a transport that has ended can't be asked any more.

        A connection that came just before the port was closed ends.
        """
        self.socket = transport.get_extra_info("socket")
        super().connection_made(transport)
        if self.transport is not None and not self.is_welcome():
            self.transport.abort()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer a request that no handler can be asked about."""
        LOG.debug("%s: a request that can't be read: %s", request.remote, message or exc)
        if self.transport is not None:
            self.transport.write(BARE_400)
            self.transport.close()
        response = web.Response(status=status)
        response.force_close()
        return response

    @property
    def is_idle(self) -> bool:
        """Whether no request is under way."""
        return self._waiter is not None

    def close(self) -> None:
        """End the connection: behind the answer under way, now if there is none.

        aiohttp leaves one without a request open, and no longer listens to it.
        """
        idle = self.is_idle
        super().close()
        if idle and self.transport is not None:
            self.transport.close()

    def connection_lost(self, exc: BaseException | None) -> None:
        """End the connection for its client, too, where another process has a copy of the socket.

        One that is to be reset ends when the last copy is closed.
        """
        with suppress(OSError, TypeError):  # uvloop's sockets have no such methods
            if not any(self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)):
                self.socket.shutdown(socket.SHUT_RDWR)
        super().connection_lost(exc)


def _tls_options(tls: ssl.SSLContext | None) -> dict[str, Any]:
    """Return what an event loop wants to know; clients needn't confirm the end of a connection."""
    return {"ssl": tls, "ssl_shutdown_timeout": CLOSING} if tls else {}


class Listener:
    """An application on a port, which may refuse connections for a while.

    All but ``open`` and ``close`` happens at once, in the thread of the event loop.
    """

    def __init__(self, app: web.Application) -> None:
        self._runner = web.AppRunner(
            app, handler_cancellation=True, shutdown_timeout=CLOSING, **OPTIONS
        )
        self._addresses: list[Address] = []
        self._sockets: list[ListeningSocket] = []
        self._servers: list[asyncio.Server] = []
        self._refusing: set[object] = set()
        self._start: asyncio.Task[None] | None = None

    async def open(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Listen and return the port; ``OSError`` when it is taken."""
        self._loop, self._tls = asyncio.get_running_loop(), _tls_options(tls)
        await self._runner.setup()
        self._take_short_cut()
        try:
            self._addresses = await addresses_of(host)
            self._sockets = bound_to(self._addresses, port)
            await self._serve()
        except BaseException:
            self._stop_listening()
            await self._runner.cleanup()
            raise
        keep_from_children(self)
        return port_of(self._sockets)

    def _take_short_cut(self) -> None:
        server = self._runner.server
        if server is not None:
            server.request_handler = self._runner.app[ENTRANCE].short_cut(server.request_handler)

    async def _serve(self) -> None:
        for bound in self._sockets:
            server = await self._loop.create_server(
                self._protocol, sock=bound, backlog=BACKLOG, start_serving=False, **self._tls
            )
            self._servers.append(server)
        for server in self._servers:
            await server.start_serving()

    def _protocol(self) -> Protocol:
        server = self._runner.server
        if server is None:
            raise RuntimeError("the listener is closed")
        protocol = Protocol(server, loop=asyncio.get_running_loop(), **OPTIONS)
        protocol.is_welcome = lambda: bool(self._sockets) and not self._refusing
        return protocol

    def refuse(self, reason: object) -> None:
        """Refuse connections until there is no *reason* left; the port stays taken."""
        if not self._refusing:
            port = port_of(self._sockets)
            self._stop_listening()
            self._sockets = bound_to(self._addresses, port)
        self._refusing.add(reason)

    def accept(self, reason: object) -> None:
        """Take connections again, unless there is another reason than *reason* not to."""
        if reason not in self._refusing:
            return
        self._refusing.remove(reason)
        if not self._refusing:
            for bound in self._sockets:
                bound.listen(BACKLOG)
            self._start = self._loop.create_task(self._serve())

    def _stop_listening(self) -> None:
        if self._start is not None:
            self._start.cancel()
        for bound, server in zip(self._sockets, self._servers, strict=False):
            if not self._is_accepting(bound):
                server.close()
        close_all(self._sockets)
        self._servers, self._sockets, self._start = [], [], None

    def _is_accepting(self, bound: ListeningSocket) -> bool:
        """Whether asyncio was listening to *bound*; from now on it isn't.

        Its ``Server.close`` would make it stumble over connections that have just come.
        """
        try:
            return self._loop.remove_reader(bound)
        except NotImplementedError:  # the loops of Windows
            return False

    def end_connections(self, *, busy: bool) -> None:
        """End the idle connections, and if *busy* the others behind the answer under way."""
        for connection in self._connections():
            if busy or connection.is_idle:
                connection.close()

    def drop_connections(self) -> None:
        """End all connections, whatever is under way."""
        for connection in self._connections():
            if connection.transport is not None:
                connection.transport.abort()

    def _connections(self) -> list[Protocol]:
        server = self._runner.server
        return [each for each in server.connections if isinstance(each, Protocol)] if server else []

    def descriptors(self) -> Iterator[int]:
        """Return the file descriptors of all sockets."""
        yield from (bound.fileno() for bound in self._sockets)
        yield from (connection.socket.fileno() for connection in self._connections())

    async def close(self) -> None:
        """Stop listening, drop open connections, and leave no task behind."""
        self._refusing.clear()
        self._stop_listening()
        for _ in range(ACCEPTING):
            await asyncio.sleep(0)
        self.drop_connections()
        await self._runner.cleanup()
