"""What it costs to hold a hundred thousand cases, and to load them."""

import json
import random
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

from mockbana import Mockbana
from tests.bench.data import plain_file
from tests.bench.figures import Figure as Line
from tests.bench.figures import Figures, at_least, at_most
from tests.bench.machine import pinned, resident
from tests.bench.processes import Server, mockbana, serving
from tests.bench.samples import in_turns, ratios, times

FEW, MANY = 100, 100_000
LOADED = 10_000
BUSY, OFTEN = [["case-0"], ["case-1"], ["case-2"]], 3_000
QUERIES = {"status": "status=open", "owner": "owner=cases", "tag": "tags=tag-3"}


def of_requests(folder: Path, seconds: float) -> Figures:
    few, many = (plain_file(folder / f"{size}.json", size) for size in (FEW, MANY))
    with (
        pinned() as core,
        serving(*mockbana("--fixtures", str(few)), core=core) as small,
        serving(*mockbana("--fixtures", str(many)), core=core) as large,
    ):
        yield from _memory(small, large)
        change = large.patching(1, *sample(MANY, salt=1))
        small.patching(len(BUSY) * OFTEN, *BUSY)()
        found = in_turns(
            {
                "GET few": getting(small, FEW),
                "GET": getting(large, MANY),
                "PATCH few": small.patching(100, *sample(FEW)[10:]),
                "PATCH": large.patching(100, *sample(MANY)[10:]),
                "PATCH idle": small.patching(25, *sample(FEW)[:10]),
                "PATCH busy": small.patching(25, *BUSY),
                **{name: finding(large, query, change) for name, query in QUERIES.items()},
            },
            seconds,
        )
    for method in ("GET", "PATCH"):
        share = ratios(found[method], found[f"{method} few"])
        yield Line(f"{method} one of {MANY:,} cases", f"x at {FEW}", share, at_most(1.1))
    share = ratios(found["PATCH busy"], found["PATCH idle"])
    yield Line(f"PATCH a case that was changed {OFTEN:,} times", "x others", share, at_most(1.1))
    for name in QUERIES:
        spent = times(1e3, found[name])
        yield Line(f"_find by {name}, after a change", "ms", spent, at_most(5))


def sample(size: int, salt: int = 0) -> list[list[str]]:
    """Return some cases from all over the place, each alone."""
    return [[f"case-{number}"] for number in random.Random(salt).sample(range(size), 20)]


def getting(server: Server, size: int) -> Callable[[], float]:
    """Return a function that tells what a GET of one case costs."""
    paths = [f"/api/cases/{name}" for (name,) in sample(size)] * 5
    return lambda: server.cost(
        lambda: [server.wire.fetch("GET", path) for path in paths], len(paths)
    )


def finding(server: Server, query: str, change: Callable[[], float]) -> Callable[[], float]:
    """Return a function that changes a case, and tells what the first page of a search costs."""
    path = f"/api/cases/_find?{query}"

    def measure() -> float:
        spent = 0.0
        for _ in range(5):
            change()
            spent += server.cost(lambda: server.wire.fetch("GET", path))
        return spent / 5

    return measure


def _memory(small: Server, large: Server) -> Figures:
    """Compare two servers as the system sees them, fresh from loading."""
    sizes = [resident(server.process.pid) for server in (small, large)]
    if sizes[0] and sizes[1]:
        each = (sizes[1] - sizes[0]) / (MANY - FEW)
        note = "of the process, loading included"
        yield Line("memory of a plain case", "bytes", [each], at_most(3000), note, steady=True)


def of_loading(folder: Path, seconds: float) -> Figures:
    file = plain_file(folder / "seed.json", LOADED)
    yaml = folder / "seed.yaml"
    yaml.write_text(as_yaml(json.loads(file.read_text())["cases"][: LOADED // 10]))
    sizes = {plain_file(folder / "large.json", MANY): MANY, file: LOADED, yaml: LOADED // 10}
    found = in_turns(
        {path.name: partial(in_process, "rate", path, size) for path, size in sizes.items()},
        seconds,
        least=4,
    )
    for path, size in sizes.items():
        kind, goal = path.suffix.strip(".").upper(), at_least(20_000) if size == MANY else None
        yield Line(f"loading a {kind} file of {size:,}", "cases/s", found[path.name], goal)
    held = in_process("memory", file, LOADED)
    note = "what Python holds on to"
    yield Line("memory of a plain case", "bytes", [held], at_most(3000), note, steady=True)


def as_yaml(cases: list[dict[str, object]]) -> str:
    """Return cases in the way people write them."""
    lines = ["cases:"]
    for case in cases:
        items = [f"{key}: {json.dumps(value)}" for key, value in case.items()]
        lines += [f"- {items[0]}", *(f"  {item}" for item in items[1:])]
    return "\n".join(lines)


def in_process(what: str, file: Path, number: int) -> float:
    """Return a figure of this module's ``main`` from a process of its own."""
    command = [sys.executable, "-m", "tests.bench.many", what, str(file), str(number)]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(told.stdout)


def rate(file: Path, number: int) -> float:
    """Return how many cases are loaded in a second of processor time, all imports done."""
    Mockbana({"cases": [{}]})
    began = time.process_time()
    kibana = Mockbana(file)
    spent = time.process_time() - began
    assert kibana.deployment.count_cases() == number
    return number / spent


def memory(file: Path, number: int) -> float:
    """Return how many bytes Python holds on to for each case."""
    first = Mockbana({"cases": [{}]})
    tracemalloc.start()
    kibana = Mockbana(file)
    held, _ = tracemalloc.get_traced_memory()
    assert (first.deployment.count_cases(), kibana.deployment.count_cases()) == (1, number)
    return held / number


if __name__ == "__main__":
    figure = {"rate": rate, "memory": memory}[sys.argv[1]]
    print(figure(Path(sys.argv[2]), int(sys.argv[3])))
