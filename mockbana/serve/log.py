"""What ``mockbana serve`` tells of each request: a line of text, or of JSON, on standard error.

Lines on a file descriptor, written by a thread that nobody waits for.
"""

import json
import logging
import os
import re
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import urljoin

from mockbana.harness.journal.describe import outcome
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.journal import Journal
from mockbana.harness.text import clipped, visible
from mockbana.kibana.clock import iso
from mockbana.originals import time

Format: TypeAlias = Literal["text", "json"]
STDERR: Final = 2
LONGEST: Final = 400
_USER_INFO: Final = re.compile(r"//[^/?#@]*@")
_MEMBER: Final = re.compile(r"([^=&]+)=[^&]+")
_CREDENTIAL: Final = re.compile(
    r"api[_-]?key|authorization|credential|passw|secret|token|^(?:auth|key|session|sid)$",
    re.IGNORECASE,
)


@contextmanager
def logging_to_stderr(
    journal: Journal, log_format: Format = "text", *, quiet: bool = False
) -> Iterator[None]:
    """Log the requests in *journal*, and what goes wrong inside, as long as the block lasts.

    *quiet* leaves out the requests, and what is no trouble; JSON is of requests and of trouble.
    """
    ours = logging.getLogger("mockbana")
    level = ours.level
    lines, render = LineWriter(STDERR), as_json if log_format == "json" else as_text

    def tell(exchange: Exchange) -> None:
        lines.add(render(exchange))

    handler = LinesHandler(lines, log_format)
    logging.getLogger().addHandler(handler)
    ours.setLevel(logging.WARNING if quiet or log_format == "json" else logging.INFO)
    if not quiet:
        journal.follow(tell)
    try:
        yield
    finally:
        journal.unfollow(tell)
        ours.setLevel(level)
        logging.getLogger().removeHandler(handler)
        lines.close()


def as_text(exchange: Exchange) -> str:
    """Return a line for a human: when, how long it took, what came, what became of it and why."""
    now = time.localtime()
    took = f"{exchange.duration_ms or 0:.1f} ms"
    target, ended = (
        clipped(visible(text), width=LONGEST) for text in (target_of(exchange), outcome(exchange))
    )
    when = time.strftime("%H:%M:%S", now)
    return f"{when} {took:>9}  {exchange.method} {target} -> {ended}\n"


def as_json(exchange: Exchange) -> str:
    """Return a JSON object on one line; ``why`` says why the request was refused, if it was."""
    _, _, why = outcome(exchange).partition(": ")
    row = {
        "time": now_iso(),
        "event": "request",
        "seq": exchange.seq,
        "method": exchange.method,
        "path": target_of(exchange),
        "status": exchange.status if exchange.answered else None,
        "ms": exchange.duration_ms,
        "space": exchange.space,
        "user": exchange.user,
        "fault": exchange.fault,
        "faults": exchange.faults,
        "why": why or exchange.rejected,
        "client": exchange.client,
    }
    return f"{json.dumps(row)}\n"


def now_iso() -> str:
    """Return the time of this machine, whatever the clock of the fake Kibana says."""
    return iso(time.time_ns() // 1_000_000)


def target_of(exchange: Exchange) -> str:
    """Return the path and query of the request; what may be a credential in it is starred out."""
    path, mark, query = exchange.raw_path.partition("?")
    return _USER_INFO.sub("//***@", path) + mark + _MEMBER.sub(_starred, query)


def _starred(member: re.Match[str]) -> str:
    return f"{member[1]}=***" if _CREDENTIAL.search(member[1]) else member[0]


def greeting(url: str, version: str, cases: int, log_format: Format) -> str:
    """Return the line that says what is served, and where."""
    if log_format == "json":
        row = {"event": "listening", "url": url, "kibana_version": version, "cases": cases}
        return f"{json.dumps({'time': now_iso(), **row})}\n"
    what = f"Kibana {version} with {cases} cases; user elastic, password changeme"
    return f"{what}. Ctrl-C ends it. What it sees: {urljoin(url, '/__mockbana__/')}\n"


MOST_WAITING: Final = 10_000


class LineWriter:
    """Writes lines in a thread of its own, so that a slow or stuck reader never holds up a request.

    A line that finds *most* others waiting takes the place of the oldest of them.
    """

    def __init__(self, descriptor: int, most: int = MOST_WAITING) -> None:
        self._descriptor = descriptor
        self._waiting: deque[str] = deque(maxlen=most)
        self._news, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="mockbana-log", daemon=True)
        self._thread.start()

    def add(self, line: str) -> None:
        """Write *line* soon."""
        self._waiting.append(line)
        if not self._news.is_set():
            self._news.set()

    def close(self, patience: float = 0.05) -> None:
        """Write what is left; give up after *patience* seconds."""
        self._over.set()
        self._news.set()
        self._thread.join(patience)

    def _run(self) -> None:
        while not self._over.is_set():
            self._news.wait()
            self._over.wait(0.02)
            self._news.clear()
            self._write()

    def _write(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(100, len(self._waiting)))]
            rest = "".join(batch).encode("utf-8", "backslashreplace")
            try:
                while rest:
                    rest = rest[os.write(self._descriptor, rest) :]
            except OSError:
                return


class LinesHandler(logging.Handler):
    """Writes log records as lines of the same format as the requests."""

    def __init__(self, lines: LineWriter, log_format: Format) -> None:
        super().__init__(logging.INFO)
        self._lines, self._format = lines, log_format

    def emit(self, record: logging.LogRecord) -> None:
        """Write *record*, with its trace if it has one."""
        trace = "".join(f"\n{part}" for part in _trace(record))
        self._lines.add(self._rendered(record.levelname.lower(), record.getMessage(), trace))

    def _rendered(self, level: str, message: str, trace: str) -> str:
        if self._format == "json":
            row: dict[str, Any] = {"time": now_iso(), "event": level, "message": message}
            return json.dumps({**row, "trace": trace.lstrip()} if trace else row) + "\n"
        shown = "\n".join(map(visible, trace.split("\n")))
        return f"{time.strftime('%H:%M:%S')} {level}: {visible(message)}{shown}\n"


def _trace(record: logging.LogRecord) -> Iterator[str]:
    if record.exc_info:
        yield logging.Formatter().formatException(record.exc_info)
