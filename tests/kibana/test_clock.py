"""The time of one deployment."""

import asyncio
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockbana import Mockbana
from mockbana.kibana.clock import FIRST, LAST, Clock, iso, milliseconds
from tests.fixtures.histories import REPEATABLE, START, History
from tests.fixtures.wire import Wire


@given(st.integers(FIRST, LAST))
def test_a_timestamp_says_the_same_there_and_back(moment: int) -> None:
    assert milliseconds(iso(moment)) == moment
    assert len(iso(moment)) == 24


@pytest.mark.parametrize(
    ("timestamp", "canonical"),
    [
        ("2025-03-01", "2025-03-01T00:00:00.000Z"),
        ("2025-03-01T10:00", "2025-03-01T10:00:00.000Z"),
        ("2025-03-01T10:00:00.5+01:00", "2025-03-01T09:00:00.500Z"),
        ("20250301T100000Z", "2025-03-01T10:00:00.000Z"),
    ],
)
def test_a_timestamp_without_a_zone_is_utc(timestamp: str, canonical: str) -> None:
    assert iso(milliseconds(timestamp)) == canonical


def test_a_stopped_clock_moves_only_when_told_to() -> None:
    clock = Clock()
    clock.freeze("2025-01-01")
    before = clock.now()

    clock.advance(1.25)

    assert clock.now() - before == 1250
    assert clock.frozen


def test_a_running_clock_goes_on_from_where_it_was_put() -> None:
    clock = Clock()
    clock.freeze("2001-01-01")
    clock.unfreeze()
    clock.advance(3600)

    passed = clock.now() - milliseconds("2001-01-01T01:00:00Z")

    assert 0 <= passed < 5_000
    assert not clock.frozen


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), 1e15, -1e15])
@pytest.mark.parametrize("frozen", [True, False])
def test_a_clock_stays_within_the_years_that_can_be_written(
    seconds: float, *, frozen: bool
) -> None:
    clock = Clock()
    if frozen:
        clock.freeze("2025-01-01")
    before = clock.reading()

    with pytest.raises(ValueError, match="clock"):
        clock.advance(seconds)

    assert clock.reading() == before


@pytest.mark.asyncio
async def test_who_sleeps_wakes_up_when_the_clock_has_moved_on() -> None:
    clock = Clock()
    sleeper = asyncio.create_task(clock.sleep(3600))
    await asyncio.sleep(0)

    clock.advance(3599)
    done, _ = await asyncio.wait([sleeper], timeout=0.05)
    clock.advance(1)
    await asyncio.wait_for(sleeper, 5)

    assert not done


@pytest.mark.asyncio
async def test_a_stopped_clock_keeps_nobody_asleep() -> None:
    clock = Clock()
    clock.freeze()
    began = time.monotonic()

    await clock.sleep(0.02)

    assert time.monotonic() - began >= 0.02


@pytest.mark.asyncio
async def test_a_sleeper_of_a_closed_loop_disturbs_nobody() -> None:
    clock = Clock()

    def sleep_elsewhere() -> None:
        loop = asyncio.new_event_loop()
        sleeper = loop.create_task(clock.sleep(60))
        loop.run_until_complete(asyncio.sleep(0))
        kept.append(sleeper)
        loop.close()

    kept: list[Any] = []
    await asyncio.to_thread(sleep_elsewhere)
    clock.advance(1)
    await clock.sleep(0)
    kept[0].get_coro().close()
    kept[0]._log_destroy_pending = False


def test_two_servers_with_the_same_seed_clock_and_requests_answer_the_same_bytes() -> None:
    deeds = sorted(REPEATABLE)
    start = {**START, "state": {"clock": {"frozen_at": "2025-01-01T00:00:00Z"}}}
    with Mockbana(start, random_seed=5) as one, Mockbana(start, random_seed=5) as other:
        wires = Wire(one), Wire(other)
        history = History(wires[0])
        for number in range(60):
            history.go_on(deeds[number % len(deeds)], number)
        replies = [wires[1].send(request) for request, _ in history.sent]
        for wire in wires:
            wire.close()

    assert replies == [reply for _, reply in history.sent]
    assert sum(reply.status == 200 for reply in replies) > 20
