"""A server in a process of its own, and what it says."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from io import StringIO
from pathlib import Path
from typing import Any

import requests

from mockbana.cli import serve
from mockbana.serve.run import run

SERVE = [sys.executable, "-m", "mockbana", "serve", "--port", "0"]


class Served:
    """A process of ``mockbana serve`` that answers."""

    def __init__(self, options: tuple[Any, ...]) -> None:
        self.process = subprocess.Popen(
            [*SERVE, *map(str, options)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        assert self.url, self.process.communicate()

    def line(self, part: str) -> str:
        """Return the next line on standard error that has *part* in it."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if part in line:
                return line.strip()
        raise AssertionError(f"the server ended and never said {part}")

    def control(self, method: str, path: str, **more: Any) -> Any:
        url = f"{self.url}/__mockbana__/{path}"
        reply = requests.request(method, url, timeout=10, **more)
        return reply.json()

    def add(self, title: str) -> None:
        self.control("POST", "cases", json={"title": title})

    def titles(self) -> list[str]:
        return [case["title"] for case in self.control("GET", "cases")]

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.send(number)
        return self.process.wait(10)


@contextmanager
def serving(*options: Any) -> Iterator[Served]:
    server = Served(options)
    try:
        yield server
    finally:
        server.process.kill()
        server.process.communicate()


def refused(*options: Any) -> str:
    """Return why ``mockbana serve`` doesn't even start."""
    context = serve.make_context("serve", ["--port", "0", *map(str, options)])
    with redirect_stderr(StringIO()) as said:
        assert run(**context.params) == 2
    return said.getvalue().strip()


def fixture(file: Path, *titles: str) -> Path:
    file.write_text("cases:\n" + "".join(f"- title: {title}\n" for title in titles))
    return file
