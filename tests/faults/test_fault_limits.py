"""``rate_limited``: so many requests in so much time, then 429 until there is room again."""

import time
from typing import Any

import pytest

from mockbana import Mockbana
from mockbana.harness.faults import ActiveFault
from tests.faults.clients import get, retitle

LIMITED = "/api/cases/_find"


def statuses(kibana: Mockbana, number: int, **more: Any) -> list[int]:
    return [get(kibana, LIMITED, **more).status_code for _ in range(number)]


def test_one_request_too_many_is_refused_in_kibanas_words(kibana: Mockbana) -> None:
    rule = kibana.faults.rate_limited(requests=2, window=60)

    assert statuses(kibana, 2) == [200, 200]
    reply = get(kibana, LIMITED)

    assert (reply.status_code, reply.json()["message"]) == (429, "Server is overloaded")
    assert 58 <= int(reply.headers["Retry-After"]) <= 60
    assert (rule.matched, rule.fired) == (3, 1)
    assert kibana.requests.one(status=429).fault == rule.id


def test_a_limit_recovers_by_itself_after_the_time_that_it_names(kibana: Mockbana) -> None:
    kibana.faults.rate_limited(requests=1, window=0.8)

    assert statuses(kibana, 3) == [200, 429, 429]
    refused = get(kibana, LIMITED)
    time.sleep(int(refused.headers["Retry-After"]))

    assert statuses(kibana, 1) == [200]


def test_time_passes_in_a_stopped_clock_and_can_be_moved_on(kibana: Mockbana) -> None:
    kibana.clock.freeze("2026-01-01T00:00:00Z")
    kibana.faults.rate_limited(requests=1, window=0.3)

    assert statuses(kibana, 2) == [200, 429]
    time.sleep(0.35)
    assert statuses(kibana, 2) == [200, 429]
    kibana.clock.advance(0.3)
    assert statuses(kibana, 2) == [200, 429]


def test_each_user_has_a_limit_of_its_own(kibana: Mockbana) -> None:
    kibana.load({"users": [{"username": "ann", "password": "x", "privileges": {"cases": "all"}}]})
    kibana.faults.rate_limited(requests=1, window=60, per="user")

    users = [("ann", "x"), kibana.auth, ("ann", "x"), None]
    assert [get(kibana, LIMITED, auth=user).status_code for user in users] == [200, 200, 429, 429]


def test_only_what_matches_is_counted(kibana: Mockbana, case: dict[str, Any]) -> None:
    rule = kibana.faults.rate_limited(requests=1, window=60, match={"method": "PATCH"})

    assert statuses(kibana, 3) == [200, 200, 200]
    assert [retitle(kibana, case, title).status_code for title in "ab"] == [200, 429]
    assert rule.matched == 2


def test_a_reset_and_another_rule_count_from_zero(kibana: Mockbana) -> None:
    kibana.reset({"faults": [{"kind": "rate_limited", "requests": 1, "window": 60}]})
    assert statuses(kibana, 2) == [200, 429]

    kibana.reset({"faults": [{"kind": "rate_limited", "requests": 1, "window": 60}]})
    assert statuses(kibana, 2) == [200, 429]

    kibana.faults.clear()
    with kibana.faults.rate_limited(1, 60, times=1):
        assert statuses(kibana, 3) == [200, 429, 200]
    assert kibana.faults.unused() == []


def test_a_limit_keeps_no_more_moments_than_it_needs(kibana: Mockbana) -> None:
    rule: Any = kibana.faults.rate_limited(requests=3, window=0.01, per="user")
    for number in range(40):
        name = f"user{number}"
        kibana.load({"users": [{"username": name, "password": "x"}]})
        for _ in range(3):
            get(kibana, "/api/status", auth=(name, "x"))
        time.sleep(0.011)

    assert isinstance(rule, ActiveFault)
    assert rule._limiter is not None
    kept = rule._limiter._moments
    assert len(kept) <= 2
    assert all(len(moments) <= 3 for moments in kept.values())


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({}, "requests"),
        ({"requests": 3}, "window"),
        ({"window": 3}, "requests"),
        ({"requests": 0, "window": 1}, "requests"),
        ({"requests": 10_001, "window": 1}, "requests"),
        ({"requests": 1.5, "window": 1}, "requests"),
        ({"requests": True, "window": 1}, "requests"),
        ({"requests": 1, "window": 0}, "window"),
        ({"requests": 1, "window": float("inf")}, "window"),
        ({"requests": 1, "window": 1, "per": "space"}, "per"),
    ],
)
def test_a_limit_that_is_none_is_refused(
    kibana: Mockbana, given: dict[str, Any], place: str
) -> None:
    with pytest.raises(ValueError, match=f'"{place}"'):
        kibana.faults.add({"kind": "rate_limited", **given})
