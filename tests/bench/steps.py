"""Steps: the calls of our functions that a request makes, and the lines of them that run.

They are the same on any machine, however busy, and nearly the same on any Python. ``steps.json``
keeps the accepted totals per request and room (folder), so that a rename changes nothing;
``make bench ARGS="steps --keep"`` accepts the present ones.
"""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, Self, TypeAlias

import marshmallow

import mockbana
from mockbana import Mockbana
from mockbana.pytest_plugin.marker import MarkerOptions
from mockbana.pytest_plugin.report import problems
from tests.bench.data import plain_case
from tests.bench.figures import Figure as Line
from tests.bench.figures import Figures, at_most
from tests.bench.processes import ROOT

KEPT = Path(__file__).with_name("steps.json")
OURS = f"{Path(mockbana.__file__).parent}/"
THEIRS = f"{Path(marshmallow.__file__).parent}/"
INLINED = ("<dictcomp>", "<listcomp>", "<setcomp>")
"""Calls until Python 3.11, part of the function around them from 3.12 on."""


@dataclass(slots=True)
class Steps:
    """How often functions were called and how many lines of them ran, by file and name."""

    calls: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    marshmallow: int = 0

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count what this thread does."""
        before = sys.gettrace()
        sys.settrace(self._call)
        try:
            yield
        finally:
            sys.settrace(before)

    def _call(self, frame: FrameType, _: str, __: object) -> Any:
        code = frame.f_code
        if not code.co_filename.startswith(OURS):
            self.marshmallow += code.co_filename.startswith(THEIRS)
            return None
        name = code.co_qualname
        for inlined in INLINED:
            name = name.replace(f".<locals>.{inlined}", "")
        key = f"{code.co_filename.removeprefix(OURS)}: {name}"
        if code.co_name not in INLINED:
            self.calls[key] += 1

        def line(_: FrameType, event: str, __: object) -> Any:
            self.lines[key] += event == "line"
            return line

        return line

    def total(self) -> tuple[int, int]:
        """Return all calls and all lines."""
        return self.calls.total(), self.lines.total()

    def rooms(self) -> dict[str, list[int]]:
        """Return calls and lines of each room, by its folder."""
        totals: dict[str, list[int]] = {}
        for key, lines in self.lines.items():
            total = totals.setdefault(room(key), [0, 0])
            total[0] += self.calls[key]
            total[1] += lines
        return dict(sorted(totals.items()))

    def within(self, folder: str) -> Counter[str]:
        """Return the calls of functions in *folder*."""
        return Counter({name: n for name, n in self.calls.items() if name.startswith(folder)})


class Client:
    """Sends requests to a server in the same event loop."""

    def __init__(self, kibana: Mockbana) -> None:
        self.kibana, self.steps, self.turn = kibana, Steps(), 0

    async def send(self, method: str, path: str, body: Any = None) -> None:
        data = b"" if body is None else json.dumps(body).encode()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nkbn-xsrf: 1\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
        )
        self.writer.write(head.encode() + data)
        answer = await self.reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 200"):
            raise ValueError(f"{method} {path} was answered {answer!r}")
        length = int(answer.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
        await self.reader.readexactly(length)

    async def get(self, path: str) -> None:
        with self.steps.counting():
            await self.send("GET", path)

    async def patch(self, number: int) -> None:
        """PATCH *number* cases at once."""
        self.turn += 1
        cases = self.kibana.cases
        names = [f"case-{each}" for each in range(number)]
        changes = [
            {"id": name, "version": cases[name]["version"], "title": f"Title {self.turn}"}
            for name in names
        ]
        with self.steps.counting():
            await self.send("PATCH", "/api/cases", {"cases": changes})

    async def __aenter__(self) -> Self:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.kibana.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()
        await self.writer.wait_closed()

    async def begin_a_test(self) -> None:
        with self.steps.counting():
            self.kibana.reset()
            assert not list(problems(self.kibana, MarkerOptions({})))


def room(key: str) -> str:
    """Return the folder of a function's file, ``./`` for the top of the package."""
    return f"{key.partition(': ')[0].rpartition('/')[0] or '.'}/"


Action: TypeAlias = Callable[[Client], Awaitable[None]]
ACTIONS: dict[str, Action] = {
    "PATCH of one case": lambda client: client.patch(1),
    "PATCH of 100 cases": lambda client: client.patch(100),
    "GET of a case": lambda client: client.get("/api/cases/case-1"),
    "_find by status": lambda client: client.get("/api/cases/_find?status=open&perPage=20"),
    "reset and checks": lambda client: client.begin_a_test(),
}


def count(action: Action, size: int = 100) -> Steps:
    """Return the steps of *action* among *size* cases, once all is warm."""

    async def run() -> Steps:
        seed = {"cases": [plain_case(number) for number in range(size)]}
        async with Mockbana(seed) as kibana, Client(kibana) as client:
            for _ in range(3):
                await action(client)
            client.steps = Steps()
            await action(client)
            return client.steps

    return asyncio.run(run())


def count_start() -> Steps:
    """Return the steps of a process until its server can listen, imports included."""
    command = [sys.executable, "-m", "tests.bench.start"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    calls, lines, marshmallow = json.loads(done.stdout)
    return Steps(Counter(calls), Counter(lines), marshmallow)


COUNTS: dict[str, Callable[[], Steps]] = {
    **{name: partial(count, action) for name, action in ACTIONS.items()},
    "a start": count_start,
}


def kept() -> dict[str, dict[str, list[int]]]:
    """Return the accepted calls and lines by room, of each action."""
    known: dict[str, dict[str, list[int]]] = json.loads(KEPT.read_text())
    return known


def keep() -> None:
    """Make the present steps those to compare with."""
    found = {name: counted().rooms() for name, counted in COUNTS.items()}
    text = json.dumps(found, indent=1)
    KEPT.write_text(_short(text) + "\n")


def _short(text: str) -> str:
    """Put each pair of numbers on the line of its name."""
    return text.replace("[\n   ", "[").replace(",\n   ", ", ").replace("\n  ]", "]")


def measure(_: Path, __: float) -> Figures:
    for name, counted in COUNTS.items():
        calls, lines = counted().total()
        before = [sum(column) for column in zip(*kept()[name].values(), strict=True)]
        for what, now, then in zip(("calls", "lines"), (calls, lines), before, strict=True):
            yield Line(name, what, [now], at_most(allowed(then)), f"{then:,} kept", steady=True)


def allowed(before: int) -> int:
    """Return how many steps there may be where there were so many."""
    return before + before // 8 + 3
