"""Where tests start, and what ``reset`` goes back to: here, and at ``MOCKBANA_URL``."""

from collections.abc import Callable, Iterator

import pytest

import mockbana.pytest_plugin.elsewhere
import mockbana.pytest_plugin.notes  # noqa: F401 - pytester drops what the inner run imports
from mockbana import Mockbana
from mockbana.remote import RemoteMockbana  # noqa: F401

Run = Callable[..., pytest.RunResult]

HEAD = """
    import pytest, requests

    EXPIRED = {"kind": "unauthorized", "reason": "expired", "times": 1}

    def titles(mockbana):
        return [case["title"] for case in mockbana.cases]

    def statuses(mockbana, number):
        url = f"{mockbana.url}/api/cases/_find"
        return [requests.get(url).status_code for _ in range(number)]

    def settings(mockbana):
        return requests.get(f"{mockbana.url}/__mockbana__/settings").json()
"""


@pytest.fixture(params=["here", "elsewhere"])
def server(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Mockbana | None]:
    """Let inner runs use a server of their own, or this one."""
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    if request.param == "here":
        yield None
        return
    with Mockbana() as kibana:
        monkeypatch.setenv("MOCKBANA_URL", kibana.url)
        yield kibana


@pytest.fixture
def passes(run: Run, server: Mockbana | None) -> Callable[[str, int], None]:
    """Return a function that runs a module, all of whose tests pass."""

    def passes(module: str, number: int) -> None:
        run(module, head=HEAD).assert_outcomes(passed=number)

    return passes


Passes = Callable[[str, int], None]


def test_reset_goes_back_to_the_start_of_the_marker(passes: Passes) -> None:
    module = """
        @pytest.mark.mockbana(
            fixtures={"cases": [{"title": "seed"}]}, license="basic", require_auth=True
        )
        def test_fixtures_and_settings(mockbana):
            mockbana.cases.add(title="x")
            mockbana.load({"settings": {"license": "trial", "require_auth": False}})
            mockbana.reset()
            assert titles(mockbana) == ["seed"]
            assert settings(mockbana)["license"] == "basic"
            assert statuses(mockbana, 1) == [401]
            assert len(mockbana.requests) == 1

        @pytest.mark.mockbana(faults=EXPIRED)
        def test_faults(mockbana):
            for _ in range(2):
                assert statuses(mockbana, 2) == [401, 200]
                mockbana.reset()

        def test_exactly_a_document(mockbana):
            mockbana.reset({"cases": [{"title": "given"}]})
            assert titles(mockbana) == ["given"]
            mockbana.reset()
            assert titles(mockbana) == []
            assert settings(mockbana)["license"] == "trial"
    """

    passes(module, 3)


def test_a_fault_of_the_marker_that_strikes_neither_before_nor_after_a_reset_fails_the_test(
    run: Run, server: Mockbana | None
) -> None:
    module = """
        @pytest.mark.mockbana(faults=EXPIRED)
        def test_it(mockbana):
            mockbana.reset()

        @pytest.mark.mockbana(faults=EXPIRED)
        def test_struck(mockbana):
            assert statuses(mockbana, 1) == [401]
            mockbana.reset()

        @pytest.mark.mockbana(faults=EXPIRED)
        def test_the_use_of_another_test_does_not_count(mockbana):
            mockbana.reset()
    """

    result = run(module, head=HEAD)

    result.assert_outcomes(passed=3, errors=2)
    result.stdout.fnmatch_lines(["1 fault that never struck; *"])


def test_reset_keeps_what_wider_fixtures_did_and_drops_what_fixtures_of_the_test_did(
    passes: Passes,
) -> None:
    module = """
        @pytest.fixture(scope="module")
        def wide(mockbana):
            mockbana.cases.add(title="wide")
            mockbana.reset()
            mockbana.cases.add(title="wide, after a reset")

        @pytest.fixture
        def narrow(mockbana):
            mockbana.cases.add(title="narrow")

        def test_it(wide, narrow, mockbana):
            assert titles(mockbana) == ["wide, after a reset", "narrow"]
            mockbana.reset()
            assert titles(mockbana) == ["wide, after a reset"]
    """

    passes(module, 1)


