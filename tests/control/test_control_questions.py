"""Questions about requests that make no sense are refused where they are wrong."""

from typing import Any

import pytest
import requests

from mockbana import Mockbana
from tests.control.api import control


@pytest.mark.parametrize(
    ("query", "path", "says"),
    [
        ("status=x", "status", "it must be a whole number"),
        (f"status={'9' * 5000}", "status", "it must be a whole number"),
        ("status=200&status=201", "status", "is there twice"),
        ("limit=-1", "limit", "it must be a whole number"),
        ("since=tuesday", "since", '"since" must be the seq of a request or an ISO'),
        ("colour=red", "colour", "there is no colour to ask for"),
    ],
)
def test_a_filter_that_makes_no_sense_is_named(
    kibana: Mockbana, query: str, path: str, says: str
) -> None:
    reply = control(kibana, "GET", f"requests?{query}")

    assert (reply.status_code, reply.json()["path"]) == (400, path)
    assert says in reply.json()["error"]
    assert len(reply.text) < 250


@pytest.mark.parametrize(
    ("query", "path"),
    [("limit=x", "limit"), (f"limit={'9' * 5000}", "limit"), ("colour=red", "colour")],
)
def test_cases_are_asked_for_as_requests_are(kibana: Mockbana, query: str, path: str) -> None:
    reply = control(kibana, "GET", f"cases?{query}")

    assert (reply.status_code, reply.json()["path"]) == (400, path)


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ({"match": {"method": 5}}, "match.method"),
        ({"match": {"path": None}}, "match.path"),
        ({"match": {"status": "200"}}, "match.status"),
        ({"match": {"status": True}}, "match.status"),
        ({"match": {"case_id": 7}}, "match.case_id"),
        ({"match": {"user": {}}}, "match.user"),
        ({"match": {"since": {}}}, "match.since"),
        ({"match": {"since": "tuesday"}}, "match.since"),
        ({"match": {"headers": 5}}, "match.headers"),
        ({"match": {"colour": "red"}}, "match.colour"),
        ({"count": {"min": 2, "max": 1}}, "count"),
        ({"count": 1.5}, "count"),
    ],
)
def test_a_match_of_the_wrong_type_is_no_near_miss(
    kibana: Mockbana, question: Any, path: str
) -> None:
    reply = control(kibana, "POST", "requests/verify", json=question)

    assert (reply.status_code, reply.json()["path"]) == (400, path)
    assert "near_misses" not in reply.json()


def test_null_asks_for_requests_without_a_user_or_a_fault(kibana: Mockbana) -> None:
    requests.get(f"{kibana.url}/api/cases/tags", timeout=5)

    match = {"fault": None, "space": "default", "user": "elastic"}
    sent = control(kibana, "POST", "requests/verify", json={"match": match, "count": 1})
    nobody = control(kibana, "POST", "requests/verify", json={"match": {"user": None}, "count": 0})

    assert (sent.status_code, nobody.status_code) == (200, 200)


@pytest.mark.parametrize("seq", ["9" * 5000, "x", "1.0"])
def test_a_request_that_can_not_be_is_not_there(kibana: Mockbana, seq: str) -> None:
    reply = control(kibana, "GET", f"requests/{seq}")

    assert reply.status_code == 404
    assert len(reply.text) < 200


def test_not_waiting_at_all_is_a_look(kibana: Mockbana) -> None:
    requests.get(f"{kibana.url}/api/cases/tags", timeout=5)

    none = control(kibana, "GET", "requests/wait?method=PATCH&count=0&timeout=0")
    one = control(kibana, "GET", "requests/wait?method=GET&count=1&timeout=0")
    two = control(kibana, "GET", "requests/wait?method=GET&count=2&timeout=0")

    assert (none.status_code, none.json()) == (200, [])
    assert (one.status_code, len(one.json())) == (200, 1)
    assert (two.status_code, two.json()["path"]) == (408, None)


@pytest.mark.parametrize("call", ["faults", "requests/verify", "reset", "load", "clock", "cases"])
def test_every_call_wants_json_and_no_more_than_json(kibana: Mockbana, call: str) -> None:
    for body in (b"{", b"\xff", b'{"a": NaN}', b'{"a": Infinity}'):
        reply = control(kibana, "POST", call, data=body)

        assert reply.status_code == 400
        assert reply.json()["error"].startswith("the body is no JSON: ")
        assert reply.json()["path"] is None


def test_the_path_of_a_setting_is_the_one_in_the_body(kibana: Mockbana) -> None:
    reply = control(kibana, "PATCH", "settings", json={"license": "gold"})

    assert reply.json()["path"] == "license"
    assert reply.json()["error"].startswith("license: must be trial, platinum or basic")
