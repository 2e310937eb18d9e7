"""Servers and other programs in processes of their own, and what they spend."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

from tests.bench.load import Connection, Writer

ROOT = Path(__file__).parent.parent.parent


class Server:
    """A server in a process of its own, and one connection to it; *core* is for it alone.

    It writes its URL on the first line of its output.
    """

    def __init__(self, command: tuple[str, ...], core: set[int] | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *command], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        if core:
            os.sched_setaffinity(self.process.pid, core)
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            raise RuntimeError(f"this didn't start: python {' '.join(command)}")
        self.wire = Connection(self.url)

    def cost(self, function: Callable[[], object], requests: int = 1) -> float:
        """Return the seconds of processor time that the server spends on each of *requests*.

        Where the system doesn't tell, it is the time that passes.
        """
        began = self.spent()
        function()
        return (self.spent() - began) / requests

    def patching(self, number: int, *cases: Sequence[str]) -> Callable[[], float]:
        """Return a function that sends *number* PATCHes and tells what one of them costs.

        *cases* are changed in turns, each group of them at once.
        """
        writers = cycle([Writer(self.wire, group) for group in cases])

        def patch() -> None:
            for writer in islice(writers, number):
                writer.patch()

        return lambda: self.cost(patch, number)

    def spent(self) -> float:
        """Return the seconds of processor time so far."""
        told = list(Path(f"/proc/{self.process.pid}/task").glob("*/schedstat"))
        if not told:
            return time.perf_counter()
        return sum(int(task.read_text().split()[0]) for task in told) / 1e9

    def stop(self) -> None:
        self.wire.close()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


@contextmanager
def serving(*command: str, core: set[int] | None = None) -> Iterator[Server]:
    """Run a Python program that serves."""
    server = Server(command, core)
    try:
        yield server
    finally:
        server.stop()


def mockbana(*arguments: str) -> tuple[str, ...]:
    """Return the command that serves a Mockbana on a free port."""
    return ("-m", "mockbana", "serve", "--port", "0", "--quiet", *arguments)


FLOOR = ("-m", "tests.bench.floor")


def spent_by(*command: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> float:
    """Return the seconds of processor time that a Python program takes from start to end.

    Where the system doesn't tell, it is the time that passes.
    """
    began, before = time.perf_counter(), _of_children()
    subprocess.run(
        [sys.executable, *command], check=True, cwd=cwd, env=env, stdout=subprocess.DEVNULL
    )
    if before is None:
        return time.perf_counter() - began
    return (_of_children() or 0) - before


def _of_children() -> float | None:
    """Return the processor time of all children that have ended."""
    try:
        import resource
    except ImportError:
        return None
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
