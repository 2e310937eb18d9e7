"""What optional packages are worth: orjson, which we use, and uvloop, which we don't."""

from importlib.util import find_spec
from pathlib import Path

from tests.bench.data import plain_file
from tests.bench.figures import Figure as Line
from tests.bench.figures import Figures
from tests.bench.machine import pinned
from tests.bench.patch import ALONE, HUNDRED, ONE
from tests.bench.processes import mockbana, serving
from tests.bench.samples import in_turns, percent_more

START = "import sys; {}; from mockbana.cli import main; main(sys.argv[1:])"
WITHOUT_ORJSON = START.format("sys.modules['orjson'] = None")
WITH_UVLOOP = START.format(
    "import asyncio, uvloop; asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())"
)


def measure(folder: Path, seconds: float) -> Figures:
    changes = {"without orjson": WITHOUT_ORJSON}
    if find_spec("uvloop"):
        changes["with uvloop"] = WITH_UVLOOP
    for name, code in changes.items():
        yield from _compared(folder, name, code, seconds / len(changes))


def _compared(folder: Path, name: str, code: str, seconds: float) -> Figures:
    serve = mockbana("--fixtures", str(plain_file(folder / "seed.json", 128)))
    with (
        pinned() as core,
        serving(*serve, core=core) as usual,
        serving("-c", code, *serve[2:], core=core) as other,
    ):
        found = in_turns(
            {
                "one": usual.patching(ONE, *ALONE),
                "one, other": other.patching(ONE, *ALONE),
                "hundred": usual.patching(3, HUNDRED),
                "hundred, other": other.patching(3, HUNDRED),
            },
            seconds,
        )
    for size, title in (("one", "one case"), ("hundred", "100 cases")):
        more = percent_more(found[f"{size}, other"], found[size])
        yield Line(f"PATCH of {title} {name}", "% more", more)
