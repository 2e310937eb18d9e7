"""``mockbana_client`` lives in the loop of its test, however that is chosen."""

import pytest

from tests.plugin.conftest import Run

MODULE = """
    import pytest

    {mark}
    class TestClient:
        {inner}
        async def test_client(self, mockbana_client):
            assert (await mockbana_client.get("/api/cases/_find")).status == 200
            mockbana_client.kibana.requests.one("GET")

        {inner}
        async def test_again(self, mockbana_client):
            assert (await mockbana_client.get("/api/cases/_find")).status == 200
            await mockbana_client.kibana.requests.wait_for("GET", timeout=1)
            mockbana_client.kibana.requests.one("GET")
"""
SCOPES = ("function", "class", "module", "package", "session")


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("mode", ["strict", "auto"])
def test_a_marker_chooses_the_loop(run: Run, scope: str, mode: str) -> None:
    mark = f'@pytest.mark.asyncio(loop_scope="{scope}")'

    run(MODULE.format(mark=mark, inner=""), mode=mode).assert_outcomes(passed=2)


@pytest.mark.parametrize("scope", SCOPES)
def test_the_ini_chooses_the_loop(run: Run, scope: str) -> None:
    ini = f"asyncio_default_test_loop_scope = {scope}"

    result = run(MODULE.format(mark="", inner=""), mode="auto", ini=ini)

    result.assert_outcomes(passed=2)


def test_the_nearest_marker_counts(run: Run) -> None:
    module = MODULE.format(
        mark='@pytest.mark.asyncio(loop_scope="class")',
        inner='@pytest.mark.asyncio(loop_scope="session")',
    )

    run(module, ini="asyncio_default_test_loop_scope = module").assert_outcomes(passed=2)


def test_fixtures_and_tests_in_several_loops_each_have_a_client_of_their_own(run: Run) -> None:
    module = """
        import asyncio, pytest, pytest_asyncio

        @pytest_asyncio.fixture(loop_scope="module")
        async def seeded(mockbana_client):
            mockbana_client.kibana.cases.add(title="Seeded")
            return (await (await mockbana_client.get("/api/cases/_find")).json())["total"]

        @pytest.mark.asyncio(loop_scope="module")
        async def test_wide(mockbana_client, seeded):
            assert seeded == len(mockbana_client.kibana.cases) == 1

        @pytest.mark.asyncio
        async def test_narrow(mockbana_client):
            assert (await mockbana_client.get("/api/cases/_find")).status == 200
    """

    run(module).assert_outcomes(passed=2)


def test_the_runner_may_come_as_a_module_without_being_looked_up(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.asyncio
        async def test_client(mockbana_client):
            assert (await mockbana_client.get("/api/cases/_find")).status == 200
        """
    )
    plugins = ("-ppytest_asyncio.plugin", "-pmockbana.pytest_plugin")

    both = pytester.runpytest_subprocess(*plugins)
    alone = pytester.runpytest_subprocess(*plugins[1:])

    both.assert_outcomes(passed=1)
    alone.assert_outcomes(errors=1)
    alone.stdout.fnmatch_lines(["mockbana_client needs pytest-aiohttp: pip install mockbana*"])


def test_a_runner_of_another_kind_is_named_as_the_reason(run: Run) -> None:
    module = """
        import pytest

        @pytest.mark.anyio
        async def test_client(mockbana_client): ...
    """

    result = run(module)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["mockbana_client needs pytest-asyncio, which doesn't run this*"])
    assert "async_client.py" not in result.stdout.str()
