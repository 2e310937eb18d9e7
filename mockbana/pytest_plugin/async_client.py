"""``mockbana_client``, for those who have something that runs async fixtures."""

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from mockbana.pytest_plugin.session import SESSION

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from mockbana.pytest_plugin.client import KibanaClient


@pytest_asyncio.fixture
async def mockbana_client(request: pytest.FixtureRequest) -> "AsyncIterator[KibanaClient]":
    """Return a ``TestClient`` on a fake Kibana in the event loop of the test.

    Its ``kibana`` is the ``Mockbana``.
    """
    from mockbana.pytest_plugin.client import KibanaClient

    async with KibanaClient(request.config.stash[SESSION].make_as_wished()) as client:
        yield client
