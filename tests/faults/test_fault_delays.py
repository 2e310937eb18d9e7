"""How long delays take."""

import time
from random import Random
from statistics import median, quantiles
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockbana import Mockbana
from mockbana.harness.faults import ActiveFault, LogNormal, Uniform
from mockbana.harness.faults.delays import read_distribution
from tests.faults.clients import get, retitle

SECONDS = st.floats(min_value=0.001, max_value=1000)


def test_lognormal_has_its_median_and_its_p99() -> None:
    random = Random(20_250_101)
    drawn = [LogNormal(median=0.2, p99=1.5).draw(random) for _ in range(50_000)]

    assert median(drawn) == pytest.approx(0.2, rel=0.02)
    assert quantiles(drawn, n=100)[98] == pytest.approx(1.5, rel=0.05)
    assert min(drawn) > 0


def test_uniform_keeps_to_its_limits_and_fills_them() -> None:
    random = Random(1)
    drawn = [Uniform(0.5, 2).draw(random) for _ in range(20_000)]

    assert 0.5 <= min(drawn) < 0.51
    assert 1.99 < max(drawn) <= 2
    assert median(drawn) == pytest.approx(1.25, rel=0.02)


@given(SECONDS, SECONDS)
def test_a_distribution_may_be_written_in_several_ways(one: float, other: float) -> None:
    low, high = sorted((one, other))
    written: list[Any] = [
        Uniform(low, high),
        f"uniform({low}, {high})",
        f" uniform( upper={high} , lower={low} )",
        {"type": "uniform", "lower": low, "upper": high},
        {"uniform": {"lower": low, "upper": high}},
        str(Uniform(low, high)),
    ]

    assert {read_distribution(way) for way in written} == {Uniform(low, high)}


def test_delays_add_up_and_the_first_answering_rule_answers(kibana: Mockbana) -> None:
    rules = [
        kibana.faults.delay(0.1),
        kibana.faults.overloaded(),
        kibana.faults.delay(distribution="uniform(0.1, 0.1)", phase="after"),
        kibana.faults.not_ready(),
        kibana.faults.delay(seconds=5, match={"method": "PATCH"}),
    ]
    began = time.monotonic()

    reply = get(kibana, "/api/cases/_find")

    assert 0.2 <= time.monotonic() - began < 0.7
    assert reply.status_code == 429
    assert [rule.fired for rule in rules] == [1, 1, 1, 0, 0]
    assert kibana.rig.journal[0].fault == "f2"


def test_a_delay_ahead_of_a_request_leaves_room_for_others(
    kibana: Mockbana, case: dict[str, Any]
) -> None:
    kibana.faults.delay(0.2, times=1)
    kibana.faults.delay(0.2, phase="after", after=1, times=1)

    early = retitle(kibana, case, "first")
    late = retitle(kibana, early.json()[0], "second")

    assert (early.status_code, late.status_code) == (200, 200)
    first, second = kibana.rig.journal
    assert (first.fault, second.fault) == ("f1", "f2")
    assert first.rejected is second.rejected is None
    assert all(exchange.duration_ms and exchange.duration_ms >= 200 for exchange in (first, second))


def test_random_delays_are_repeatable(kibana: Mockbana) -> None:
    def draws(seed: int) -> list[float]:
        rule: Any = kibana.faults.delay(distribution="lognormal(0.1, 1)", seed=seed)
        wait = rule.kind.waits
        assert wait is not None
        assert isinstance(rule, ActiveFault)
        return [wait(rule) for _ in range(10)]

    assert draws(1) == draws(1) != draws(2)


def test_a_frozen_clock_delays_nothing(kibana: Mockbana) -> None:
    kibana.clock.freeze()
    kibana.faults.delay(0.05)

    assert get(kibana, "/api/cases/_find").status_code == 200


def test_a_delay_is_over_when_the_clock_has_moved_on_by_as_much(kibana: Mockbana) -> None:
    kibana.clock.freeze("2025-01-01")
    kibana.faults.delay(60)
    kibana.faults.delay(60)
    replies: list[int] = []
    waiting = Thread(target=lambda: replies.append(get(kibana, "/api/cases/_find").status_code))
    waiting.start()
    wait_for_exchange(kibana)

    kibana.clock.advance(119)
    waiting.join(0.1)
    early = list(replies)
    kibana.clock.advance(1)
    waiting.join(5)

    assert (early, replies) == ([], [200])


def test_a_clock_that_is_moved_back_makes_a_delay_longer(kibana: Mockbana) -> None:
    kibana.faults.delay(0.05, times=1)
    replies: list[int] = []
    waiting = Thread(target=lambda: replies.append(get(kibana, "/api/cases/_find").status_code))
    waiting.start()
    wait_for_exchange(kibana)

    kibana.clock.advance(-60)
    waiting.join(0.2)
    early = list(replies)
    kibana.clock.advance(60)
    waiting.join(5)

    assert (early, replies) == ([], [200])


def test_a_slow_body_hurries_when_the_clock_moves_on(kibana: Mockbana) -> None:
    kibana.faults.slow_body(seconds=600)
    replies: list[Any] = []
    waiting = Thread(target=lambda: replies.append(get(kibana, "/api/cases/_find").json()))
    waiting.start()
    wait_for_exchange(kibana)

    kibana.clock.advance(601)
    waiting.join(5)

    assert replies[0]["cases"] == []


def wait_for_exchange(kibana: Mockbana) -> None:
    """Wait until a request is under way, and its delay has begun."""
    while not kibana.requests or kibana.requests[0].fault is None:
        time.sleep(0.002)
    kibana.call(lambda: None)