def test_the_client_of_aiohttp_resets_to_the_marker_too(run: Run) -> None:
    module = """
        @pytest.mark.asyncio
        @pytest.mark.mockbana(faults=EXPIRED, fixtures={"cases": [{"title": "seed"}]})
        async def test_client(mockbana_client):
            for _ in range(2):
                mockbana_client.kibana.cases.add(title="x")
                for status in (401, 200):
                    assert (await mockbana_client.get("/api/cases/_find")).status == status
                mockbana_client.kibana.reset()
                assert titles(mockbana_client.kibana) == ["seed"]
    """

    run(module, head=HEAD).assert_outcomes(passed=1)


WIDE = """
    @pytest.fixture(scope="session", autouse=True)
    def wide(mockbana):
        mockbana.load({"spaces": [{"id": "soc", "name": "SOC"}], "users": [{"username": "ana"}]})
        mockbana.space("soc").cases.add(title="in a space")
        case = mockbana.cases.add(title="wide")
        mockbana.faults.delay(0.001)
        return case

    def check(mockbana, wide, *expected):
        assert sorted(titles(mockbana)) == sorted(["wide", *expected])
        assert mockbana.cases[wide["id"]]["version"] == wide["version"]
        assert len(mockbana.space("soc").cases) == 1
        assert len(mockbana.faults) == 1
        assert any(user["username"] == "ana" for user in mockbana.snapshot()["users"])
        assert len({case["id"] for case in mockbana.cases}) == len(expected) + 1
        mockbana.cases.add(title="gone with the test")

    def test_plain(mockbana, wide):
        check(mockbana, wide)

    @pytest.mark.mockbana(license="basic")
    def test_settings(mockbana, wide):
        check(mockbana, wide)
        assert settings(mockbana)["license"] == "basic"

    @pytest.mark.mockbana(fixtures={"cases": [{"title": "own"}, *[{"title": "own, too"}] * 2]})
    class TestFixtures:
        @pytest.mark.parametrize("number", [1, 2])
        def test_fixtures(self, mockbana, wide, number):
            check(mockbana, wide, "own", "own, too", "own, too")

    @pytest.mark.mockbana(fixtures={})
    def test_empty(mockbana, wide):
        check(mockbana, wide)
"""


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_what_a_wider_fixture_did_is_there_whatever_the_marker_and_the_order(
    run: Run, pytester: pytest.Pytester, server: Mockbana | None, seed: int
) -> None:
    pytester.makeconftest(
        f"""
        import random

        def pytest_collection_modifyitems(items):
            random.Random({seed}).shuffle(items)
        """
    )

    run(WIDE, head=HEAD).assert_outcomes(passed=5)


def test_a_wider_fixture_that_comes_late_is_kept_and_what_the_test_did_is_not(
    passes: Passes,
) -> None:
    module = """
        @pytest.fixture(scope="module")
        def late(mockbana):
            for case in mockbana.cases:
                mockbana.cases.edit(case["id"], status="closed")
            mockbana.cases.add(title="late")

        @pytest.mark.mockbana(fixtures={"cases": [{"title": "seed"}]}, license="basic")
        def test_one(mockbana, request):
            mockbana.cases.add(title="mine")
            mockbana.reset({"cases": [{"title": "mine"}]})
            request.getfixturevalue("late")
            assert titles(mockbana) == ["mine", "late"]
            mockbana.reset()
            assert titles(mockbana) == ["seed", "late"]

        def test_two(mockbana):
            assert titles(mockbana) == ["late"]
            assert settings(mockbana)["license"] == "trial"
    """

    passes(module, 2)


