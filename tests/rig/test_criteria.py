"""Descriptions of requests: what can be meant is understood, what can never fit is refused."""

import dataclasses
import datetime as dt
import re
import uuid
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pydantic
import pytest
import requests

from mockbana import Fault, Mockbana

SENT = {"id": "abc", "version": "WzEsMV0=", "title": "New", "tags": ["b", "a"]}
SEED = {"cases": [{"id": "abc", "title": "Old", "version": "WzEsMV0="}]}


@dataclasses.dataclass
class Body:
    cases: list[Any]


class Model(pydantic.BaseModel):
    cases: list[dict[str, str]]


@pytest.fixture
def sent(mockbana: Mockbana) -> Mockbana:
    """Return a server that got one PATCH."""
    mockbana.reset(SEED)
    headers = {"kbn-xsrf": "true", "X-Trace": "7"}
    reply = requests.patch(
        f"{mockbana.url}/api/cases?x=1", json={"cases": [SENT]}, headers=headers, timeout=5
    )
    assert reply.status_code == 200
    return mockbana


@pytest.mark.parametrize(
    "criteria",
    [
        {"json": {"cases": ({"title": "New"},)}},
        {"json": Body([{"title": "New"}])},
        {"json": Model(cases=[{"title": "New"}])},
        {"headers": {"X-Trace": 7, "X-Other": None}},
        {"query": {"x": 1, "y": None}},
        {"method": "patch", "path": re.compile("cases$")},
        {"path": ANY, "status": ANY, "json": ANY},
        {"owner": "cases", "case_id": ["abc", "def"]},
        {"route": "/api/cases", "user": "elastic", "space": "default"},
    ],
)
def test_what_can_be_meant_is_understood(sent: Mockbana, criteria: dict[str, Any]) -> None:
    found = sent.requests.filter(**criteria)

    assert len(found) == 1


def test_a_whole_url_of_this_server_is_its_path(sent: Mockbana) -> None:
    assert sent.requests.count("PATCH", f"{sent.url}/api/cases") == 1


REFUSED: list[tuple[tuple[Any, ...], dict[str, Any], str]] = [
    (("PATCH", "api/cases"), {}, 'such as "/api/cases"'),
    (("PATCH", "/api/cases?x=1"), {}, "give query="),
    (("PATCH", "http://elsewhere:5601/api/cases"), {}, "leave out http://elsewhere:5601"),
    (("PATCH", "/__mockbana__/reset"), {}, "the journal doesn't have it"),
    (("PATCH", Path("/api/cases")), {}, "text that starts with"),
    (("PATCH", 5), {}, "text that starts with"),
    (("/api/cases", "PATCH"), {}, "the method comes first"),
    ((["PATCH", "POST"],), {}, "one method"),
    ((lambda _: True,), {}, "a function"),
    (("PTACH",), {}, 'did you mean "PATCH"?'),
    (("PATCH",), {"status": "200"}, "a number such as 409"),
    (("PATCH",), {"status": [200]}, "a number such as 409"),
    (("PATCH",), {"status": 99}, "a number such as 409"),
    (("PATCH",), {"status": True}, "a number such as 409"),
    (("PATCH",), {"json": {"cases": [{"tags": {"a"}}]}}, r"json.cases[0].tags is a set"),
    (("PATCH",), {"json": {"cases": [frozenset()]}}, "use a list"),
    (("PATCH",), {"json": b"{}"}, "decode them"),
    (("PATCH",), {"json": '{"cases": []}'}, "json.loads"),
    (("PATCH",), {"json_equals": "[1]"}, "json.loads"),
    (("PATCH",), {"json": {"at": dt.datetime(2026, 1, 1)}}, "isoformat"),  # noqa: DTZ001
    (("PATCH",), {"json": {"id": uuid.uuid4()}}, "use str(...)"),
    (("PATCH",), {"json": {"a": float("nan")}}, "no such number"),
    (("PATCH",), {"json": {1: "a"}}, "keys of JSON are text"),
    (("PATCH",), {"json": {"a": object()}}, "equal to nothing else"),
    (("PATCH",), {"json": {"a": Body}}, "equal to nothing else"),
    (("GET",), {"json": {}}, "a GET has no body"),
    (("PATCH",), {"headers": {}}, 'null for "absent"'),
    (("PATCH",), {"headers": {"X Trace": "7"}}, "named like a header"),
    (("PATCH",), {"headers": {"X-Trace": ["7"]}}, "text"),
    (("PATCH",), {"headers": {"X-Trace": b"7"}}, "bytes"),
    (("PATCH",), {"query": "x=1"}, 'such as {"page": "2"}'),
    (("PATCH",), {"query": {"x": {"a": 1}}}, "a list of texts"),
    (("PATCH",), {"space": "SOC"}, "of a-z"),
    (("PATCH", "/s/a/api/cases"), {"space": "b"}, "never go together"),
    (("PATCH",), {"owner": "case"}, 'did you mean "cases"?'),
    (("PATCH",), {"route": "/api/case"}, 'did you mean "/api/cases"?'),
    (("PATCH",), {"case_id": []}, "a list of ids"),
    (("PATCH",), {"case_id": 5}, "must be text"),
    (("PATCH",), {"user": 5}, "must be text"),
    (("PATCH",), {"fault": 5}, 'such as "f1"'),
    (("PATCH",), {"since": "tuesday"}, "an ISO time"),
    (("PATCH",), {"since": -1}, "an ISO time"),
]


