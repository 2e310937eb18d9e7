"""Broken transport, broken for real: what the client gets is on the wire."""

import socket
import struct
from asyncio import Event
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final

from aiohttp import web

from mockbana.kibana.clock import Clock
from mockbana.kibana.http.response import encode
from mockbana.kibana.http.routing import Answer

if TYPE_CHECKING:
    from mockbana.harness.faults.apply import FaultContext
    from mockbana.harness.faults.engine import ActiveFault

RATE: Final = 100.0  # bytes a second
GARBAGE: Final = 64  # bytes
TICK: Final = 0.05  # seconds
_AT_ONCE: Final = struct.pack("ii", 1, 0)


async def reset(_: "ActiveFault", scene: "FaultContext", __: Answer) -> web.StreamResponse:
    """Send a TCP reset and nothing else."""
    transport = scene.request.transport
    if transport is not None:
        plug = transport.get_extra_info("socket")
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        transport.abort()
    return web.Response()


async def empty(_: "ActiveFault", scene: "FaultContext", __: Answer) -> web.StreamResponse:
    """Close the connection in good order, without a byte."""
    _close(scene)
    return web.Response()


async def hang(rule: "ActiveFault", scene: "FaultContext", _: Answer) -> web.StreamResponse:
    """Send nothing for *seconds*, or as long as the client waits, then close the connection."""
    seconds = rule.parameters["seconds"]
    await (Event().wait() if seconds is None else scene.clock.sleep(seconds))
    _close(scene)
    return web.Response()


async def garbage(rule: "ActiveFault", scene: "FaultContext", _: Answer) -> web.StreamResponse:
    """Send *bytes* random bytes that aren't HTTP, then close the connection."""
    number = rule.parameters["bytes"]
    data = rule.turns.random.randbytes(GARBAGE if number is None else number)
    _close(scene, b"\xff" + data[1:] if data else b"")
    return web.Response()


async def truncate(
    rule: "ActiveFault", scene: "FaultContext", answer: Answer
) -> web.StreamResponse:
    """Send *bytes* of the body, by default half, where the headers promise all of it."""
    stream, body = _opened(scene, answer)
    stream.content_length = max(len(body), 1)
    wanted = rule.parameters["bytes"]
    number = len(body) // 2 if wanted is None else min(wanted, len(body) - 1)
    await _send(scene, stream, body[: max(number, 0)])
    _close(scene)
    return stream


async def malformed_chunk(
    rule: "ActiveFault", scene: "FaultContext", answer: Answer
) -> web.StreamResponse:
    """Send *bytes* of the body as a good chunk, by default half of it, then one that is none."""
    stream, body = _opened(scene, answer)
    wanted = rule.parameters["bytes"]
    await _send(scene, stream, body[: len(body) // 2 if wanted is None else wanted])
    _close(scene, b"no chunk size\r\n" + rule.turns.random.randbytes(16) + b"\r\n")
    return stream


async def malform(_: "ActiveFault", scene: "FaultContext", answer: Answer) -> web.StreamResponse:
    """Send the first half of the JSON as if it were all."""
    body = encode(answer.body) or b"{}"
    status = 200 if answer.status == 204 else answer.status
    return scene.send(Answer(status, body[: len(body) // 2], answer.headers, answer.close))


async def dribble(rule: "ActiveFault", scene: "FaultContext", answer: Answer) -> web.StreamResponse:
    """Send the body slowly: all of it in *seconds*, or so many *bytes_per_second*."""
    if not encode(answer.body):
        return scene.send(answer)
    stream, body = _opened(scene, answer)
    stream.content_length = len(body)
    seconds, rate = rule.parameters["seconds"], rule.parameters["bytes_per_second"]
    await _send(scene, stream, b"")
    async for piece in _paced(body, len(body) / seconds if seconds else rate or RATE, scene.clock):
        scene.exchange.response_body += piece
        await stream.write(piece)
    return stream


async def _paced(body: bytes, rate: float, clock: Clock) -> AsyncIterator[bytes]:
    """Yield *body* in pieces, the last of them when *rate* bytes a second make it due."""
    began, step = clock.time(), max(1, round(rate * TICK))
    for start in range(0, len(body), step):
        piece = body[start : start + step]
        await clock.sleep_until(began + (start + len(piece)) / rate)
        yield piece


def _opened(scene: "FaultContext", answer: Answer) -> tuple[web.StreamResponse, bytes]:
    """Return a response to be sent piece by piece, and its body; every answer can have one."""
    response = scene.response(answer)
    status = 200 if response.status == 204 else response.status
    body = getattr(response, "body", None)
    reason = response.reason if status == response.status else None
    stream = web.StreamResponse(status=status, reason=reason, headers=response.headers)
    return stream, body if isinstance(body, bytes) else b""


async def _send(scene: "FaultContext", stream: web.StreamResponse, data: bytes) -> None:
    """Send the headers and *data*, and note down that this is what the client gets."""
    await stream.prepare(scene.request)
    if data and scene.request.method != "HEAD":
        await stream.write(data)
    scene.exchange.answer(stream.status, stream.headers, data)


def _close(scene: "FaultContext", last_words: bytes = b"") -> None:
    transport = scene.request.transport
    if transport is not None:
        transport.write(last_words)
        transport.close()
