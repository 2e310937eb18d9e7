"""Speed, as ratios measured in one run: ``make bench``."""

import asyncio
import json
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mockbana import Mockbana
from tests.bench import find, seed
from tests.bench.load import Connection, patches, serving, timed

HUNDRED = [f"case-{number}" for number in range(100)]


def of_requests() -> list[tuple[str, str, str]]:
    """Compare PATCHes of one and of a hundred cases with a bare handler, in turns."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "seed.json")
        file.write_text(json.dumps({"cases": [{"id": name} for name in HUNDRED]}))
        serve = ("-m", "mockbana", "serve", "--port", "0", "--quiet", "--fixtures", str(file))
        with serving("-m", "tests.bench.floor") as bare, serving(*serve) as kibana:
            turns: dict[str, Any] = {
                "floor": lambda: bare.cost(each_alone, 1000),
                "one": lambda: kibana.cost(each_alone, 1000),
                "hundred": lambda: kibana.cost(lambda wire: patches(wire, HUNDRED, 10), 10),
            }
            found: dict[str, list[float]] = {name: [] for name in turns}
            for _ in range(7):
                for name, turn in turns.items():
                    found[name].append(turn())
    floor, one, hundred = (statistics.median(found[name]) for name in turns)
    return [
        ("a bare handler", f"{floor * 1e6:.0f} us", "of processor time a request"),
        ("PATCH of one case", f"{one * 1e6:.0f} us", f"{floor / one:.2f} of its requests a second"),
        ("PATCH of 100 cases", f"{hundred * 1e3:.2f} ms", f"{hundred / one:.1f} times one case"),
    ]


def each_alone(connection: Connection) -> None:
    """PATCH fifty cases, each twenty times."""
    for name in HUNDRED[:50]:
        patches(connection, [name], 20)


def of_servers() -> list[tuple[str, str, str]]:
    """Measure starting, stopping and resetting."""

    async def in_loop() -> float:
        best = float("inf")
        loop = asyncio.get_running_loop()
        for _ in range(50):
            began = loop.time()
            async with Mockbana():
                pass
            best = min(best, loop.time() - began)
        return best

    def in_thread() -> None:
        with Mockbana():
            pass

    with Mockbana({"cases": [{"id": name} for name in HUNDRED]}) as kibana:
        reset = timed(kibana.reset, 200)
    return [
        ("a server in the loop", f"{asyncio.run(in_loop()) * 1e3:.2f} ms", "start and stop"),
        ("a server in a thread", f"{timed(in_thread, 50) * 1e3:.2f} ms", "start and stop"),
        ("a reset", f"{reset * 1e3:.2f} ms", ""),
    ]


def of_imports() -> list[tuple[str, str, str]]:
    """Compare the import with that of aiohttp."""

    def importing(module: str) -> float:
        return timed(
            lambda: subprocess.run([sys.executable, "-c", f"import {module}"], check=True), 9
        )

    nothing, ours, theirs = map(importing, ("sys", "mockbana", "aiohttp.web"))
    return [
        ("import mockbana", f"{(ours - nothing) * 1e3:.1f} ms", "over a bare interpreter"),
        ("import aiohttp.web", f"{(theirs - nothing) * 1e3:.1f} ms", "to compare with"),
    ]


def of_many_cases() -> list[tuple[str, str, str]]:
    """Measure finding, reading and changing among more and more cases."""
    return [(row["name"], f"{row['figure']} {row['unit']}", "") for row in find.measure()]


def main() -> None:
    for measure in (of_imports, of_servers, of_requests, seed.measure, of_many_cases):
        for name, figure, note in measure():
            print(f"{name:42} {figure:>12}  {note}")


if __name__ == "__main__":
    main()