@pytest.mark.parametrize(("what", "criteria", "mend"), REFUSED)
def test_what_can_never_fit_is_refused(
    sent: Mockbana, what: tuple[Any, ...], criteria: dict[str, Any], mend: str
) -> None:
    for ask in (sent.requests.assert_not_sent, sent.requests.count, sent.requests.filter):
        with pytest.raises(ValueError, match=re.escape(mend)):
            ask(*what, **criteria)


OF_REQUESTS = [
    row
    for row in REFUSED
    if not row[1].keys() & {"status", "fault", "since"} and row[1].get("route") != "/api/case"
]
"""Rules know nothing of answers, nor of routes beside the Cases API."""


@pytest.mark.parametrize(("what", "criteria", "mend"), OF_REQUESTS)
def test_rules_refuse_the_same(what: tuple[Any, ...], criteria: dict[str, Any], mend: str) -> None:
    match = {**dict(zip(("method", "path"), what, strict=False)), **criteria}

    with pytest.raises(ValueError, match=re.escape(mend)):
        Fault("overloaded", match=match)


@pytest.mark.parametrize(
    ("match", "path"),
    [
        ({"method": "PATCH", "path": "/api/cases?x=1"}, "match.path"),
        ({"path": "api/cases"}, "match.path"),
        ({"owner": "case"}, "match.owner"),
        ({"header": {"a": "b"}}, "match.header"),
    ],
)
def test_the_control_api_refuses_them_too(sent: Mockbana, match: Any, path: str) -> None:
    control = f"{sent.url}/__mockbana__"
    verify = {"match": match, "count": 0}

    for reply in (
        requests.post(f"{control}/requests/verify", json=verify, timeout=5),
        requests.post(f"{control}/faults", json={"kind": "hang", "match": match}, timeout=5),
    ):
        assert (reply.status_code, reply.json()["path"]) == (400, path)


@pytest.mark.parametrize(
    ("match", "statuses"),
    [
        ({"headers": {"X-Tenant": "a", "X-Other": None}}, [429, 200, 200]),
        ({"query": {"page": 2}}, [200, 429, 200]),
        ({"query": {"page": None}}, [429, 200, 429]),
        ({"route": "/api/cases/_find"}, [429, 429, 429]),
    ],
)
def test_rules_match_by_all_that_is_known_of_a_request(
    mockbana: Mockbana, match: dict[str, Any], statuses: list[int]
) -> None:
    mockbana.faults.overloaded(match=match)
    tries: list[dict[str, Any]] = [
        {"headers": {"X-Tenant": "a"}},
        {"params": {"page": 2}},
        {"headers": {"X-Tenant": "a", "X-Other": "1"}},
    ]

    got = [
        requests.get(f"{mockbana.url}/api/cases/_find", timeout=5, **each).status_code
        for each in tries
    ]
    assert got == statuses


def test_a_rule_may_want_the_whole_body(mockbana: Mockbana) -> None:
    mockbana.reset(SEED)
    mockbana.faults.overloaded(match={"json_equals": {"cases": (SENT,)}})

    def status(body: Any) -> int:
        headers = {"kbn-xsrf": "1"}
        url = f"{mockbana.url}/api/cases"
        return requests.patch(url, json=body, headers=headers, timeout=5).status_code

    assert status({"cases": [{**SENT, "severity": "low"}]}) == 200
    assert status({"cases": [SENT]}) == 429


def test_null_is_a_request_without_a_user() -> None:
    with Mockbana(require_auth=True) as kibana:
        kibana.faults.status(418, match={"user": None})
        url = f"{kibana.url}/api/cases/_find"

        tries = (kibana.auth, None, ("elastic", "wrong"))
        assert [requests.get(url, auth=auth, timeout=5).status_code for auth in tries] == [
            200,
            418,
            418,
        ]


def test_a_body_that_is_not_there_is_not_null(mockbana: Mockbana) -> None:
    mockbana.faults.overloaded(match={"json": None})
    headers = {"kbn-xsrf": "1", "content-type": "application/json"}
    url = f"{mockbana.url}/api/cases"

    got = [
        requests.patch(url, data=data, headers=headers, timeout=5).status_code == 429
        for data in ("null", "", "{")
    ]
    assert got == [True, False, False]


@pytest.mark.parametrize("body", [{"ids": {"a"}}, object(), print, float("inf"), b"x"])
def test_a_body_that_json_cannot_hold_is_refused_at_once(mockbana: Mockbana, body: Any) -> None:
    with pytest.raises(ValueError, match="body"):
        mockbana.faults.status(200, body=body)
