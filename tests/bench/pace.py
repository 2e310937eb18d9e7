"""How fast this machine is, beside the one that the goals in plain time were set on."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.bench.machine import pinned
from tests.bench.processes import FLOOR, Server, serving
from tests.bench.samples import AFTER_A_ROUND

REFERENCE: Final = 172e-6
"""The processor time, in seconds, that a bare aiohttp handler took for a request there."""
REQUESTS: Final = 100
SELDOM: Final = 0.5


class Pace:
    """Tells how many times as long things take as they did there: 1 on a faster machine."""

    def __init__(self) -> None:
        self._looks: list[float] = []
        self._last = 0.0

    @property
    def slowness(self) -> float:
        """From the quicker looks, a quarter of all: what disturbs one makes it longer."""
        if len(self._looks) < 2:
            return 1.0
        quick, _, _ = statistics.quantiles(self._looks, n=4, method="inclusive")
        return max(1.0, quick / REFERENCE)

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Look before, after and between what is measured; not where the system doesn't tell."""
        if not Path("/proc/self/schedstat").exists():
            yield
            return
        with pinned() as core:
            server = serving(*FLOOR, core=core)
        with server as floor:
            self._look(floor)
            token = AFTER_A_ROUND.set(lambda: self._look(floor))
            yield
            AFTER_A_ROUND.reset(token)
            self._look(floor)

    def _look(self, floor: Server) -> None:
        """Measure what a request costs the floor, unless that was done a moment ago."""
        if time.monotonic() - self._last < SELDOM:
            return
        with pinned():
            patch = floor.patching(REQUESTS, ["case-1"])
            patch()
            self._looks.append(patch())
        self._last = time.monotonic()
