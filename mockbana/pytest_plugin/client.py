"""A client of aiohttp's kind that brings its Kibana along."""

import asyncio
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from mockbana.server.mockbana import Mockbana


class Served(TestServer):
    """A ``Mockbana`` in the running event loop, as a server that aiohttp's client can own."""

    def __init__(self, kibana: Mockbana) -> None:
        super().__init__(kibana.app)
        self.kibana = kibana

    async def start_server(
        self, loop: asyncio.AbstractEventLoop | None = None, **kwargs: Any
    ) -> None:
        """Listen."""
        del loop, kwargs  # whatever aiohttp would set up is the listener's business
        await self.kibana.start()
        self.port = self.kibana.port
        self._root = URL(self.kibana.url)

    async def close(self) -> None:
        """Stop listening."""
        await self.kibana.stop()


class KibanaClient(TestClient[web.Request, web.Application]):
    """A ``TestClient`` that starts and stops *kibana*."""

    def __init__(self, kibana: Mockbana) -> None:
        super().__init__(Served(kibana))
        self.kibana = kibana
