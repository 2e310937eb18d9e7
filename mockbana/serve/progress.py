"""How far long work has come: a bar on a terminal, a plain line at the end everywhere."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, TextIO, TypeVar

from mockbana.originals import time
from mockbana.serve.streams import write

T = TypeVar("T")
LONG: Final = 0.5
_OFTEN: Final = 0.1
_CELLS: Final = 30
_BACK: Final = "\r\x1b[K"


class Progress:
    """Shows on *stream* how many of so many cases are *done*; silent about what takes no time.

    ``progress(done, total)`` says how far the work has come.
    """

    def __init__(self, verb: str, stream: TextIO | None = None) -> None:
        self._verb, self._stream = verb, stream or sys.stderr
        self._bar = self._stream.isatty()
        self._began = self._shown = time.monotonic()
        self._done = 0

    def __call__(self, done: int, total: int) -> None:
        """Note that *done* of *total* cases are done."""
        now, self._done = time.monotonic(), done
        if self._bar and now - self._began > LONG and now - self._shown > _OFTEN:
            self._shown = now
            write(self._stream, f"{_BACK}{self._verb} {bar(done, total)}")

    def through(self, items: Iterable[T], total: int) -> Iterator[T]:
        """Yield all *items*, and note each."""
        for done, item in enumerate(items, 1):
            yield item
            self(done, total)

    def end(self) -> None:
        """Take the bar away and tell how long it took, if that was long."""
        seconds = time.monotonic() - self._began
        if seconds < LONG:
            return
        back = _BACK if self._bar else ""
        rate = f"{self._done / seconds:,.0f} a second"
        took = f"{back}{self._verb} {self._done:,} cases took {seconds:.1f} s, {rate}"
        write(self._stream, f"{took}; {memory() / 1_000_000:,.0f} MB of memory in use\n")


def bar(done: int, total: int) -> str:
    """Return e.g. ``[###.......]  30 %, 3,000 of 10,000 cases``."""
    cells = _CELLS * done // total
    shown = "#" * cells + "." * (_CELLS - cells)
    return f"[{shown}] {100 * done // total:3} %, {done:,} of {total:,} cases"


def memory() -> int:
    """Return the bytes of memory that this process has: now on Linux, at most elsewhere."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return _peak()
    import resource

    return pages * resource.getpagesize()


def _peak() -> int:
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
