"""Whether memory stays flat once the journal is full, however many requests come."""

import json
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from tests.bench.data import plain_file
from tests.bench.figures import Figure as Line
from tests.bench.figures import Figures, at_most
from tests.bench.load import Connection
from tests.bench.machine import pinned, resident
from tests.bench.processes import mockbana, serving

LIMIT = 1_000
STEP = 1_000
MANY = 1_000_000
GROWTH = 1_000_000
"""Bytes that a process may differ by at the end, for the like of a larger free list."""


def measure(folder: Path, seconds: float) -> Figures:
    """Send requests for *seconds*, to a journal that is soon full."""
    return _flat(folder, LIMIT, lambda _, spent: spent >= seconds)


def measure_long(folder: Path, _: float) -> Figures:
    """Send a million requests, to a journal as it is by default."""
    return _flat(folder, 10_000, lambda sent, _: sent >= MANY)


def _flat(folder: Path, limit: int, enough: Callable[[int, float], bool]) -> Figures:
    seed = plain_file(folder / "seed.json", 100)
    command = mockbana("--fixtures", str(seed), "--journal-limit", str(limit))
    with pinned() as core, serving(*command, core=core) as server:
        requests, sizes, sent = some_requests(), [0], 0
        send(server.wire, requests, 2 * limit)
        began = time.monotonic()
        while not enough(sent, time.monotonic() - began):
            send(server.wire, requests, STEP)
            sent += STEP
            sizes.append(resident(server.process.pid) or 0)
    seen = sizes[1:]
    third = -(-len(seen) // 3)
    grown = min(seen[-third:]) - min(seen[:third])
    note = f"after {sent:,} requests; journal of {limit:,}"
    yield Line("memory of the process", "MB", [size / 1e6 for size in seen])
    goal = at_most(GROWTH / 1e6)
    yield Line("grows, first third to last, by", "MB", [grown / 1e6], goal, note, steady=True)


def some_requests() -> Iterator[tuple[str, str, bytes]]:
    """Yield requests of all kinds, no two alike, that leave no history behind in a case."""
    for number in count():
        case = f"/api/cases/case-{number % 100}"
        stale = {"id": f"case-{number % 100}", "version": f"Wz{number}", "title": f"T {number}"}
        yield "GET", f"{case}?x={number}", b""
        yield "PATCH", "/api/cases", json.dumps({"cases": [stale]}).encode()
        yield "GET", f"/api/cases/_find?search=word{number}", b""
        yield "PATCH", "/api/cases", json.dumps({"cases": [{"id": f"{number}"}]}).encode()
        yield "GET", f"/nowhere/{number}", b""
        yield "POST", f"/nowhere/{number}", b'{"a": 1}'


def send(wire: Connection, requests: Iterator[tuple[str, str, bytes]], number: int) -> None:
    for _ in range(number):
        wire.exchange(*next(requests))
