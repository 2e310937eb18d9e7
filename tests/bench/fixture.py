"""What a fixture costs a test: ours, and that of pytest-httpserver."""

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TypeAlias

from tests.bench.figures import Figure as Line
from tests.bench.figures import Figures, at_most
from tests.bench.processes import ROOT
from tests.bench.samples import differences, in_turns, times

TESTS = 150
OURS = ("-p", "mockbana.pytest_plugin")
OTHERS = ("-p", "pytest_httpserver.pytest_plugin")

CLOCK = """
import json, os, statistics, time
import pytest

around, whole = [], []
inside = 0.0

@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    global inside
    began, inside = time.perf_counter(), 0.0
    result = yield
    spent = time.perf_counter() - began
    around.append(spent - inside)
    whole.append(spent)
    return result

@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_pyfunc_call(pyfuncitem):
    global inside
    began = time.perf_counter()
    result = yield
    inside = time.perf_counter() - began
    return result

def pytest_unconfigure():
    with open(os.environ["BENCH_RESULT"], "w") as file:
        json.dump([statistics.median(each[len(each) // 5:]) for each in (around, whole)], file)
"""
EMPTY = """
import pytest

@pytest.mark.parametrize("number", range({tests}))
def test_it({fixture}number):
    pass
"""
BODIES = {
    "bare": EMPTY.format(tests=TESTS, fixture=""),
    "mockbana": EMPTY.format(tests=TESTS, fixture="mockbana, "),
    "httpserver": EMPTY.format(tests=TESTS, fixture="httpserver, "),
    "mockbana, used": f"""
import http.client, json
import pytest

@pytest.fixture(scope="session")
def clients(mockbana):
    clients = [http.client.HTTPConnection(mockbana.host, mockbana.port) for _ in range(20)]
    yield clients
    for client in clients:
        client.close()

@pytest.mark.parametrize("number", range({TESTS}))
def test_it(mockbana, clients, number):
    case = mockbana.cases.add(title="One")
    change = {{"id": case["id"], "version": case["version"], "title": "Two"}}
    client, headers = clients[number % 20], {{"kbn-xsrf": "1", "Content-Type": "application/json"}}
    client.request("PATCH", "/api/cases", json.dumps({{"cases": [change]}}), headers)
    assert json.loads(client.getresponse().read())[0]["title"] == "Two"
""",
    "httpserver, used": f"""
import http.client, json
import pytest

@pytest.mark.parametrize("number", range({TESTS}))
def test_it(httpserver, number):
    case = {{"id": "1", "version": "WzEsMV0=", "title": "Two"}}
    httpserver.expect_request("/api/cases", method="PATCH").respond_with_json([case])
    client = http.client.HTTPConnection(httpserver.host, httpserver.port)
    headers = {{"kbn-xsrf": "1", "Content-Type": "application/json"}}
    client.request("PATCH", "/api/cases", json.dumps({{"cases": [case]}}), headers)
    assert json.loads(client.getresponse().read())[0]["title"] == "Two"
    client.close()
    httpserver.check_assertions()
""",
}
Run: TypeAlias = tuple[float, float]


def measure(folder: Path, seconds: float) -> Figures:
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "conftest.py").write_text(CLOCK)
    wholes: dict[str, list[float]] = {name: [] for name in BODIES}
    around = in_turns(
        {name: partial(per_test, folder, name, wholes[name]) for name in BODIES}, seconds, least=5
    )
    added = {name: times(1e3, differences(spent, around["bare"])) for name, spent in around.items()}
    one = at_most(1)
    yield Line("a test of pytest that does nothing", "ms", times(1e3, around["bare"]))
    yield Line("mockbana: reset and checks", "ms a test", added["mockbana"], one)
    note = "20 connections left open"
    yield Line("the same around a PATCH", "ms a test", added["mockbana, used"], one, note)
    yield Line("pytest-httpserver's fixture", "ms a test", added["httpserver"])
    yield Line("the same around a PATCH", "ms a test", added["httpserver, used"])
    for name in ("mockbana, used", "httpserver, used"):
        spent = [1000 * whole for whole in wholes[name][1:]]
        yield Line(f"1,000 tests with a PATCH each: {name.split(',')[0]}", "s", spent)


def per_test(folder: Path, name: str, wholes: list[float]) -> float:
    """Return what pytest spends around a test; add to *wholes* what it takes with the test."""
    module, result = folder / "test_it.py", folder / "result.json"
    module.write_text(BODIES[name])
    plugins = OTHERS if "httpserver" in name else OURS if "mockbana" in name else ()
    env = {
        **os.environ,
        "BENCH_RESULT": str(result),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *plugins]
    subprocess.run(command, check=True, cwd=folder, env=env, stdout=subprocess.DEVNULL)
    around, whole = json.loads(result.read_text())
    wholes.append(whole)
    return float(around)
