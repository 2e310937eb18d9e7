"""Which of the requests that match are struck."""

from contextlib import suppress
from typing import Any
from unittest.mock import ANY

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from mockbana import Fault, Mockbana
from mockbana.harness.faults.fault import Schedule, Turns
from mockbana.kibana.deployment import Deployment
from tests.faults.clients import OF_REQUESTS, get, retitle

NEEDED: dict[str, dict[str, Any]] = {"status": {"status": 500}, "hang": {"seconds": 0.01}}


def turns(deployment: Deployment | None = None, **schedule: Any) -> Turns:
    return Turns(Schedule(**schedule), deployment or Deployment(), "f1")


def course(number: int, **schedule: Any) -> list[int]:
    """Return which of *number* requests are struck, counted from 1."""
    running, struck = turns(**schedule), []
    for request in range(1, number + 1):
        if running.next():
            running.fired += 1
            struck.append(request)
    return struck


@pytest.mark.parametrize(
    ("schedule", "struck"),
    [
        ({}, [1, 2, 3, 4, 5, 6, 7, 8]),
        ({"times": 2}, [1, 2]),
        ({"after": 3}, [4, 5, 6, 7, 8]),
        ({"after": 3, "times": 1}, [4]),
        ({"every": 3}, [3, 6]),
        ({"every": 2, "after": 1}, [3, 5, 7]),
        ({"every": 2, "after": 1, "times": 2}, [3, 5]),
    ],
)
def test_times_after_and_every_combine(schedule: dict[str, Any], struck: list[int]) -> None:
    assert course(8, **schedule) == struck


@given(after=st.integers(0, 20), every=st.integers(1, 6), times=st.none() | st.integers(1, 9))
def test_a_schedule_is_arithmetic(after: int, every: int, times: int | None) -> None:
    turn = [n for n in range(1, 41) if n > after and (n - after) % every == 0]

    assert course(40, after=after, every=every, times=times) == turn[:times]


def test_chance_is_repeatable_and_about_right() -> None:
    first = course(2000, probability=0.3, seed=7)

    assert course(2000, probability=0.3, seed=7) == first
    assert course(2000, probability=0.3, seed=8) != first
    assert 540 < len(first) < 660


def test_chance_without_a_seed_follows_that_of_the_server() -> None:
    def draws(seed: int) -> list[bool]:
        running = turns(Deployment(seed=seed), probability=0.5)
        return [running.next() for _ in range(50)]

    assert draws(1) == draws(1) != draws(2)


def test_a_rule_lives_as_long_as_its_ttl_on_the_clock_of_the_server() -> None:
    deployment = Deployment()
    deployment.clock.freeze("2025-01-01T00:00:00.000Z")
    running = turns(deployment, ttl=60)

    assert running.next()
    deployment.clock.advance(59.999)
    assert running.next()
    deployment.clock.advance(0.001)
    assert not running.next()
    assert running.matched == 3


@pytest.mark.parametrize("phase", ["before", "after"])
@pytest.mark.parametrize("kind", sorted({*OF_REQUESTS} - {"delay", "slow_body", "rate_limited"}))
def test_match_schedule_and_phase_go_together_with_every_kind(
    kibana: Mockbana, case: dict[str, Any], kind: str, phase: Any
) -> None:
    needed = NEEDED.get(kind, {})
    if (kind, phase) == ("version_conflict", "after"):
        needed = {"mode": "stale"}
    match = {"method": "PATCH", "case_id": case["id"], "json": {"cases": [{"title": ANY}]}}
    rule = kibana.faults.add(Fault(kind, phase=phase, match=match, after=1, times=1, **needed))

    def struck(title: str) -> bool:
        with suppress(requests.RequestException, KeyError, TypeError):
            answer = retitle(kibana, kibana.cases[case["id"]], title).json()
            return bool(answer[0]["title"] != title)
        return True

    get(kibana, f"/api/cases/{case['id']}")
    assert [struck(title) for title in ("one", "two", "three")] == [False, True, False]
    assert (rule.matched, rule.fired) == (3, 1)


def test_a_client_sees_the_schedule(kibana: Mockbana) -> None:
    rule = kibana.faults.overloaded(after=1, every=2, times=2)

    seen = [get(kibana, "/api/cases/_find").status_code for _ in range(7)]

    assert seen == [200, 200, 429, 200, 429, 200, 200]
    assert (rule.matched, rule.fired) == (7, 2)


def test_the_first_active_rule_answers_and_an_exhausted_one_makes_way(kibana: Mockbana) -> None:
    first = kibana.faults.unauthorized(times=2)
    second = kibana.faults.not_ready(times=1)

    seen = [get(kibana, "/api/cases/_find").status_code for _ in range(4)]

    assert seen == [401, 401, 503, 200]
    assert [(rule.matched, rule.fired) for rule in (first, second)] == [(4, 2), (4, 1)]


def test_an_expired_rule_strikes_nobody(kibana: Mockbana) -> None:
    kibana.clock.freeze()
    kibana.faults.add(Fault("overloaded", ttl=5))

    early = get(kibana, "/api/cases/_find").status_code
    kibana.clock.advance(5)

    assert (early, get(kibana, "/api/cases/_find").status_code) == (429, 200)
