"""Fault rules over HTTP."""

import json
from typing import Any

import pytest
import requests

from mockbana import Mockbana
from tests.faults.clients import get


def control(kibana: Mockbana, method: str, path: str = "", **more: Any) -> requests.Response:
    url = f"{kibana.url}/__mockbana__/faults{path}"
    return requests.request(method, url, timeout=5, **more)


def test_a_rule_goes_in_is_listed_with_its_counts_and_goes_out(kibana: Mockbana) -> None:
    rule = {"kind": "overloaded", "match": {"method": "GET"}, "times": 1}

    added = control(kibana, "POST", json=rule)
    seen = [get(kibana, "/api/cases/_find").status_code for _ in range(2)]
    listed = control(kibana, "GET")
    one = control(kibana, "GET", "/f1")
    removed = control(kibana, "DELETE", "/f1")

    assert (added.status_code, added.json()) == (
        201,
        {"id": "f1", **rule, "matched": 0, "fired": 0},
    )
    assert seen == [429, 200]
    assert listed.json() == [{"id": "f1", **rule, "matched": 2, "fired": 1}]
    assert one.json() == removed.json() == listed.json()[0]
    assert control(kibana, "GET").json() == []


def test_all_rules_go_out_at_once_and_ids_are_not_used_again(kibana: Mockbana) -> None:
    for _ in range(2):
        control(kibana, "POST", json={"kind": "hang"})

    assert control(kibana, "DELETE").json() == {"removed": 2}
    assert control(kibana, "POST", json={"kind": "hang"}).json()["id"] == "f3"


@pytest.mark.parametrize(
    ("body", "path", "sentence"),
    [
        ('{"kind": "hang", "times": 0}', "times", "from 1 on"),
        ('{"kind": "hang", "match": {"path": "x"}}', "match.path", "starts with"),
        ("[1]", None, "a rule is an object"),
        ("{", None, "the body is no JSON"),
        ("", "kind", "a rule needs a"),
        ("\udcff", None, "the body is no JSON"),
    ],
)
def test_a_bad_rule_is_a_400_that_says_where_and_what(
    kibana: Mockbana, body: str, path: str | None, sentence: str
) -> None:
    reply = control(kibana, "POST", data=body.encode("utf-8", "surrogateescape"))

    assert reply.status_code == 400
    assert list(reply.json()) == ["error", "path"]
    assert sentence in reply.json()["error"]
    assert reply.json()["path"] == path
    assert control(kibana, "GET").json() == []


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_unknown_rule_is_a_404(kibana: Mockbana, method: str) -> None:
    kibana.faults.hang()

    reply = control(kibana, method, "/f9")

    assert reply.status_code == 404
    assert reply.json() == {"error": 'there is no rule "f9"; there is f1', "path": None}


def test_no_fault_applies_to_the_control_api(kibana: Mockbana) -> None:
    kibana.faults.connection_reset()

    assert control(kibana, "GET").status_code == 200
    assert requests.get(f"{kibana.url}/__mockbana__/health", timeout=5).status_code == 200
    assert len(kibana.rig.journal) == 0


def test_python_objects_in_a_match_are_shown_as_python_shows_them(kibana: Mockbana) -> None:
    from unittest.mock import ANY

    kibana.faults.overloaded(match={"user": ANY})

    (rule,) = control(kibana, "GET").json()
    assert json.dumps(rule["match"]) == '{"user": "<ANY>"}'
