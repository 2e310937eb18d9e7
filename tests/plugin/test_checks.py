"""Tests that passed, and fail at their teardown all the same."""

from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]

IMPORTS = """
    import pytest, requests
"""


def test_a_fault_that_never_struck_fails_the_test(run: Run) -> None:
    module = """
        def test_it(mockbana):
            mockbana.faults.unauthorized(times=1)
            with mockbana.faults.overloaded(times=2):
                pass
            mockbana.faults.not_ready()

        def test_waived_by_nobody(mockbana):
            mockbana.faults.unauthorized(times=1)
            requests.get(f"{mockbana.url}/api/cases/_find")
    """

    result = run(module, head=IMPORTS)

    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(
        [
            "2 faults that never struck; @pytest.mark.mockbana(allow_unused_faults=True) lets *",
            "  f2: Fault('overloaded', times=2), matched 0, fired 0",
            "  f1: Fault('unauthorized', times=1), matched 0, fired 0",
            "* mockbana requests *",
            "no request was recorded",
        ]
    )


def test_a_path_that_the_server_does_not_know_fails_the_test(run: Run) -> None:
    module = """
        def test_it(mockbana):
            requests.patch(f"{mockbana.url}/api/case")
            requests.get(f"{mockbana.url}/api/cases/nobody")
    """

    result = run(module, head=IMPORTS)

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            "1 request to a path that the server doesn't know; *(allow_unexpected=True) *",
            "  #1 PATCH /api/case -> 404: unknown route, the nearest is PATCH /api/cases",
        ]
    )


def test_a_failure_inside_the_fake_fails_the_test(run: Run) -> None:
    module = """
        def test_it(mockbana):
            mockbana.bugs.append(ZeroDivisionError("oh"))
    """

    result = run(module, head=IMPORTS)

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            "1 failure inside mockbana itself; *(allow_bugs=True) lets that pass:",
            "  ZeroDivisionError('oh')",
        ]
    )


def test_all_of_it_is_told_at_once_also_of_further_servers(run: Run) -> None:
    module = """
        @pytest.mark.asyncio
        async def test_it(mockbana, make_mockbana, mockbana_client):
            mockbana.faults.unauthorized(times=1)
            mockbana.bugs.append(ValueError("1"))
            make_mockbana().bugs.append(ValueError("2"))
            mockbana_client.kibana.bugs.append(ValueError("3"))
    """

    result = run(module, head=IMPORTS)

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            "1 fault that never struck*",
            "*ValueError('1')",
            "*ValueError('3')",
            "*ValueError('2')",
            "* mockbana requests: http://*",
        ]
    )


def test_the_marker_waives_each_of_them(run: Run) -> None:
    module = """
        @pytest.mark.mockbana(allow_unused_faults=True)
        def test_fault(mockbana):
            mockbana.faults.unauthorized(times=1)

        @pytest.mark.mockbana(allow_bugs=True)
        def test_bug(mockbana):
            mockbana.bugs.append(ValueError())

        @pytest.mark.parametrize("number", range(3))
        @pytest.mark.mockbana(allow_unexpected=True)
        class TestClass:
            def test_path(self, mockbana, number):
                requests.get(f"{mockbana.url}/api/what")

        @pytest.mark.mockbana(allow_unexpected="/api/w*")
        def test_glob(mockbana):
            requests.get(f"{mockbana.url}/api/what")

        @pytest.mark.mockbana(allow_unexpected=["/api/who", "/api/what"])
        def test_list(mockbana):
            requests.get(f"{mockbana.url}/api/what")
    """

    run(module, head=IMPORTS).assert_outcomes(passed=7)


def test_a_waiver_for_one_path_is_none_for_another(run: Run) -> None:
    module = """
        @pytest.mark.mockbana(allow_unexpected="/api/who")
        def test_it(mockbana):
            requests.get(f"{mockbana.url}/api/what")
    """

    run(module, head=IMPORTS).assert_outcomes(passed=1, errors=1)


def test_nothing_is_checked_where_a_test_failed_anyway(run: Run) -> None:
    module = """
        def spoil(mockbana):
            mockbana.faults.unauthorized(times=1)

        def test_fails(mockbana):
            spoil(mockbana)
            assert 0

        def test_skips(mockbana):
            spoil(mockbana)
            pytest.skip("not here")

        @pytest.mark.xfail
        def test_xfails(mockbana):
            spoil(mockbana)
            assert 0

        @pytest.fixture
        def broken(mockbana):
            spoil(mockbana)
            raise ValueError

        def test_never_starts(broken): ...

        @pytest.fixture
        def broken_after(mockbana):
            yield
            raise ValueError("at teardown")

        def test_ends_badly(broken_after, mockbana):
            spoil(mockbana)
    """

    result = run(module, "-o", "xfail_strict=false", head=IMPORTS)

    result.assert_outcomes(failed=1, skipped=1, xfailed=1, passed=1, errors=2)
    result.stdout.no_fnmatch_line("*never struck*")


def test_what_fixtures_do_while_they_end_counts(run: Run) -> None:
    module = """
        @pytest.fixture
        def client(mockbana):
            mockbana.faults.unauthorized(times=1)
            yield
            requests.get(f"{mockbana.url}/api/cases/_find")

        def test_it(client): ...
    """

    run(module, head=IMPORTS).assert_outcomes(passed=1)


def test_a_test_that_does_not_use_the_server_is_left_alone(run: Run) -> None:
    module = """
        kibana = None

        def test_one(mockbana):
            global kibana
            kibana = mockbana

        def test_two():
            kibana.faults.unauthorized(times=1)
            requests.get(f"{kibana.url}/api/what")

        def test_three(mockbana):
            assert len(mockbana.requests) == len(mockbana.faults) == 0
    """

    run(module, head=IMPORTS).assert_outcomes(passed=3)


def test_a_server_asked_for_while_the_test_runs_is_checked_too(run: Run) -> None:
    module = """
        def test_one(request):
            requests.get(f"{request.getfixturevalue('mockbana').url}/api/what")

        def test_two(request):
            requests.get(f"{request.getfixturevalue('mockbana').url}/api/what")
    """

    run(module, head=IMPORTS).assert_outcomes(passed=2, errors=2)