def test_a_wider_fixture_that_another_asks_for_meanwhile(passes: Passes) -> None:
    module = """
        @pytest.fixture(scope="module")
        def inner(mockbana):
            return mockbana.cases.add(id="inner", title="inner")

        @pytest.fixture(scope="module")
        def outer(mockbana, request):
            mockbana.cases.add(title="outer")
            request.getfixturevalue("inner")
            mockbana.cases.edit("inner", title="inner, edited by outer")

        @pytest.mark.parametrize("number", [1, 2])
        def test_it(mockbana, outer, number):
            assert sorted(titles(mockbana)) == ["inner, edited by outer", "outer"]

        @pytest.mark.mockbana(fixtures={"cases": [{"title": "seed"}]})
        def test_with_a_marker(mockbana, outer):
            assert sorted(titles(mockbana)) == ["inner, edited by outer", "outer", "seed"]
    """

    passes(module, 3)


def test_a_server_that_is_first_asked_for_by_a_wider_fixture(passes: Passes) -> None:
    module = """
        @pytest.fixture(scope="session")
        def wide(request):
            return request.getfixturevalue("mockbana").cases.add(title="wide")

        @pytest.mark.mockbana(fixtures={"cases": [{"title": "seed"}]})
        def test_marked(wide, mockbana):
            assert titles(mockbana) == ["seed", "wide"]

        def test_plain(wide, mockbana):
            assert titles(mockbana) == ["wide"]
    """

    passes(module, 2)


def test_what_can_not_be_kept_fails_the_tests_that_use_the_fixture_and_names_it(
    run: Run, server: Mockbana | None
) -> None:
    module = """
        @pytest.fixture(scope="module")
        def editor(mockbana):
            mockbana.cases.edit("seed", title="edited")

        SEED = pytest.mark.mockbana(fixtures={"cases": [{"id": "seed", "title": "seed"}]})

        @SEED
        def test_marked(editor, mockbana):
            assert titles(mockbana) == ["edited"]

        def test_plain(editor, mockbana): ...

        def test_by_name(request, mockbana):
            request.getfixturevalue("editor")

        def test_without(mockbana):
            assert titles(mockbana) == []

        def test_fails(mockbana):
            assert 0

        @SEED
        def test_marked_again(editor, mockbana):
            assert titles(mockbana) == ["edited"]
    """

    result = run(module, head=HEAD)

    result.assert_outcomes(passed=4, errors=2, failed=1)
    wanted = 'what the fixture "editor" (scope module) did to the server can\'t be kept *'
    result.stdout.fnmatch_lines(
        ["*ERROR at setup of test_plain*", f'mockbana: {wanted} the case "seed" isn\'t there*']
    )
    result.stdout.fnmatch_lines(["*ERROR at teardown of test_by_name*", wanted])
    result.stdout.fnmatch_lines(["*_ test_fails _*", "*mockbana hint*", wanted])


def test_states_of_markers_are_not_kept_for_the_whole_run(
    run: Run, server: Mockbana | None
) -> None:
    module = """
        import gc

        def count(mockbana):
            if "deployment" in dir(mockbana):
                from mockbana.kibana.deployment import Frozen
                gc.collect()
                return sum(type(each) is Frozen for each in gc.get_objects())
            return len(requests.get(f"{mockbana.url}/__mockbana__/savepoints").json())

        def own(number):
            mark = pytest.mark.mockbana(fixtures={"cases": [{"title": f"of {number}"}]})
            return pytest.param(number, marks=mark)

        @pytest.fixture(scope="session")
        def wide(mockbana):
            mockbana.cases.add(title="wide")

        COUNTS = []

        @pytest.mark.parametrize("number", [own(number) for number in (*range(40), 0, 1)])
        def test_own(wide, mockbana, number):
            assert titles(mockbana) == [f"of {number}", "wide"]
            if number in (12, 39):
                COUNTS.append(count(mockbana))

        def test_how_many():
            first, last = COUNTS
            assert last <= first
    """

    run(module, head=HEAD).assert_outcomes(passed=43)
