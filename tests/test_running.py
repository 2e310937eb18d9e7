"""Event loops other than asyncio's: what needs asyncio says so, what would block is refused."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import trio

from mockbana import Mockbana
from mockbana.harness.running import refuse_in_event_loop


@pytest.fixture
def kibana() -> Iterator[Mockbana]:
    with Mockbana() as server:
        yield server


def test_async_helpers_say_that_they_need_asyncio(kibana: Mockbana) -> None:
    async def use() -> None:
        with pytest.raises(RuntimeError, match=r"^wait_for needs asyncio, and this is trio: "):
            await kibana.requests.wait_for("GET", timeout=0.1)
        with pytest.raises(RuntimeError, match=r"^never_for needs asyncio, and this is trio: "):
            await kibana.requests.never_for("GET", within=0.1)
        with pytest.raises(RuntimeError, match=r"use with Mockbana\(\), which has its own thread"):
            async with Mockbana():
                pass
        with Mockbana() as other:
            assert len(other.cases) == 0

    trio.run(use)


def test_a_helper_awaited_by_no_loop_at_all_says_so() -> None:
    with pytest.raises(RuntimeError, match="needs a running event loop of asyncio"):
        Mockbana().start().send(None)


def test_blocking_a_loop_of_trio_is_refused_and_a_thread_of_it_is_not(kibana: Mockbana) -> None:
    async def use() -> None:
        with pytest.raises(RuntimeError, match="would block the event loop of trio"):
            kibana.requests.wait("GET", timeout=0.1)
        with pytest.raises(RuntimeError, match="would block the event loop of trio"):
            kibana.requests.never("GET", within=0.1)
        await trio.to_thread.run_sync(lambda: kibana.requests.never("GET", within=0.01))

    trio.run(use)


def test_trio_as_a_guest_of_asyncio_is_trio(kibana: Mockbana) -> None:
    async def guest() -> None:
        with pytest.raises(RuntimeError, match="this is trio"):
            await kibana.requests.wait_for("GET", timeout=0.1)

    async def host() -> None:
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def end(outcome: Any) -> None:
            over.set_result(outcome.unwrap())

        trio.lowlevel.start_guest_run(
            guest,
            run_sync_soon_threadsafe=asyncio.get_running_loop().call_soon_threadsafe,
            done_callback=end,
        )
        await over
        await kibana.requests.never_for("GET", within=0.01)

    asyncio.run(host())


def test_a_callback_of_asyncio_may_not_block_either() -> None:
    async def call() -> str:
        said = asyncio.get_running_loop().create_future()

        def block() -> None:
            try:
                refuse_in_event_loop("wait_for")
            except RuntimeError as error:
                said.set_result(str(error))

        asyncio.get_running_loop().call_soon(block)
        return str(await said)

    assert asyncio.run(call()) == "this would block the event loop: use await wait_for(...)"


def test_a_loop_that_seems_to_run_in_another_greenlet_is_not_blocked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def call() -> list[str]:
        said: list[str] = []

        def block() -> None:
            refuse_in_event_loop("wait_for")
            said.append("passed")

        asyncio.get_running_loop().call_soon(block)
        await asyncio.sleep(0)
        with pytest.raises(RuntimeError, match="block"):
            refuse_in_event_loop("wait_for")
        return said

    monkeypatch.setattr("mockbana.harness.running.has_green_threads", lambda: True)

    assert asyncio.run(call()) == ["passed"]
