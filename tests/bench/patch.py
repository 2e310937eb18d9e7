"""What a PATCH costs, next to a bare aiohttp handler and to pytest-httpserver."""

import time
from functools import partial
from pathlib import Path

from tests.bench.data import plain_file
from tests.bench.figures import Figure as Line
from tests.bench.figures import Figures, at_least, at_most
from tests.bench.load import Crowd
from tests.bench.machine import pinned
from tests.bench.processes import FLOOR, Server, mockbana, serving
from tests.bench.samples import in_turns, percent_more, ratios, times

HUNDRED = [f"case-{number}" for number in range(100)]
ALONE = [[f"case-{number}"] for number in range(100, 120)]
CROWD = [f"case-{number}" for number in range(120, 128)]
ONE = 100
"""PATCHes of one case in a row: few, so that many rounds can be compared."""


def measure(folder: Path, seconds: float) -> Figures:
    seed = plain_file(folder / "seed.json", 128)
    with (
        pinned() as core,
        serving(*FLOOR, core=core) as floor,
        serving("-m", "tests.bench.plain_httpserver", core=core) as other,
        serving(*mockbana("--fixtures", str(seed)), core=core) as kibana,
    ):
        yield from _by_processor_time(floor, other, kibana, seconds * 0.75)
        yield from _by_the_clock(floor, kibana, seconds * 0.25)


def _by_processor_time(floor: Server, other: Server, kibana: Server, seconds: float) -> Figures:
    found = in_turns(
        {
            "floor": floor.patching(ONE, *ALONE),
            "one": kibana.patching(ONE, *ALONE),
            "hundred": kibana.patching(3, HUNDRED),
            "other": other.patching(20, *ALONE),
            "floor again": floor.patching(ONE, *ALONE),
        },
        seconds,
    )
    noise = [abs(percent) for percent in percent_more(found["floor again"], found["floor"])]
    yield Line("the floor: a bare aiohttp handler", "us", times(1e6, found["floor"]))
    yield Line("the floor, measured twice, differs by", "%", noise)
    yield Line("pytest-httpserver, a canned answer", "us", times(1e6, found["other"]))
    yield Line("PATCH of one case", "us", times(1e6, found["one"]))
    share = ratios(found["floor"], found["one"])
    yield Line("PATCH of one case, requests a second", "x floor", share, at_least(0.6), "aim: 0.8")
    yield Line("the same", "x httpserver", ratios(found["other"], found["one"]))
    yield Line("PATCH of 100 cases", "ms", times(1e3, found["hundred"]))
    yield Line(
        "PATCH of 100 cases", "x one case", ratios(found["hundred"], found["one"]), at_most(30)
    )


def _by_the_clock(floor: Server, kibana: Server, seconds: float) -> Figures:
    """Compare under load: the clients have always more requests than the server has answers."""
    crowds = [Crowd(server.url, CROWD) for server in (floor, kibana)]
    measures = [partial(_a_second, crowd) for crowd in crowds]
    found = in_turns(dict(zip(("floor", "one"), measures, strict=True)), seconds)
    for crowd in crowds:
        crowd.close()
    note = f"{len(CROWD)} connections, by the clock"
    yield Line("the floor", "requests/s", found["floor"], note=note)
    yield Line("PATCH of one case", "requests/s", found["one"], note=note)
    share = ratios(found["one"], found["floor"])
    yield Line("PATCH of one case, requests a second", "x floor", share, at_least(0.6), note)


def _a_second(crowd: Crowd) -> float:
    rounds, began = 50, time.perf_counter()
    crowd.patch(rounds)
    return rounds * len(CROWD) / (time.perf_counter() - began)
