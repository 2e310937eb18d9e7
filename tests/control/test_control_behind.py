"""Cases that another user comments on or deletes, and the verdict at the end of a test."""

import asyncio
from typing import Any

import pytest
import requests

from mockbana import Mockbana
from mockbana.harness.faults import ActiveFault
from mockbana.kibana.http.errors import KibanaError
from mockbana.remote import RemoteMockbana
from tests.control.api import control
from tests.control.test_control_remote import Kibana, any_kibana

__all__ = ["any_kibana"]


def seen(kibana: Kibana, path: str) -> requests.Response:
    return requests.get(f"{kibana.url}{path}", auth=kibana.auth, timeout=5)


def test_a_case_goes_with_all_that_belongs_to_it(any_kibana: Kibana) -> None:
    any_kibana.faults.connection_reset(match={"method": "DELETE"})
    any_kibana.cases.comment("seed", "Soon gone.")

    any_kibana.cases.delete("seed")

    assert "seed" not in any_kibana.cases
    assert len(any_kibana.requests) == 0
    assert seen(any_kibana, "/api/cases/seed").status_code == 404
    assert seen(any_kibana, "/api/cases/seed/comments/_find").json()["total"] == 0


def test_a_comment_is_another_users_and_gives_the_case_a_new_version(any_kibana: Kibana) -> None:
    before = any_kibana.cases["seed"]

    case = any_kibana.cases.comment("seed", "Seen by two people.")

    (comment,) = case["comments"]
    assert (comment["comment"], comment["type"], comment["owner"]) == (
        "Seen by two people.",
        "user",
        "cases",
    )
    assert comment["created_by"]["username"] == case["updated_by"]["username"] == "another.user"
    assert case["version"] != before["version"]
    assert case == any_kibana.cases["seed"]
    actions = seen(any_kibana, "/api/cases/seed/user_actions/_find").json()["userActions"]
    assert [action["type"] for action in actions] == ["create_case", "comment"]
    assert any_kibana.requests.count("POST") == 0


def test_other_spaces_have_cases_of_their_own(any_kibana: Kibana) -> None:
    cases = any_kibana.space("soc").cases
    cases.add(id="there", owner="securitySolution")

    assert cases.comment("there", "Hello")["comments"][0]["owner"] == "securitySolution"
    with pytest.raises(KeyError):
        any_kibana.cases.delete("there")
    cases.delete("there")

    assert (len(cases), len(any_kibana.cases)) == (0, 1)


def test_what_is_not_there_or_not_valid_is_refused_as_for_edit(any_kibana: Kibana) -> None:
    with pytest.raises(KeyError):
        any_kibana.cases.comment("other", "x")
    with pytest.raises(KeyError):
        any_kibana.cases.delete("other")
    with pytest.raises(KibanaError, match="comment"):
        any_kibana.cases.comment("seed", "")
    with pytest.raises(KibanaError, match="comment"):
        any_kibana.cases.comment("seed", 7)  # type: ignore[arg-type]

    assert any_kibana.cases["seed"]["comments"] == []


@pytest.mark.asyncio
async def test_both_work_from_the_loop_that_serves() -> None:
    async with Mockbana({"cases": [{"id": "c1"}, {"id": "c2"}]}) as kibana:
        kibana.cases.comment("c1", "Here")
        await asyncio.to_thread(kibana.cases.comment, "c1", "There")
        kibana.cases.delete("c2")

        assert len(kibana.cases["c1"]["comments"]) == 2
        assert len(kibana.cases) == 1


ALERT = {
    "type": "alert",
    "alertId": "a1",
    "index": "i1",
    "rule": {"id": None, "name": None},
}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("DELETE", "cases/c1", None, 200),
        ("DELETE", "cases/nope", None, 404),
        ("DELETE", "cases/c1?space=nope", None, 404),
        ("POST", "cases/c1/comments", {"comment": "Hello"}, 201),
        ("POST", "cases/c1/comments", {"type": "user", "comment": "Hello", "owner": "cases"}, 201),
        ("POST", "cases/c1/comments", ALERT, 201),
        ("POST", "cases/nope/comments", {"comment": "Hello"}, 404),
        ("POST", "cases/c1/comments?space=nope", {"comment": "Hello"}, 404),
        ("POST", "cases/c1/comments", None, 400),
        ("POST", "cases/c1/comments", ["Hello"], 400),
        ("POST", "cases/c1/comments", {"text": "Hello"}, 400),
        ("POST", "cases/c1/comments", {"comment": "Hello", "surplus": 1}, 400),
    ],
)
def test_both_go_over_http(
    kibana: Mockbana, method: str, path: str, body: Any, status: int
) -> None:
    before = kibana.cases.add(id="c1")

    reply = control(kibana, method, path, json=body)

    assert reply.status_code == status
    assert len(kibana.requests) == 0
    if status >= 400:
        assert isinstance(reply.json()["error"], str)
        assert kibana.cases["c1"]["version"] == before["version"]


def verdict(kibana: Mockbana) -> Any:
    return control(kibana, "GET", "verdict").json()


def test_the_verdict_on_a_good_test_is_good(kibana: Mockbana) -> None:
    with kibana.faults.overloaded(times=1):
        seen(kibana, "/api/status")
    kibana.faults.hang()

    assert verdict(kibana) == {"ok": True, "problems": []}


def test_the_verdict_names_what_is_wrong_until_a_reset(kibana: Mockbana) -> None:
    with kibana.faults.overloaded(times=1, match={"path": "/api/x"}) as block:
        pass
    rule: Any = kibana.faults.unauthorized(times=2)
    kibana.faults.remove(kibana.faults.hang(times=1))
    assert isinstance(rule, ActiveFault)
    rule.turns.matched = 1
    kibana.faults.deployment.change_settings(license="basic")
    requests.get(f"{kibana.url}/__mockbana__/health", timeout=5)
    kibana.bugs.append(ZeroDivisionError("oops"))

    found = verdict(kibana)
    kibana.bugs.clear()

    assert found["ok"] is False
    assert [(each["kind"], each.get("fault")) for each in found["problems"]] == [
        ("unused_fault", block.id),
        ("unused_fault", rule.id),
        ("bug", None),
    ]
    texts = [each["text"] for each in found["problems"]]
    assert texts[0].startswith("a fault that never struck: f1: Fault('overloaded'")
    assert texts[2] == "a failure inside mockbana itself: ZeroDivisionError('oops')"
    kibana.reset()
    assert verdict(kibana)["ok"] is True


def test_the_verdict_names_unknown_paths_with_their_numbers(kibana: Mockbana) -> None:
    for path in ("/api/casez", "/api/cases/_find", "/api/cases/c1/nothing"):
        seen(kibana, path)

    problems = verdict(kibana)["problems"]

    assert [(each["kind"], each["seq"]) for each in problems] == [
        ("unknown_route", 1),
        ("unknown_route", 3),
    ]
    assert "GET /api/casez -> 404: unknown route, the nearest is " in problems[0]["text"]


def test_a_server_elsewhere_is_told_the_same(kibana: Mockbana) -> None:
    remote = RemoteMockbana(kibana.url)
    with remote.faults.overloaded(times=1):
        pass
    remote.faults.hang(times=1)

    assert [each["fault"] for each in verdict(kibana)["problems"]] == ["f2"]
    remote.close()
