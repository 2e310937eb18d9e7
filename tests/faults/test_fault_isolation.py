"""A fault harms its own request only, and leaves nothing behind."""

import asyncio
import threading
import time
from typing import Any

import aiohttp
import pytest

from mockbana import Fault, Mockbana
from mockbana.harness.faults.kinds import KINDS

BROKEN = [kind for kind, behaviour in KINDS.items() if behaviour.breaks]
FIND = "/api/cases/_find"


def struck(kind: str, **more: Any) -> Fault:
    return Fault(kind, match={"headers": {"x-struck": "1"}}, **more)


async def fails(session: aiohttp.ClientSession) -> bool:
    try:
        async with session.get(FIND, headers={"x-struck": "1"}) as reply:
            await reply.json()
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return True
    return False


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", BROKEN)
async def test_broken_transport_harms_no_other_connection(kind: str) -> None:
    timeout = aiohttp.ClientTimeout(total=0.2)
    async with (
        Mockbana() as kibana,
        aiohttp.ClientSession(kibana.url, timeout=timeout) as one,
        aiohttp.ClientSession(kibana.url) as other,
    ):
        kibana.faults.add(struck(kind))

        async def read() -> int:
            async with other.get(FIND) as reply:
                await reply.json()
            return reply.status

        await read()
        unlucky = [asyncio.create_task(fails(one)) for _ in range(5)]
        lucky = [await read() for _ in range(20)]

        assert await asyncio.gather(*unlucky) == [True] * 5
        assert lucky == [200] * 20
        assert kibana.bugs == []


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", [*BROKEN, "delay"])
async def test_a_server_that_stops_leaves_no_task_of_a_fault_behind(kind: str) -> None:
    needed: dict[str, Any] = {"delay": {"seconds": 60}, "slow_body": {"bytes_per_second": 1}}
    before = asyncio.all_tasks()
    async with aiohttp.ClientSession() as session:
        async with Mockbana() as kibana:
            kibana.faults.add(Fault(kind, **needed.get(kind, {})))
            waiting = [asyncio.create_task(self_reporting(session, kibana)) for _ in range(3)]
            await asyncio.sleep(0.05)
            began = time.monotonic()
        assert time.monotonic() - began < 0.3
        await asyncio.gather(*waiting)

    await asyncio.sleep(0.01)
    assert asyncio.all_tasks() == before
    assert all(exchange.duration_ms is not None for exchange in kibana.rig.journal)


async def self_reporting(
    session: aiohttp.ClientSession, kibana: Mockbana, method: str = "GET"
) -> str:
    try:
        async with session.request(method, f"{kibana.url}{FIND}") as reply:
            return (await reply.read()).decode()
    except aiohttp.ClientError as error:
        return repr(error)


@pytest.mark.asyncio
async def test_delays_cost_no_thread_and_block_nobody() -> None:
    async with Mockbana() as kibana, aiohttp.ClientSession(kibana.url) as session:
        kibana.faults.add(struck("delay", seconds=0.5))
        threads, began = threading.active_count(), time.monotonic()

        async def read(headers: dict[str, str]) -> float:
            async with session.get(FIND, headers=headers) as reply:
                assert reply.status == 200
            return time.monotonic() - began

        late = [asyncio.create_task(read({"x-struck": "1"})) for _ in range(50)]
        await asyncio.sleep(0.05)
        await read({})
        overtaken = [task for task in late if not task.done()]
        assert threading.active_count() == threads
        times = await asyncio.gather(*late)

    assert overtaken == late
    assert min(times) >= 0.5
    assert max(times) < 50 * 0.5 / 2


@pytest.mark.asyncio
@pytest.mark.parametrize("phase", ["before", "after"])
async def test_a_client_that_gives_up_ends_the_delay_and_the_exchange(phase: Any) -> None:
    async with Mockbana() as kibana:
        case = kibana.cases.add(title="old")
        kibana.faults.delay(60, phase=phase)
        change = {"id": case["id"], "version": case["version"], "title": "new"}
        timeout = aiohttp.ClientTimeout(total=0.1)
        async with aiohttp.ClientSession(kibana.url, timeout=timeout) as session:
            with pytest.raises(TimeoutError):
                await session.patch(
                    "/api/cases", json={"cases": [change]}, headers={"kbn-xsrf": "1"}
                )
        await asyncio.sleep(0.05)

        (exchange,) = kibana.rig.journal
        assert (exchange.status, exchange.answered, exchange.fault) == (None, False, "f1")
        assert exchange.rejected == "the connection ended before the answer"
        assert exchange.duration_ms is not None
        assert kibana.cases[case["id"]]["title"] == {"before": "old", "after": "new"}[phase]


@pytest.mark.asyncio
async def test_a_reset_of_the_server_drops_what_faults_hold_up() -> None:
    async with Mockbana() as kibana, aiohttp.ClientSession() as session:
        kibana.faults.hang()
        waiting = asyncio.create_task(self_reporting(session, kibana, "PATCH"))
        await asyncio.sleep(0.05)

        kibana.reset()

        assert "Disconnected" in await asyncio.wait_for(waiting, 1)
        assert len(kibana.faults) == len(kibana.rig.journal) == 0
        assert "cases" in await self_reporting(session, kibana)
