"""How long it takes until something can be used: servers, imports, the plugin, the command."""

import asyncio
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from mockbana import Mockbana
from tests.bench.figures import Figure as Line
from tests.bench.figures import Figures, at_most
from tests.bench.machine import pinned
from tests.bench.processes import FLOOR, ROOT, Server, mockbana, spent_by
from tests.bench.samples import differences, in_turns, ratios, times

HEAVY = ("faker", "yaml", "trustme", "cryptography", "click", "pytest", "harfile")
USED = f"""
import sys
from mockbana import Mockbana
with Mockbana({{"cases": [{{"title": "One"}}]}}) as kibana:
    kibana.cases.edit(next(iter(kibana.cases))["id"], title="Two")
    kibana.snapshot()
print(*sorted(set(sys.modules) & set({HEAVY!r})))
"""


def of_servers(_: Path, seconds: float) -> Figures:
    found = in_turns({"loop": in_loop, "thread": in_thread}, seconds)
    note = "start and stop"
    yield Line("a server in the running loop", "ms", times(1e3, found["loop"]), at_most(1.5), note)
    yield Line("a server in a thread", "ms", times(1e3, found["thread"]), at_most(3), note)


def in_loop() -> float:
    async def once() -> float:
        began = time.perf_counter()
        async with Mockbana():
            pass
        return time.perf_counter() - began

    return asyncio.run(once())


def in_thread() -> float:
    began = time.perf_counter()
    with Mockbana():
        pass
    return time.perf_counter() - began


def of_imports(_: Path, seconds: float) -> Figures:
    statements = {
        "nothing": "pass",
        "package": "import mockbana",
        "class": "from mockbana import Mockbana",
        "aiohttp": "import aiohttp.web",
        "other": "import pytest_httpserver",
    }
    measures = {name: partial(spent_by, "-c", code) for name, code in statements.items()}
    found = in_turns(measures, seconds)
    added = {name: differences(found[name], found["nothing"]) for name in statements}
    yield Line("import aiohttp.web", "ms", times(1e3, added["aiohttp"]), note="over bare Python")
    yield Line("import pytest_httpserver", "ms", times(1e3, added["other"]))
    goal = at_most(1.2)
    share = {name: ratios(added[name], added["aiohttp"]) for name in ("package", "class")}
    yield Line(statements["package"], "x aiohttp.web", share["package"], goal)
    yield Line(statements["class"], "x aiohttp.web", share["class"], note="all that it takes")
    told = subprocess.run([sys.executable, "-c", USED], capture_output=True, text=True, check=True)
    heavy = told.stdout.split()
    note = f"of others: {', '.join(heavy) or 'none'}"
    faker = ["faker" in heavy]
    yield Line("Faker imported without use", "times", faker, at_most(0), note, steady=True)


def of_plugin(folder: Path, seconds: float) -> Figures:
    """Measure whole runs of pytest that don't use the plugin."""
    (folder / "pytest.ini").write_text(
        "[pytest]\nasyncio_default_fixture_loop_scope = function\nasyncio_mode = strict\n"
    )
    (folder / "test_nothing.py").write_text("def test_nothing():\n    pass\n")
    ours, asyncio_too = ("-p", "mockbana.pytest_plugin"), ("-p", "pytest_asyncio")
    runs = {
        "bare": (),
        "ours": ours,
        "asyncio": asyncio_too,
        "both": (*asyncio_too, *ours),
        "other": ("-p", "pytest_httpserver.pytest_plugin"),
    }
    whole = {name: partial(run_of_pytest, folder, *plugins) for name, plugins in runs.items()}
    found = in_turns({**whole, "import": import_of_plugin}, seconds)
    added = {
        "the plugin adds to a run that has no use for it": ("ours", "bare"),
        "the same beside pytest-asyncio": ("both", "asyncio"),
    }
    yield Line("a run of pytest with one empty test", "ms", times(1e3, found["bare"]))
    for name, (with_it, without) in added.items():
        spent = times(1e3, differences(found[with_it], found[without]))
        yield Line(name, "ms", spent, at_most(15))
    yield Line("the plugin: its import alone, behind pytest's", "ms", times(1e3, found["import"]))
    others = times(1e3, differences(found["other"], found["bare"]))
    yield Line("pytest-httpserver's plugin adds", "ms", others)


def run_of_pytest(folder: Path, *arguments: str) -> float:
    """Return the processor time of a run of pytest with no plugins but those named."""
    env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT)}
    command = ("-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments)
    return spent_by(*command, cwd=folder, env=env)


def import_of_plugin() -> float:
    """Return the seconds of processor time for it where pytest has been imported."""
    code = "import pytest, time; t = time.process_time; began = t(); import mockbana.pytest_plugin"
    command = [sys.executable, "-c", f"{code}; print(t() - began)"]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def of_serve(_: Path, seconds: float) -> Figures:
    with pinned() as core:
        found = in_turns(
            {
                "floor": lambda: first_answer(FLOOR, core),
                "serve": lambda: first_answer(mockbana(), core),
            },
            seconds,
        )
    yield Line("a bare aiohttp app, to its first answer", "ms", times(1e3, found["floor"]))
    yield Line("mockbana serve, to its first answer", "ms", times(1e3, found["serve"]))
    share = ratios(found["serve"], found["floor"])
    yield Line("mockbana serve", "x a bare app", share, at_most(1.5))


def first_answer(command: tuple[str, ...], core: set[int] | None) -> float:
    """Return the seconds from the start of a process to its first good answer."""
    began = time.perf_counter()
    server = Server(command, core)
    try:
        server.wire.fetch("GET", "/api/cases/_find")
        return time.perf_counter() - began
    finally:
        server.stop()
