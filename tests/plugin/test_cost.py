"""What the plugin costs: hardly anything where it isn't used, at most 1 ms a test where it is."""

import statistics
import subprocess
import sys
from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]

KEPT_ALIVE = """
    import http.client, time
    import pytest
    from mockbana.pytest_plugin.bench import BENCH
    from mockbana.pytest_plugin.verdict import problems

    def test_it(mockbana, request):
        host = f"{mockbana.host}:{mockbana.port}"
        clients = [http.client.HTTPConnection(host) for _ in range(20)]
        bench, spent = request.config.stash[BENCH], []
        for number in range(50):
            for client in clients[number % 20 :]:
                client.request("GET", "/api/cases/_find")
                client.getresponse().read()
            began = time.perf_counter()
            bench.begin(request.node)
            assert not list(problems(mockbana, bench.wishes))
            spent.append(time.perf_counter() - began)
        for client in clients:
            client.close()
        spent.sort()
        assert spent[25] < 0.001, spent
"""


def test_a_reset_takes_less_than_a_millisecond_with_connections_left_open(run: Run) -> None:
    run(KEPT_ALIVE).assert_outcomes(passed=1)


def test_connections_left_open_do_not_hold_up_the_end(run: Run) -> None:
    module = """
        import http.client

        clients = []

        def test_it(mockbana):
            client = http.client.HTTPConnection(mockbana.host, mockbana.port)
            client.request("GET", "/api/cases/_find")
            client.getresponse().read()
            clients.append(client)
    """

    result = run(module, "-W", "ignore::ResourceWarning", "--durations=0", "-vv", apart=True)

    result.assert_outcomes(passed=1)
    seconds = [line.split()[0] for line in result.outlines if " teardown " in line]
    assert float(seconds[0].rstrip("s")) < 0.1


def test_a_run_without_the_fixture_imports_no_server(run: Run) -> None:
    module = """
        import sys

        def test_first():
            pass

        def test_second():
            assert not {"mockbana.kibana", "mockbana.rig", "mockbana.server"} & set(sys.modules)
    """

    result = run(module, apart=True)

    result.assert_outcomes(passed=2)


def test_the_plugin_imports_next_to_nothing_at_the_start() -> None:
    code = (
        "import pytest, sys, time; began = time.perf_counter(); import mockbana.pytest_plugin; "
        "print(time.perf_counter() - began, 'aiohttp' in sys.modules, 'yaml' in sys.modules)"
    )

    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(3)
    ]

    assert {tuple(done.stdout.split()[1:]) for done in runs} == {("False", "False")}
    assert statistics.median(float(done.stdout.split()[0]) for done in runs) < 0.1
