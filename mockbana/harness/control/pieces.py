"""JSON answers that may be large: made in pieces, between which other requests get their turn."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar

from aiohttp import web

from mockbana.kibana.javascript import to_json
from mockbana.originals import time

T = TypeVar("T")
LARGE: Final = 256 * 1024
"""Bytes that are made in one go, and sent at once."""

TURN: Final = 0.005
"""Seconds of processor time after which others get their turn."""

_JSON: Final = "application/json; charset=utf-8"


def array(
    items: Iterable[Iterable[bytes]], start: bytes = b"[", end: bytes = b"]"
) -> Iterator[bytes]:
    """Yield a JSON array of *items*, each in pieces; *start* and *end* may have more around it."""
    yield start
    for number, pieces in enumerate(items):
        if number:
            yield b", "
        yield from pieces
    yield end


def with_array(
    document: Mapping[str, Any], name: str, items: Iterable[Iterable[bytes]]
) -> Iterator[bytes]:
    """Yield the JSON of *document* with one more member *name*, an array of *items*."""
    start = to_json(dict(document)).removesuffix(b"}") + (b", " if document else b"")
    return array(items, start + to_json(name) + b": [", b"]}")


async def in_turns(things: Iterable[T]) -> AsyncIterator[T]:
    """Yield *things*, which take time to make, and let others do something now and then."""
    began = time.thread_time()
    for thing in things:
        yield thing
        if time.thread_time() - began > TURN:
            await asyncio.sleep(0)
            began = time.thread_time()


async def json_answer(
    pieces: Iterable[bytes], headers: Mapping[str, str] | None = None
) -> web.Response:
    """Return the answer that consists of *pieces* of JSON; a large one is made as it is sent."""
    sized = _in_large_ones(in_turns(pieces))
    first = await anext(sized, b"")
    body = first if len(first) < LARGE else _chained(first, sized)
    return web.Response(body=body, headers={"Content-Type": _JSON, **(headers or {})})


async def _in_large_ones(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the same bytes in pieces that are large, but for the last one."""
    held = bytearray()
    async for piece in pieces:
        held += piece
        if len(held) >= LARGE:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


async def _chained(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece
