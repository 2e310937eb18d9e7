"""``mockbana_client``, for those who have something that runs async fixtures."""

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from .bench import BENCH

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from mockbana.client import KibanaClient


@pytest_asyncio.fixture
async def mockbana_client(request: pytest.FixtureRequest) -> "AsyncIterator[KibanaClient]":
    """Return a ``TestClient`` on a fake Kibana in the event loop of the test.

    Its ``kibana`` is the ``Mockbana``.
    """
    from mockbana.client import KibanaClient

    async with KibanaClient(request.config.stash[BENCH].make_as_wished()) as client:
        yield client
