"""How fast this machine is, beside the one that the goals in plain time were set on."""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.bench.machine import pinned
from tests.bench.processes import FLOOR, Server, serving

REFERENCE: Final = 172e-6
"""The processor time, in seconds, that a bare aiohttp handler took for a request there."""


class Pace:
    """Tells how many times as long things take as they did there: 1 on a faster machine."""

    def __init__(self) -> None:
        self.slowness = 1.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Look before the block and after it; where the system doesn't tell, it is 1."""
        if not Path("/proc/self/schedstat").exists():
            yield
            return
        with pinned() as core, serving(*FLOOR, core=core) as floor:
            looks = [*_looks(floor)]
        yield
        with pinned() as core, serving(*FLOOR, core=core) as floor:
            looks += _looks(floor)
        self.slowness = max(1.0, statistics.median(looks) / REFERENCE)


def _looks(floor: Server) -> Iterator[float]:
    """Yield what a request costs, three times, once all is warm."""
    patch = floor.patching(100, ["case-1"])
    patch()
    for _ in range(3):
        yield patch()
