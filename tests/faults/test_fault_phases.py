"""Both phases of every kind: is the change stored, and do state, versions and journal say so?"""

import time
from contextlib import suppress
from typing import Any

import httpx
import pytest

from mockbana import Exchange, Fault, Mockbana
from mockbana.harness.faults import ActiveFault
from tests.faults.clients import OF_REQUESTS, XSRF, change

NEEDED: dict[str, dict[str, Any]] = {
    "status": {"status": 500},
    "rate_limited": {"requests": 1, "window": 60},
    "delay": {"seconds": 0.01},
    "hang": {"seconds": 0.01},
    "slow_body": {"seconds": 0.02},
    "version_conflict": {"mode": "stale"},
}
COUNTED = ("rate_limited",)
"""Kinds that spare the first request."""
UNANSWERED = ("connection_reset", "empty_response", "hang", "random_data_then_close")
WHOLE = ("delay", "slow_body")
"""Kinds after which the client has Kibana's own answer, only later."""


def send(kibana: Mockbana, case: dict[str, Any]) -> httpx.Response | None:
    body = {"cases": [change(case, title="new")]}
    with suppress(httpx.TransportError):
        return httpx.patch(f"{kibana.url}/api/cases", json=body, headers=XSRF)
    return None


def put_into_force(kibana: Mockbana, kind: str, **more: Any) -> ActiveFault:
    """Add a rule that strikes the next request, and none before it in the journal."""
    rule = kibana.faults.add(Fault(kind, **more, **NEEDED.get(kind, {})))
    if kind in COUNTED:
        httpx.get(f"{kibana.url}/api/status")
        kibana.requests.clear()
    return rule


def history(kibana: Mockbana, case: dict[str, Any]) -> Any:
    return kibana.deployment.objects("default").user_actions[case["id"]]


def recorded(kibana: Mockbana) -> Exchange:
    """Return the one exchange; the server may end it just after the client has all of it."""
    (exchange,) = kibana.rig.journal
    patience = time.monotonic() + 1
    while exchange.duration_ms is None and time.monotonic() < patience:
        time.sleep(0.001)
    return exchange


@pytest.mark.parametrize("kind", [kind for kind in OF_REQUESTS if kind != "delay"])
def test_before_means_that_the_request_has_no_effect(
    kibana: Mockbana, case: dict[str, Any], kind: str
) -> None:
    rule = put_into_force(kibana, kind)

    send(kibana, case)

    assert (rule.matched, rule.fired) == (1 + (kind in COUNTED), 1)
    assert kibana.cases[case["id"]] == kibana.cases[case["id"]] | case
    assert [action["type"] for action in history(kibana, case)] == ["create_case"]


@pytest.mark.parametrize("kind", OF_REQUESTS)
def test_after_means_that_the_change_is_stored_whatever_the_client_hears(
    kibana: Mockbana, case: dict[str, Any], kind: str
) -> None:
    put_into_force(kibana, kind, phase="after")

    reply = send(kibana, case)

    stored = kibana.cases[case["id"]]
    assert (stored["title"], stored["version"] != case["version"]) == ("new", True)
    assert stored["updated_by"]["username"] == "elastic"
    assert [action["payload"] for action in history(kibana, case)[1:]] == [{"title": "new"}]
    heard = reply is not None and reply.is_success and kind != "malformed_json"
    assert heard == (kind in WHOLE)


@pytest.mark.parametrize("phase", ["before", "after"])
@pytest.mark.parametrize("kind", OF_REQUESTS)
def test_the_journal_says_what_the_client_got_and_which_rule_was_to_blame(
    kibana: Mockbana, case: dict[str, Any], kind: str, phase: Any
) -> None:
    put_into_force(kibana, kind, phase=phase)

    reply = send(kibana, case)

    exchange = recorded(kibana)
    assert exchange.fault == "f1"
    assert exchange.json == {"cases": [change(case, title="new")]}
    assert (exchange.route, exchange.case_ids) == ("/api/cases", [case["id"]])
    assert exchange.answered == (exchange.status is not None) == (kind not in UNANSWERED)
    assert exchange.duration_ms is not None
    if kind == "delay":
        assert exchange.rejected is None
    else:
        ending = ", in place of 200" if phase == "after" else ""
        assert exchange.rejected == f"fault f1: {kind}{ending}"
    if reply is not None:
        assert (exchange.status, exchange.response_body) == (reply.status_code, reply.content)


def test_a_lost_answer_followed_by_the_same_request_is_a_conflict(
    kibana: Mockbana, case: dict[str, Any]
) -> None:
    kibana.faults.connection_reset(phase="after", times=1)

    first, second = send(kibana, case), send(kibana, case)

    assert first is None
    assert second is not None
    assert second.status_code == 409
    assert kibana.cases[case["id"]]["title"] == "new"


def test_a_refused_request_is_refused_first_and_its_answer_lost_then(
    kibana: Mockbana, case: dict[str, Any]
) -> None:
    kibana.faults.bad_gateway(phase="after")

    reply = send(kibana, {**case, "version": "WzAsMF0="})

    assert reply is not None
    assert reply.status_code == 502
    (exchange,) = kibana.rig.journal
    assert exchange.rejected == "fault f1: bad_gateway, in place of 409"
