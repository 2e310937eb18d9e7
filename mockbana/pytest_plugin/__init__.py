"""The pytest plugin. Every pytest run of every user loads it, so that heavy imports wait."""

import sys
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final, Unpack

import pytest

from mockbana.pytest_plugin.marker import folders, resolved
from mockbana.pytest_plugin.report import problems
from mockbana.pytest_plugin.session import SESSION, SessionServer, fixture_names

if TYPE_CHECKING:
    from mockbana.harness.fixtures.reader import Fixtures
    from mockbana.harness.protocol import FakeKibana
    from mockbana.pytest_plugin.client import KibanaClient
    from mockbana.pytest_plugin.factory import MakeMockbana
    from mockbana.server.mockbana import Mockbana
    from mockbana.server.options import Options

PASSED: Final = pytest.StashKey[bool]()
FIXTURES: Final = frozenset({"mockbana", "mockbana_client", "make_mockbana"})
ONE_AT_A_TIME: Final = "a fake Kibana serves one test at a time, in one thread"
MARKER: Final = (
    "mockbana(fixtures=..., faults=[...], require_auth=..., license=..., kibana_version=..., "
    "allow_unused_faults=True, allow_unexpected=True, allow_bugs=True): what the fake Kibana of "
    "this test starts with, and what the test gets away with. allow_unexpected may also be a path, "
    "with * and ?, or a list of them."
)

RUNNER: Final = "pytest_asyncio.plugin"
NO_RUNNER: Final = "mockbana_client needs pytest-aiohttp: pip install mockbana[pytest]"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what users can set."""
    group = parser.getgroup("mockbana", "a fake Kibana")
    group.addoption(
        "--mockbana-fixtures",
        action="append",
        metavar="PATH",
        help="what the mockbana fixture starts with, in place of the ini's mockbana_fixtures",
    )
    group.addoption(
        "--mockbana-har",
        metavar="DIR",
        help="keep a HAR of each failed test in DIR",
    )
    parser.addini(
        "mockbana_fixtures", "what the mockbana fixture starts with", type="paths", default=[]
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", MARKER)
    config.stash[SESSION] = SessionServer(config)


@pytest.fixture(scope="session")
def mockbana(request: pytest.FixtureRequest) -> "Iterator[FakeKibana]":
    """Return the fake Kibana of the session, back at its start before each test.

    Its clients may be blocking, async, or other processes.
    """
    bench = request.config.stash[SESSION]
    with bench.serve() as kibana:
        yield kibana


@pytest.fixture
def make_mockbana(request: pytest.FixtureRequest) -> "Iterator[MakeMockbana]":
    """Return a function that starts further servers; they end with the test.

    It takes what ``Mockbana`` takes.
    """
    bench = request.config.stash[SESSION]
    with ExitStack() as servers:

        def make(fixtures: "Fixtures | None" = None, **options: "Unpack[Options]") -> "Mockbana":
            __tracebackhide__ = True
            kibana = bench.make(resolved(fixtures, folders(request.node)), options)
            return servers.enter_context(kibana)

        yield make


@pytest.fixture
def mockbana_client(request: pytest.FixtureRequest) -> "KibanaClient":
    """Return a ``TestClient`` on a fake Kibana in the event loop of the test.

    Its ``kibana`` is the ``Mockbana``.
    """
    runner = sys.modules.get(RUNNER)
    if runner is None or not request.config.pluginmanager.is_registered(runner):
        pytest.fail(NO_RUNNER, pytrace=False)
    from mockbana.pytest_plugin.async_client import client_for

    return client_for(request)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep pytest-run-parallel from running a test beside itself that uses a server."""
    markers = [line.partition(":")[0].partition("(")[0] for line in config.getini("markers")]
    if "thread_unsafe" in markers:
        unsafe = pytest.mark.thread_unsafe(reason=ONE_AT_A_TIME)
        for item in items:
            if FIXTURES & set(fixture_names(item)):
                item.add_marker(unsafe)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave a server elsewhere as it was found."""
    session.config.stash[SESSION].leave()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Put the server back to where the test wants to start."""
    item.config.stash[SESSION].begin(item)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, Any, Any]:
    """Keep what a fixture of a wider scope does to the server for all tests that it serves.

    The faults of the marker spare it.
    """
    bench = request.config.stash[SESSION]
    if fixturedef.scope == "function":
        bench.arm()
        return (yield)
    if fixturedef.func.__module__ == __name__:  # the server itself
        result = yield
    else:
        with bench.layer(fixturedef):
            result = yield
    bench.arm_if_due()
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Note that all fixtures of the test are there."""
    bench = item.config.stash[SESSION]
    bench.arm()
    bench.end_setup()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a test that passed although something is wrong with what it sent."""
    bench = item.config.stash[SESSION]
    bench.end_setup()
    result = yield
    if not item.stash.get(PASSED, False):
        return result
    found = bench.missed(item)
    try:
        for kibana in bench.servers(item):
            found.extend(problems(kibana, bench.wishes))
    except ConnectionError as error:
        found.append(str(error))
    if found:
        pytest.fail("\n".join(found), pytrace=False)
    return result


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what was sent to the report of a failed test."""
    report = yield
    if report.when == "call":
        item.stash[PASSED] = report.passed and not hasattr(report, "wasxfail")
    bench = item.config.stash[SESSION]
    servers = bench.servers(item) if report.failed else []
    if servers:
        from mockbana.pytest_plugin.notes import har_sections, report_sections

        lost = [text for text in bench.lost() if text not in report.longreprtext]
        report.sections.extend(report_sections(servers, lost))
        if folder := item.config.getoption("--mockbana-har"):
            path = item.config.invocation_params.dir / folder
            report.sections.extend(har_sections(servers, path, item.nodeid))
    return report
