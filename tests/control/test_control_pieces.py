"""Large answers: the same JSON as ever, in pieces that hold nobody up."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from mockbana import Mockbana
from mockbana.harness.control.pieces import LARGE, array, json_answer, with_array
from mockbana.harness.fixtures.snapshot import snapshot

pytestmark = pytest.mark.asyncio
LONG = {"cases": [{"id": "nope", "version": "WzAsMV0=", "tags": ["é" + "t" * 249] * 3_000}]}
PATHS = ["requests", "requests?case_id=nobody", "requests.har", "requests/record", "snapshot"]


@asynccontextmanager
async def full(number: int) -> AsyncIterator[tuple[Mockbana, aiohttp.ClientSession]]:
    """Serve a Kibana whose journal has *number* requests of 600 kB, and answers as long."""
    async with Mockbana() as kibana, aiohttp.ClientSession(headers={"kbn-xsrf": "1"}) as session:
        kibana.cases.fake(300)
        for _ in range(number):
            async with session.patch(f"{kibana.url}/api/cases", json=LONG) as reply:
                await reply.read()
        yield kibana, session


async def read(kibana: Mockbana, session: aiohttp.ClientSession, path: str) -> Any:
    return json.loads(await read_bytes(kibana, session, path))


async def read_bytes(kibana: Mockbana, session: aiohttp.ClientSession, path: str) -> bytes:
    async with session.get(f"{kibana.url}/__mockbana__/{path}") as reply:
        assert reply.status == 200
        assert reply.headers["cache-control"] == "no-store"
        return await reply.read()


async def test_a_large_answer_says_what_python_says() -> None:
    async with full(3) as (kibana, session):
        assert await read(kibana, session, "requests") == [
            json.loads(json.dumps(exchange.as_dict())) for exchange in kibana.requests
        ]
        har = await read(kibana, session, "requests.har")
        assert har == json.loads(json.dumps(kibana.requests.to_har()))
        assert await read(kibana, session, "snapshot") == json.loads(
            json.dumps(snapshot(kibana.deployment))
        )
        assert await read(kibana, session, "requests/2") == kibana.requests[1].as_dict()
        with await asyncio.to_thread(Mockbana.connect, kibana.url) as remote:
            copies = await asyncio.to_thread(lambda: list(remote.requests))
        assert [copy.as_dict() for copy in copies] == [one.as_dict() for one in kibana.requests]


async def test_bytes_that_are_no_text_come_as_before() -> None:
    async with Mockbana() as kibana, aiohttp.ClientSession(headers={"kbn-xsrf": "1"}) as session:
        raw = bytes(range(256)) * 4_000 + b"\xe2\x82"
        async with session.post(f"{kibana.url}/api/cases", data=raw) as reply:
            await reply.read()

        (shown,) = await read(kibana, session, "requests")

        assert shown["body"] == raw.decode("utf-8", "replace")
        assert shown["json"] is None


@pytest.mark.parametrize("path", PATHS)
async def test_reading_a_large_journal_holds_nobody_up(path: str) -> None:
    async with full(12) as (kibana, session):
        longest, last = 0.0, time.thread_time()
        reading = asyncio.create_task(read_bytes(kibana, session, path))
        while not reading.done():
            await asyncio.sleep(0)
            longest, last = max(longest, time.thread_time() - last), time.thread_time()

        assert longest < 0.1, f"{len(await reading)} bytes, {longest:.3f} s of processor at once"


async def test_pieces_make_an_array_alone_or_in_an_object() -> None:
    items = [[b"1"], [b'"', b"two", b'"']]

    assert json.loads(b"".join(array(items))) == [1, "two"]
    assert json.loads(b"".join(with_array({}, "a", items))) == {"a": [1, "two"]}
    assert json.loads(b"".join(with_array({"b": 1}, "a", []))) == {"b": 1, "a": []}
    small = await json_answer([b"1"])
    assert small.body == b"1"


async def test_a_large_answer_is_sent_while_it_is_made() -> None:
    made: list[int] = []

    def pieces() -> Any:
        for number in range(10):
            made.append(number)
            yield b"x" * LARGE

    await json_answer(pieces())

    assert made == [0]
