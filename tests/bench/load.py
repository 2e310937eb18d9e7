"""A client that costs little: one keep-alive connection, bytes in, bytes out."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

VERSION = re.compile(rb'"version":\s?"([^"]+)"')
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


class Connection:
    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.socket = socket.create_connection((str(parts.hostname), parts.port or 80))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def exchange(self, method: str, path: str, body: bytes = b"") -> bytes:
        """Send one request and return the body of the answer."""
        self.socket.sendall(
            f"{method} {path} HTTP/1.1\r\nHost: x\r\nkbn-xsrf: 1\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        received = b""
        while b"\r\n\r\n" not in received:
            received += self.socket.recv(1 << 20)
        head, _, rest = received.partition(b"\r\n\r\n")
        found = LENGTH.search(head)
        wanted = int(found[1]) if found else 0
        while len(rest) < wanted:
            rest += self.socket.recv(1 << 20)
        return rest

    def close(self) -> None:
        self.socket.close()


def patch_body(cases: list[tuple[str, bytes]], title: str) -> bytes:
    entries = [{"id": name, "version": version.decode(), "title": title} for name, version in cases]
    return json.dumps({"cases": entries}).encode()


def version_of(connection: Connection, name: str) -> bytes:
    found = VERSION.search(connection.exchange("GET", f"/api/cases/{name}"))
    return found[1] if found else b"WzAsMV0="


def patches(connection: Connection, cases: list[str], number: int) -> None:
    """PATCH all *cases* at once, *number* times."""
    versions = [version_of(connection, name) for name in cases]
    for turn in range(number):
        body = patch_body(list(zip(cases, versions, strict=True)), f"Title {turn}")
        versions = VERSION.findall(connection.exchange("PATCH", "/api/cases", body)) or versions


class Server:
    """A server in a process of its own, and one connection to it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.process = process
        self.connection = Connection(process.stdout.readline().strip())

    def cost(self, function: Callable[[Connection], None], requests: int) -> float:
        """Return the seconds of processor time that the server spends on each of *requests*.

        Where the system doesn't tell, it is the time that passes.
        """
        began = self._spent()
        function(self.connection)
        return (self._spent() - began) / requests

    def _spent(self) -> float:
        told = Path(f"/proc/{self.process.pid}/schedstat")
        return int(told.read_text().split()[0]) / 1e9 if told.exists() else time.perf_counter()


@contextmanager
def serving(*command: str) -> Iterator[Server]:
    """Run a server in a process of its own."""
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True)
    server = Server(process)
    try:
        yield server
    finally:
        server.connection.close()
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()


def timed(function: Any, rounds: int) -> float:
    """Return the seconds of the fastest of *rounds* calls."""
    best = float("inf")
    for _ in range(rounds):
        began = time.perf_counter()
        function()
        best = min(best, time.perf_counter() - began)
    return best
