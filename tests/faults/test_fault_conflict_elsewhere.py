"""Version conflicts over comments and configurations."""

from typing import Any

import pytest

from mockbana import Mockbana
from tests.faults.clients import ask

REFRESH = "has been updated. Please refresh before saving additional updates."


def add_comment(kibana: Mockbana, case: dict[str, Any], **fields: Any) -> dict[str, Any]:
    words = {} if fields.get("type") == "alert" else {"comment": "seen"}
    sent = {"owner": "cases", "type": "user", **words, **fields}
    reply = ask(kibana, "POST", f"/api/cases/{case['id']}/comments", sent)
    added: dict[str, Any] = reply.json()["comments"][0]
    return {**sent, "id": added["id"], "version": added["version"]}


def comment_now(kibana: Mockbana, case: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = kibana.cases[case["id"]]["comments"][0]
    return found


@pytest.mark.parametrize("mode", ["concurrent_edit", "stale"])
def test_a_comment_that_another_user_edited(
    kibana: Mockbana, case: dict[str, Any], mode: Any
) -> None:
    mine = {**add_comment(kibana, case), "comment": "mine"}
    kibana.faults.version_conflict(mode=mode, times=1)
    path = f"/api/cases/{case['id']}/comments"

    first = ask(kibana, "PATCH", path, mine)
    between = comment_now(kibana, case)
    second = ask(kibana, "PATCH", path, {**mine, "version": between["version"]})

    assert (first.status_code, first.json()["message"]) == (409, f"This case {REFRESH}")
    assert between["comment"] == ("seen (edited)" if mode == "concurrent_edit" else "seen")
    assert second.status_code == 200
    assert comment_now(kibana, case)["comment"] == "mine"


def test_the_edit_of_a_comment_is_a_real_one_every_time_and_never_too_long(
    kibana: Mockbana, case: dict[str, Any]
) -> None:
    mine = add_comment(kibana, case, comment="x" * 30_000)
    kibana.faults.version_conflict()
    path, seen = f"/api/cases/{case['id']}/comments", []

    for _ in range(3):
        reply = ask(kibana, "PATCH", path, mine)
        now = comment_now(kibana, case)
        seen.append((reply.status_code, now["updated_by"]["username"], len(now["comment"])))
        mine = {**mine, "version": now["version"]}

    assert seen == [(409, "another.user", n) for n in (30_000, 29_991, 30_000)]


def test_an_alert_whose_rule_another_user_renamed(kibana: Mockbana, case: dict[str, Any]) -> None:
    alert = {"alertId": "a1", "index": "i1", "rule": {"id": "r1", "name": "Rule"}}
    mine = add_comment(kibana, case, type="alert", **alert)
    kibana.faults.version_conflict(times=1)

    reply = ask(kibana, "PATCH", f"/api/cases/{case['id']}/comments", mine)

    assert reply.status_code == 409
    assert comment_now(kibana, case)["rule"] == {"id": "r1", "name": "Rule (edited)"}


@pytest.mark.parametrize("mode", ["concurrent_edit", "stale"])
def test_a_configuration_that_another_user_changed(kibana: Mockbana, mode: Any) -> None:
    none = {"id": "none", "name": "none", "type": ".none", "fields": None}
    sent = {"owner": "cases", "closure_type": "close-by-user", "connector": none}
    made = ask(kibana, "POST", "/api/cases/configure", sent).json()
    rule = kibana.faults.version_conflict(mode=mode, times=1)
    path = f"/api/cases/configure/{made['id']}"
    mine = {"version": made["version"], "closure_type": "close-by-user"}

    first = ask(kibana, "PATCH", path, mine)
    (between,) = ask(kibana, "GET", "/api/cases/configure").json()
    second = ask(kibana, "PATCH", path, {**mine, "version": between["version"]})

    assert (first.status_code, first.json()["message"]) == (409, f"This configuration {REFRESH}")
    edited = between["closure_type"] == "close-by-pushing"
    assert edited == (between["version"] != made["version"]) == (mode == "concurrent_edit")
    assert (second.status_code, rule.fired) == (200, 1)


def test_what_is_not_there_uses_nothing_up(kibana: Mockbana, case: dict[str, Any]) -> None:
    rule = kibana.faults.version_conflict(times=1)
    comment = {"id": "x", "version": "WzAsMF0=", "owner": "cases", "type": "user", "comment": "y"}

    ask(kibana, "PATCH", f"/api/cases/{case['id']}/comments", comment)
    ask(kibana, "PATCH", "/api/cases/configure/x", {"version": "WzAsMF0="})

    assert rule.matched == 0
