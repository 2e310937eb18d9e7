"""A client that costs little: one keep-alive connection, bytes in, bytes out."""

import json
import re
import socket
from collections.abc import Sequence
from itertools import count
from urllib.parse import urlsplit

VERSION = re.compile(rb'"version":\s?"([^"]+)"')
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_NUMBERS = count()


class Connection:
    """A connection, opened again whenever the server closes it after an answer."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.address = str(parts.hostname), parts.port or 80
        self.socket = self._open()

    def _open(self) -> socket.socket:
        opened = socket.create_connection(self.address)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    def send(self, method: str, path: str, body: bytes = b"") -> None:
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nkbn-xsrf: 1\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.socket.sendall(head.encode() + body)

    def receive(self) -> tuple[int, bytes]:
        """Return status and body of the next answer."""
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        found = LENGTH.search(head)
        wanted = int(found[1]) if found else 0
        while len(body) < wanted:
            body += self._more()
        if head.startswith(b"HTTP/1.0") or b"connection: close" in head.lower():
            self.socket.close()
            self.socket = self._open()
        return int(head.split(b" ", 2)[1]), body

    def _more(self) -> bytes:
        if more := self.socket.recv(1 << 20):
            return more
        raise ConnectionError("the server hung up in the middle of an answer")

    def exchange(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Send one request; return status and body of the answer."""
        self.send(method, path, body)
        return self.receive()

    def fetch(self, method: str, path: str, body: bytes = b"") -> bytes:
        """Send one request and return the body of the answer, which must be a good one."""
        status, answer = self.exchange(method, path, body)
        if status >= 300:
            raise ValueError(f"{method} {path} was answered {status}: {answer[:300]!r}")
        return answer

    def close(self) -> None:
        self.socket.close()


def patch_body(cases: list[tuple[str, bytes]], title: str) -> bytes:
    entries = [{"id": name, "version": version.decode(), "title": title} for name, version in cases]
    return json.dumps({"cases": entries}).encode()


def new_title() -> str:
    """Return a title that no case has: Kibana refuses a change that changes nothing."""
    return f"Title {next(_NUMBERS)}"


class Writer:
    """PATCHes *cases* on one connection, all of them at once, and remembers their versions."""

    def __init__(self, wire: Connection, cases: Sequence[str]) -> None:
        self.wire = wire
        answers = [wire.fetch("GET", f"/api/cases/{name}") for name in cases]
        self.cases = [
            (name, _versions(answer)[0]) for name, answer in zip(cases, answers, strict=True)
        ]

    def patch(self) -> None:
        self.send()
        self.receive()

    def send(self) -> None:
        self.wire.send("PATCH", "/api/cases", patch_body(self.cases, new_title()))

    def receive(self) -> None:
        status, answer = self.wire.receive()
        versions = _versions(answer)
        if status != 200 or len(versions) not in (1, len(self.cases)):
            raise ValueError(f"PATCH was answered {status}: {answer[:300]!r}")
        if len(versions) == len(self.cases):  # the floor has one answer for all
            names = [name for name, _ in self.cases]
            self.cases = list(zip(names, versions, strict=True))


def _versions(answer: bytes) -> list[bytes]:
    return VERSION.findall(answer)


class Crowd:
    """A writer per case, each with a connection, so that the server is never out of work."""

    def __init__(self, url: str, cases: Sequence[str]) -> None:
        self.members = [Writer(Connection(url), [name]) for name in cases]

    def patch(self, rounds: int) -> None:
        """Let everybody PATCH *rounds* times."""
        for left in range(rounds, -1, -1):
            for writer in self.members:
                if left < rounds:
                    writer.receive()
                if left:
                    writer.send()

    def close(self) -> None:
        for writer in self.members:
            writer.wire.close()
