"""``mockbana_client`` in the event loop of the test, whichever scope pytest-asyncio gives that."""

import inspect
import sys
from typing import TYPE_CHECKING, Any, Final

import pytest
import pytest_asyncio

from mockbana.pytest_plugin.session import SESSION

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from mockbana.pytest_plugin.client import KibanaClient

NAME: Final = "_mockbana_client_in_loop_of_{}"
FOREIGN: Final = (
    "mockbana_client needs pytest-asyncio, which doesn't run this test: mark it with"
    " pytest.mark.asyncio, or use the fixture mockbana, which any event loop may talk to"
)


def client_for(request: pytest.FixtureRequest) -> "KibanaClient":
    """Return the client for the test of *request*, made in the loop that the test will run in."""
    manager = request.config.pluginmanager
    if not manager.has_plugin(__name__):
        manager.register(sys.modules[__name__], __name__)
    client: KibanaClient = request.getfixturevalue(NAME.format(loop_scope(request.node)))
    return client


def loop_scope(test: pytest.Item) -> str:
    """Return the scope of the loop that *test* runs in, as pytest-asyncio finds it."""
    marker = test.get_closest_marker("asyncio")
    if marker is None and inspect.iscoroutinefunction(getattr(test, "obj", None)):
        pytest.fail(FOREIGN, pytrace=False)
    given = marker.kwargs if marker else {}
    default = test.config.getini("asyncio_default_test_loop_scope")
    return str(given.get("loop_scope") or given.get("scope") or default)


def _fixture_in(scope: Any) -> Any:
    """Return a fixture, for one test, in the loop of *scope*."""

    @pytest_asyncio.fixture(loop_scope=scope, name=NAME.format(scope))
    async def client(request: pytest.FixtureRequest) -> "AsyncIterator[KibanaClient]":
        from mockbana.pytest_plugin.client import KibanaClient

        async with KibanaClient(request.config.stash[SESSION].make_as_wished()) as client:
            yield client

    return client


# pytest finds fixtures by looking at what a module holds
_in_function = _fixture_in("function")
_in_class = _fixture_in("class")
_in_module = _fixture_in("module")
_in_package = _fixture_in("package")
_in_session = _fixture_in("session")
