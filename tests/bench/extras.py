"""What recording, faults and the live page add to a PATCH: one server, switched to and fro."""

import json
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.data import plain_file
from tests.bench.figures import Figure as Line
from tests.bench.figures import Figures, at_most
from tests.bench.load import Connection
from tests.bench.machine import pinned
from tests.bench.patch import ALONE, ONE
from tests.bench.processes import Server, mockbana, serving
from tests.bench.samples import in_turns, percent_more

CONTROL = "/__mockbana__"
OTHERS = [{"kind": "internal_error", "match": {"path": f"/api/other/{n}"}} for n in range(10)]


@contextmanager
def switchable(folder: Path) -> Iterator[Server]:
    """Run a server whose parts can be switched off."""
    seed = plain_file(folder / "seed.json", 128)
    command = ("-m", "tests.bench.switched", *mockbana("--fixtures", str(seed))[3:])
    with pinned() as core, serving(*command, core=core) as server:
        yield server


def switched(server: Server, number: int, patch: Callable[[], float]) -> Callable[[], float]:
    """Return *patch* with one part of the server switched off."""

    def measure() -> float:
        server.process.send_signal(number)
        server.wire.fetch("GET", "/api/status")
        try:
            return patch()
        finally:
            server.process.send_signal(number)

    return measure


def forgotten(server: Server) -> int:
    """Empty the journal and return how many requests it held."""
    answer = json.loads(server.wire.fetch("DELETE", f"{CONTROL}/requests"))
    return int(answer["removed"])


def of_recording(folder: Path, seconds: float) -> Figures:
    with switchable(folder) as server:
        patch = server.patching(ONE, *ALONE)
        unrecorded = switched(server, signal.SIGUSR1, patch)
        forgotten(server)
        unrecorded()
        if forgotten(server):
            raise RuntimeError("tests/bench/switched.py doesn't switch recording off any more")
        found = in_turns({"with": patch, "without": unrecorded}, seconds)
    added = percent_more(found["with"], found["without"])
    yield Line("recording adds to a PATCH", "%", added, at_most(10))


def of_faults(folder: Path, seconds: float) -> Figures:
    with switchable(folder) as server:
        patch = server.patching(ONE, *ALONE)
        found = in_turns(
            {
                "none": patch,
                "unasked": switched(server, signal.SIGUSR2, patch),
                "one": with_rules(server, 1, patch),
                "ten": with_rules(server, 10, patch),
            },
            seconds,
        )
    nothing = percent_more(found["none"], found["unasked"])
    yield Line("asking for fault rules, none set, adds", "%", nothing, at_most(1))
    yield Line("a rule that doesn't match adds", "%", percent_more(found["one"], found["none"]))
    yield Line("ten rules that don't match add", "%", percent_more(found["ten"], found["none"]))


def with_rules(server: Server, number: int, patch: Callable[[], float]) -> Callable[[], float]:
    """Return *patch* with rules set that match other requests."""

    def measure() -> float:
        for rule in OTHERS[:number]:
            server.wire.fetch("POST", f"{CONTROL}/faults", json.dumps(rule).encode())
        try:
            return patch()
        finally:
            server.wire.fetch("DELETE", f"{CONTROL}/faults")

    return measure


def of_page(folder: Path, seconds: float) -> Figures:
    with switchable(folder) as server:
        patch = server.patching(10 * ONE, *ALONE)  # long enough for a page to look several times
        found = in_turns({"closed": patch, "open": watched(server, patch)}, seconds)
    added = percent_more(found["open"], found["closed"])
    yield Line("an open live page adds", "%", added, at_most(5), "PATCH after PATCH, one client")


def watched(server: Server, patch: Callable[[], float]) -> Callable[[], float]:
    """Return *patch* while a page is open and takes all that it is told.

    It is told nothing of the past, which comes once, when it opens.
    """

    def measure() -> float:
        forgotten(server)
        page = Connection(server.url)
        page.send("GET", f"{CONTROL}/events")
        reader = threading.Thread(target=_read_on, args=(page.socket,))
        reader.start()
        try:
            return patch()
        finally:
            page.socket.shutdown(socket.SHUT_RDWR)
            reader.join()
            page.close()

    return measure


def _read_on(page: socket.socket) -> None:
    while page.recv(1 << 16):
        pass
