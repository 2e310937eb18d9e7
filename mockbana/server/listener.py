"""The socket: an application that listens, and speaks to broken requests as Kibana's Node does."""

import asyncio
import logging
import ssl
from typing import Any, Final

from aiohttp import web

from mockbana.app import ENTRANCE
from mockbana.kibana.http.errors import BARE_400
from mockbana.kibana.http.lifecycle import MAX_HEADER_BLOCK

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


class Protocol(web.RequestHandler):
    """One connection. What can't be parsed gets Node's bare answer and is cut off."""

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


class Listener:
    """An application on a port."""

    def __init__(self, app: web.Application) -> None:
        self._runner = web.AppRunner(
            app, handler_cancellation=True, shutdown_timeout=CLOSING, **OPTIONS
        )
        self._server: asyncio.Server | None = None

    async def open(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Listen and return the port; ``OSError`` when it is taken."""
        await self._runner.setup()
        self._take_short_cut()
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(
                self._protocol, host, port, ssl=tls, reuse_address=True, backlog=1024
            )
        except BaseException:
            await self._runner.cleanup()
            raise
        bound: int = self._server.sockets[0].getsockname()[1]
        return bound

    def _take_short_cut(self) -> None:
        server = self._runner.server
        if server is not None:
            server.request_handler = self._runner.app[ENTRANCE].short_cut(server.request_handler)

    def _protocol(self) -> Protocol:
        server = self._runner.server
        if server is None:
            raise RuntimeError("the listener is closed")
        return Protocol(server, loop=asyncio.get_running_loop(), **OPTIONS)

    async def close(self) -> None:
        """Stop listening, drop open connections, and leave no task behind."""
        if self._server is not None:
            self._server.close()
        server = self._runner.server
        for connection in server.connections if server else ():
            if connection.transport is not None:
                connection.transport.abort()
        await self._runner.cleanup()
