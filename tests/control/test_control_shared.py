"""A server at ``MOCKBANA_URL`` outlives the run: what is left there, and what if it restarts."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

import mockbana.harness.journal.export  # noqa: F401 - pytester drops what the inner run imports
from mockbana import Mockbana
from mockbana.remote import RemoteMockbana  # noqa: F401

INI = """[pytest]
addopts = --strict-markers --strict-config -p no:cacheprovider
filterwarnings = error
asyncio_default_fixture_loop_scope = function
"""
WITHOUT = [f"-pno:{plugin}" for plugin in ("anyio", "faker", "hypothesispytest")]


def run(pytester: pytest.Pytester, module: str, *arguments: str) -> pytest.RunResult:
    pytester.makeini(INI)
    pytester.makepyfile(module)
    return pytester.runpytest_inprocess(*WITHOUT, *arguments)


def control(kibana: Mockbana, path: str) -> Any:
    return requests.get(f"{kibana.url}/__mockbana__/{path}", timeout=5).json()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mockbana]:
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    with Mockbana({"cases": [{"id": "start"}]}) as kibana:
        monkeypatch.setenv("MOCKBANA_URL", kibana.url)
        yield kibana


LEAVES = """
    import pytest, requests

    @pytest.fixture(scope="module")
    def wide(mockbana):
        mockbana.cases.add(title="wide")
        mockbana.faults.delay(0.001)

    @pytest.mark.mockbana(license="basic")
    def test_one(mockbana, wide):
        mockbana.cases.add(title="x")

    @pytest.mark.mockbana(
        require_auth=True, kibana_version="8.19.0", fixtures={"cases": [{"id": "x"}]},
        faults={"kind": "internal_error"}, allow_unexpected=True,
    )
    def test_last(mockbana):
        mockbana.clock.freeze()
        requests.get(f"{mockbana.url}/api/no-such")
        assert OUTCOME
"""


@pytest.mark.parametrize("outcome", ["True", "False", "pytest.exit('early')"])
def test_a_run_leaves_the_server_as_it_found_it(
    pytester: pytest.Pytester, server: Mockbana, outcome: str
) -> None:
    server.cases.add(id="found", title="found")
    server.load({"settings": {"license": "platinum"}})
    server.faults.overloaded(match={"path": "/api/found"})
    found = server.snapshot(), [rule.fault for rule in server.faults]

    run(pytester, LEAVES.replace("OUTCOME", outcome))

    assert (server.snapshot(), [rule.fault for rule in server.faults]) == found
    assert control(server, "savepoints") == []
    assert [each["path"] for each in control(server, "requests")] == ["/api/no-such"]
    server.reset()
    assert [case["id"] for case in server.cases] == ["start"]


def test_the_last_test_is_checked_before_the_server_is_tidied_up(
    pytester: pytest.Pytester, server: Mockbana
) -> None:
    module = """
        import requests

        def test_it(mockbana):
            requests.get(f"{mockbana.url}/no-such")
    """

    result = run(pytester, module)

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["1 request to a path that the server doesn't know*"])


@pytest.mark.parametrize("value", ["none", ""])
def test_the_root_of_a_server_may_be_asked_for_by_name(
    pytester: pytest.Pytester,
    server: Mockbana,
    monkeypatch: pytest.MonkeyPatch,
    value: str,
) -> None:
    monkeypatch.setenv("MOCKBANA_DEPLOYMENT", value)

    run(pytester, "def test_it(mockbana): assert len(mockbana.cases) == 1").assert_outcomes(
        passed=1
    )


@pytest.fixture
def mortal(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Mockbana]]:
    """Serve at ``MOCKBANA_URL`` what ``restart()`` in a module ends, and starts again there."""
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    lives = [Mockbana().__enter__()]

    def end() -> None:
        lives[-1].__exit__(None, None, None)

    def restart() -> None:
        end()
        lives.append(Mockbana(port=lives[-1].port).__enter__())

    monkeypatch.setattr("builtins.restart", restart, raising=False)
    monkeypatch.setattr("builtins.end", end, raising=False)
    monkeypatch.setenv("MOCKBANA_URL", lives[0].url)
    yield lives
    end()


RESTARTED = """
    import pytest

    def titles(mockbana):
        return [case["title"] for case in mockbana.cases]

    MARKED = pytest.mark.mockbana(fixtures={"cases": [{"title": "of the marker"}]})

    def test_first(mockbana):
        assert titles(mockbana) == []

    @MARKED
    def test_marked_first(mockbana):
        assert titles(mockbana) == ["of the marker"]

    def test_restart(mockbana):
        restart()

    @MARKED
    def test_marked(mockbana):
        assert titles(mockbana) == ["of the marker"]

    @pytest.mark.mockbana(fixtures={"cases": [{"title": "of another"}]})
    def test_another(mockbana):
        assert titles(mockbana) == ["of another"]

    def test_plain(mockbana):
        assert titles(mockbana) == []
"""


@pytest.mark.parametrize("order", ["", "-prandom_0", "-prandom_1"])
def test_after_a_restart_tests_start_from_their_markers(
    pytester: pytest.Pytester, mortal: list[Mockbana], order: str
) -> None:
    pytester.makepyfile(
        **{
            f"random_{seed}": f"""
                import random

                def pytest_collection_modifyitems(items):
                    random.Random({seed}).shuffle(items)
                """
            for seed in (0, 1)
        }
    )
    pytester.syspathinsert()

    run(pytester, RESTARTED, *filter(None, [order])).assert_outcomes(passed=6)

    assert len(mortal) == 2
    assert control(mortal[-1], "savepoints") == []
    assert len(mortal[-1].cases) == 0


def test_after_a_restart_what_a_wider_fixture_did_is_missed_by_name(
    pytester: pytest.Pytester, mortal: list[Mockbana]
) -> None:
    module = """
        import pytest

        @pytest.fixture(scope="class")
        def wide(mockbana):
            mockbana.cases.add(title="wide")

        class TestBefore:
            def test_restart(self, mockbana, wide):
                restart()

            def test_it(self, mockbana, wide): ...

            @pytest.mark.mockbana(license="basic")
            def test_marked(self, mockbana, wide): ...

            def test_without(self, mockbana):
                assert len(mockbana.cases) == 0

        class TestAfter:
            @pytest.mark.mockbana(license="basic")
            def test_marked(self, mockbana, wide):
                assert len(mockbana.cases) == 1
    """

    result = run(pytester, module)

    result.assert_outcomes(passed=3, errors=2)
    wanted = 'mockbana: the server has restarted, and what the fixture "wide" (scope class) did *'
    result.stdout.fnmatch_lines([wanted, wanted])
    assert len(mortal) == 2


def test_a_server_that_goes_fails_tests_in_one_sentence_each(
    pytester: pytest.Pytester, mortal: list[Mockbana]
) -> None:
    module = """
        def test_passes(mockbana):
            end()

        def test_next(mockbana): ...

        def test_without(): ...
    """

    result = run(pytester, module)
    mortal.append(Mockbana().__enter__())

    said = result.stdout.str()
    assert "INTERNALERROR" not in said
    assert "Traceback" not in said
    result.stdout.fnmatch_lines(["*ERROR at teardown of test_passes*", "*no Mockbana answers at *"])
