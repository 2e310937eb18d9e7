"""pytest-run-parallel runs a test in several threads at once; a server serves one test."""

import pytest

from tests.neighbours.conftest import Run

MODULE = """
    import time
    import pytest

    @pytest.fixture
    def seeded(mockbana):
        mockbana.cases.add(title="seed")
        return mockbana

    def test_by_argument(mockbana):
        mockbana.cases.add(title="x")
        time.sleep(0.05)
        assert len(mockbana.cases) == 1

    def test_by_another_fixture(seeded):
        seeded.cases.add(title="x")
        time.sleep(0.05)
        assert len(seeded.cases) == 2

    def test_further_servers(make_mockbana):
        kibana = make_mockbana()
        kibana.cases.add(title="x")
        assert len(kibana.cases) == 1

    def test_without(num_parallel_threads):
        assert num_parallel_threads == 3
"""


@pytest.mark.parametrize("order", [(), ("-pno:randomly",)])
def test_a_test_that_uses_a_server_runs_in_one_thread(run: Run, order: tuple[str, ...]) -> None:
    result = run(MODULE, "--parallel-threads=3", "-v", *order)

    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["*test_without PARALLEL PASSED*"])
    result.stdout.no_fnmatch_line("*test_by_* PARALLEL *")


def test_the_reason_is_said(run: Run) -> None:
    result = run(MODULE, "--parallel-threads=3", "--skip-thread-unsafe=True", "-rs")

    result.assert_outcomes(passed=1, skipped=3)
    result.stdout.fnmatch_lines(["*a fake Kibana serves one test at a time*"])
