"""Lines on a file descriptor, written by a thread that nobody waits for."""

import os
import threading
from collections import deque
from typing import Final

MOST_WAITING: Final = 10_000


class Lines:
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
