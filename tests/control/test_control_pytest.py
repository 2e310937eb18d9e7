"""``MOCKBANA_URL``: the same suite, by the fixture of before, against a server elsewhere."""

from collections.abc import Iterator

import pytest
import requests  # noqa: F401 - pytester drops modules that only the inner run has imported

import mockbana.harness.journal.export  # noqa: F401
from mockbana import Mockbana
from mockbana.remote import RemoteMockbana  # noqa: F401


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the inner run forget that the outer one may be a worker among several."""
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)


INI = """[pytest]
addopts = --strict-markers --strict-config -p no:cacheprovider
filterwarnings = error
asyncio_default_fixture_loop_scope = function
"""
WITHOUT = [f"-pno:{plugin}" for plugin in ("anyio", "faker", "hypothesispytest")]
SUITE = """
import pytest
import requests

XSRF = {"kbn-xsrf": "1"}


@pytest.fixture(scope="module")
def three(mockbana):
    return [mockbana.cases.add(title=str(number)) for number in range(3)]


@pytest.fixture(scope="module")
def slow(mockbana):
    mockbana.faults.delay(0.001)


def test_a_conflict(mockbana):
    case = mockbana.cases.add(title="Phishing wave")
    mockbana.faults.version_conflict(times=1)
    body = {"cases": [{"id": case["id"], "version": case["version"], "status": "closed"}]}
    replies = [
        requests.patch(f"{mockbana.url}/api/cases", json=body, headers=XSRF, auth=mockbana.auth)
        for _ in range(2)
    ]
    assert [reply.status_code for reply in replies] == [409, 409]
    mockbana.requests.assert_sent("PATCH", "/api/cases", json=body, times=2)


def test_all_is_as_before(mockbana):
    assert len(mockbana.cases) == 0
    assert len(mockbana.requests) == 0
    assert len(mockbana.faults) == 0


def test_what_a_fixture_of_the_module_has_done_stays(mockbana, three):
    assert len(mockbana.cases) == 3
    mockbana.cases.fake(2)


def test_and_only_that(mockbana, three):
    assert [case["title"] for case in mockbana.cases] == ["0", "1", "2"]


def test_rules_of_a_fixture_stay_too(mockbana, slow):
    requests.get(f"{mockbana.url}/api/cases/tags")
    assert mockbana.faults["f1"].fired == 1


def test_and_count_anew(mockbana, slow):
    assert mockbana.faults["f1"].fired == 0


@pytest.mark.mockbana(require_auth=True, fixtures={"cases": [{"title": "Marked"}]})
def test_a_marker(mockbana):
    assert requests.get(f"{mockbana.url}/api/cases/tags").status_code == 401
    assert [case["title"] for case in mockbana.cases] == ["Marked", "0", "1", "2"]


@pytest.mark.xfail(strict=True)
@pytest.mark.mockbana(allow_unused_faults=True)
def test_a_failure(mockbana):
    mockbana.faults.unauthorized(times=1)
    mockbana.requests.one("DELETE")
"""


@pytest.fixture
def server() -> Iterator[Mockbana]:
    with Mockbana({"cases": [{"title": "The server's own"}]}) as kibana:
        yield kibana


@pytest.fixture(params=["here", "elsewhere"])
def place(request: pytest.FixtureRequest, server: Mockbana, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "elsewhere":
        server.reset({})
        server.rig.start_with({})
        monkeypatch.setenv("MOCKBANA_URL", server.url)
    return str(request.param)


def run(pytester: pytest.Pytester, module: str, *arguments: str, ini: str = "") -> pytest.RunResult:
    pytester.makeini(INI + ini)
    pytester.makepyfile(module)
    return pytester.runpytest_inprocess(*WITHOUT, *arguments)


def test_a_suite_has_the_same_outcome_here_and_elsewhere(
    pytester: pytest.Pytester, place: str
) -> None:
    run(pytester, SUITE).assert_outcomes(passed=7, xfailed=1)


def test_it_was_the_server_elsewhere(
    pytester: pytest.Pytester, server: Mockbana, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOCKBANA_URL", server.url)
    module = """
        def test_it(mockbana):
            assert [case["title"] for case in mockbana.cases] == ["The server's own"]
            print(mockbana.url)
    """

    result = run(pytester, module, "-rP")

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([server.url])


def test_the_fixtures_of_the_session_are_sent_there(
    pytester: pytest.Pytester, server: Mockbana, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOCKBANA_URL", server.url)
    pytester.makefile(".yaml", seed="cases: [{title: From here}]")
    module = """
        def test_it(mockbana):
            assert [case["title"] for case in mockbana.cases] == ["From here"]
    """

    result = run(pytester, module, ini="mockbana_fixtures = seed.yaml\n")

    result.assert_outcomes(passed=1)


def test_checks_and_reports_work_elsewhere_too(
    pytester: pytest.Pytester, server: Mockbana, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOCKBANA_URL", server.url)
    module = """
        import requests

        def test_it(mockbana):
            mockbana.faults.unauthorized(times=1, match={"method": "PATCH"})
            requests.get(f"{mockbana.url}/api/caces")
    """

    result = run(pytester, module)

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        ["*1 fault that never struck*", "*1 request to a path*", "*#1 GET /api/caces -> 404*"]
    )


def test_an_admin_token_comes_from_the_environment(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Mockbana(admin_token="hush") as guarded:
        monkeypatch.setenv("MOCKBANA_URL", guarded.url)
        module = "def test_it(mockbana): assert len(mockbana.cases) == 0"
        refused = run(pytester, module)
        monkeypatch.setenv("MOCKBANA_ADMIN_TOKEN", "hush")
        taken = run(pytester, module)

    refused.assert_outcomes(errors=1)
    refused.stdout.fnmatch_lines(["MOCKBANA_URL: the control API wants the admin token*"])
    taken.assert_outcomes(passed=1)


def test_nobody_there_is_said_in_one_sentence(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOCKBANA_URL", "localhost:5601")

    result = run(pytester, "def test_it(mockbana): pass")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["MOCKBANA_URL: 'localhost:5601' has no http:// or https:// in front*"]
    )
    result.stdout.no_fnmatch_line("*above exception*")


@pytest.mark.parametrize(("workers", "outcome"), [("2", "errors"), ("1", "passed")])
def test_workers_do_not_share_a_server(
    pytester: pytest.Pytester,
    server: Mockbana,
    monkeypatch: pytest.MonkeyPatch,
    workers: str,
    outcome: str,
) -> None:
    monkeypatch.setenv("MOCKBANA_URL", server.url)
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", workers)

    result = run(pytester, "def test_it(mockbana): pass", "-p", "no:xdist")

    result.assert_outcomes(**{outcome: 1})


def test_each_worker_may_have_a_server_of_its_own(
    pytester: pytest.Pytester, server: Mockbana, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOCKBANA_URL", server.url.replace("127.0.0.1", "127.0.0.{worker}"))
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "1")
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "2")

    run(pytester, "def test_it(mockbana): pass", "-p", "no:xdist").assert_outcomes(passed=1)
