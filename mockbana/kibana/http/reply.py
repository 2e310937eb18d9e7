"""Answers as they go out.

A compressed one is chunked, as hapi sends it, except to a client that knows no chunks.
"""

from email.utils import formatdate
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from aiohttp import web
from aiohttp.http import HttpVersion11
from multidict import CIMultiDict

from mockbana.originals import time

VERSION: Final = b"HTTP/1.1 "
"""What Node answers with, whatever the client speaks."""
Rows: TypeAlias = tuple[tuple[str, str], ...]


class Head(NamedTuple):
    """What many answers share: headers, to be read by name, and as they follow the version."""

    fields: CIMultiDict[str]
    text: bytes


class Reply(web.StreamResponse):
    """A whole answer. ``headers`` become all that is sent: *head*, and length, date and framing.

    It leaves in one piece and has no ``Server``. aiohttp's own way took a quarter of a PATCH: its
    responses put the headers together, ask hooks about them and write them one by one.
    """

    def __init__(self, status: int, head: Head, body: bytes | None, *, stays: bool) -> None:
        super().__init__(status=status, headers=head.fields)
        self.head, self.body, self.stays = head, body, stays

    @property
    def keep_alive(self) -> bool:
        """Whether the connection stays open afterwards."""
        return self.stays

    async def prepare(self, request: web.BaseRequest) -> None:
        """Send the answer."""
        rows, body = self._framed(request)
        self.headers.extend(rows)
        last = "\r\n".join(map(": ".join, rows)).encode()
        transport = request.transport
        if transport is None or transport.is_closing():
            raise ConnectionResetError("the client has gone")
        transport.write(b"".join((VERSION, self.head.text, last, b"\r\n\r\n", body)))
        if transport.get_write_buffer_size():
            await request.writer.drain()

    def _framed(self, request: web.BaseRequest) -> tuple[list[tuple[str, str]], bytes]:
        """Return the headers that are still missing, and the body as it is sent."""
        body, silent = self.body or b"", request.method == "HEAD"
        rows = [("Date", _date(int(time.time())))]
        if self.status < 200 or self.status in (204, 304):
            body = b""
        elif "content-encoding" not in self.head.fields or request.version < HttpVersion11:
            if body or not silent:
                rows.insert(0, ("Content-Length", str(len(body))))
        elif not silent:
            rows.insert(0, ("Transfer-Encoding", "chunked"))
            body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        return rows, b"" if silent else body

    async def write_eof(self, data: bytes = b"") -> None:
        """Write nothing more."""


@lru_cache(maxsize=1)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)


class Wire(web.StreamResponse):
    """Bytes that go out as they are, after which the connection is closed."""

    def __init__(self, wire: bytes) -> None:
        super().__init__(status=400)
        self.wire = wire

    async def prepare(self, request: web.BaseRequest) -> None:
        """Write the bytes and hang up; without bytes the connection is cut off."""
        transport = request.transport
        if transport is not None and self.wire:
            transport.write(self.wire)
            transport.close()
        elif transport is not None:
            transport.abort()
        self.force_close()

    async def write_eof(self, data: bytes = b"") -> None:
        """Write nothing more."""
