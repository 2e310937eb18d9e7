"""One run: the parts that were asked for, the table, the JSON."""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from tests.bench import extras, fixture, journal, many, patch, speedups, starts, steps
from tests.bench.figures import BUSY, Figures
from tests.bench.machine import Others, described, load
from tests.bench.pace import Pace
from tests.bench.table import Row, closing, line, title, write_document

DEFAULT_JSON = Path("build/bench.json")


class Part(NamedTuple):
    """A part of the run: what it measures, how, and its share of the time.

    *timed* is one with goals in plain time, which depend on the machine.
    """

    about: str
    measure: Callable[[Path, float], Figures]
    seconds: float
    timed: bool = False


PARTS = {
    "patch": Part("PATCH requests, next to a bare handler", patch.measure, 30),
    "recording": Part("what the journal adds to a PATCH", extras.of_recording, 12),
    "faults": Part("what fault rules add to a PATCH", extras.of_faults, 16),
    "page": Part("what the live page adds to a PATCH", extras.of_page, 12),
    "fixture": Part("what a fixture adds to a test", fixture.measure, 30, timed=True),
    "servers": Part("a fresh server", starts.of_servers, 4, timed=True),
    "imports": Part("imports", starts.of_imports, 12),
    "plugin": Part("the pytest plugin where nobody uses it", starts.of_plugin, 25, timed=True),
    "serve": Part("mockbana serve, from the command to the first answer", starts.of_serve, 12),
    "cases": Part("a hundred thousand cases", many.of_requests, 25, timed=True),
    "loading": Part("loading cases from a file", many.of_loading, 20, timed=True),
    "journal": Part("memory, once the journal is full", journal.measure, 30),
    "steps": Part("calls and lines of ours, as the tests guard them", steps.measure, 0),
}
ON_DEMAND = {
    "speedups": Part("what orjson and uvloop are worth", speedups.measure, 30),
    "million": Part("a million requests, which takes ten minutes", journal.measure_long, 0),
}

ALL = {**PARTS, **ON_DEMAND}


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parts = "\n".join(f"  {name:10} {part.about}" for name, part in ALL.items())
    parser = argparse.ArgumentParser(
        prog="make bench",
        description="Measure the speed rules, as ratios in one run.",
        epilog=f"parts:\n{parts}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="measure these parts alone")
    parser.add_argument("--json", type=Path, default=DEFAULT_JSON, metavar="FILE")
    parser.add_argument(
        "--seconds", type=float, default=180, help="what to spend on a whole run (180)"
    )
    parser.add_argument(
        "--docs", action="store_true", help="put the figures into docs/performance.md"
    )
    parser.add_argument(
        "--keep", action="store_true", help="make the present steps those to compare with"
    )
    found = parser.parse_args(given)
    if strangers := [name for name in found.parts if name not in ALL]:
        parser.error(f"there is no part {strangers[0]}; there are {', '.join(ALL)}")
    return found


def main(given: Sequence[str] | None = None) -> int:
    """Measure; return 1 when a goal was missed beyond doubt."""
    options = arguments(given)
    if options.keep:
        steps.keep()
    machine, began, others = {**described(), "load_before": load()}, time.monotonic(), Others()
    print(title(machine))
    factor = options.seconds / sum(part.seconds for part in PARTS.values())
    rows: list[Row] = []
    for name in options.parts or PARTS:
        rows += _measured(name, ALL[name], factor)
    seconds = round(time.monotonic() - began)
    machine |= {"load_after": load(), "busy": others.share(), "seconds": seconds}
    _write(options.json, machine, rows)
    if options.docs:
        write_document(machine, rows)
    print(f"\n{seconds} s, load {machine['load_after']} at the end; written to {options.json}")
    print(closing(rows))
    return int(any(figure.verdict == "missed" for _, figure in rows))


def _measured(name: str, part: Part, factor: float) -> list[Row]:
    print(f"\n{name}: {part.about}", flush=True)
    others, pace = Others(), Pace()
    with (
        TemporaryDirectory(prefix="mockbana-bench-") as folder,
        pace.measured() if part.timed else nullcontext(),
    ):
        found = list(part.measure(Path(folder), part.seconds * factor))
    busy = others.share()
    figures = [replace(figure, busy=busy, slowness=pace.slowness) for figure in found]
    if busy > BUSY:
        print(f"  (others had {busy:.0%} of the machine: what looks missed may be their doing)")
    print(*map(line, figures), sep="\n", flush=True)
    return [(name, figure) for figure in figures]


def _write(file: Path, machine: dict[str, Any], rows: Sequence[Row]) -> None:
    figures = [{"part": part, **figure.as_dict()} for part, figure in rows]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"machine": machine, "figures": figures}, indent=1) + "\n")
