"""Several rules on one request: each of them is named wherever requests are shown or looked for."""

from typing import Any

import pytest

from mockbana import Mockbana
from mockbana.harness.journal.export import report
from mockbana.serve.log import as_json, as_text
from tests.control.api import control
from tests.faults.clients import get


@pytest.fixture
def delayed(kibana: Mockbana) -> list[str]:
    """Send a request that two delays strike; return their ids."""
    ids = [kibana.faults.delay(0.01).id, kibana.faults.delay(0.01).id]
    get(kibana, "/api/cases/_find")
    return ids


def test_an_exchange_names_the_rules_in_order(kibana: Mockbana, delayed: list[str]) -> None:
    exchange = kibana.requests.one()

    assert (exchange.faults, exchange.fault) == (delayed, delayed[0])


def test_the_rule_that_answered_is_the_fault(kibana: Mockbana) -> None:
    delay, answer, behind = (
        kibana.faults.delay(0.01),
        kibana.faults.bad_gateway(),
        kibana.faults.not_ready(),
    )
    late = kibana.faults.delay(0.01, phase="after")

    get(kibana, "/api/cases/_find")

    exchange = kibana.requests.one()
    assert (exchange.fault, exchange.faults) == (answer.id, [delay.id, answer.id, late.id])
    assert behind.fired == 0
    assert str(exchange).endswith("-> 502: fault f2: bad_gateway (and f1, f4)")


def test_a_request_without_a_fault_names_none(kibana: Mockbana) -> None:
    get(kibana, "/api/cases/_find")

    exchange = kibana.requests.one(fault=None)
    assert (exchange.fault, exchange.faults) == (None, [])


@pytest.mark.parametrize("which", [0, 1])
def test_a_request_is_found_by_any_of_its_rules(
    kibana: Mockbana, delayed: list[str], which: int
) -> None:
    assert kibana.requests.count(fault=delayed[which]) == 1
    assert kibana.requests.count(fault=None) == kibana.requests.count(fault="f9") == 0
    found = control(kibana, "GET", "requests", params={"fault": delayed[which]}).json()
    assert [(each["fault"], each["faults"]) for each in found] == [(delayed[0], delayed)]
    question = {"match": {"fault": delayed[which]}, "count": 1}
    assert control(kibana, "POST", "requests/verify", json=question).json() == {"ok": True}


def test_a_near_miss_shows_all_rules(kibana: Mockbana, delayed: list[str]) -> None:
    with pytest.raises(AssertionError, match=r'\["f1", "f2"\]'):
        kibana.requests.assert_sent(fault="f9")


def test_har_log_report_and_a_handle_elsewhere_name_all_rules(
    kibana: Mockbana, delayed: list[str]
) -> None:
    exchange = kibana.requests.one()
    entry: Any = kibana.requests.to_har()["log"]["entries"][0]

    assert entry["_faults"] == delayed
    assert "fault f1 (and f2)" in entry["comment"]
    assert '"faults": ["f1", "f2"]' in as_json(exchange)
    assert "fault f1 (and f2)" in as_text(exchange)
    assert "fault f1 (and f2)" in report([exchange], kibana.url)
    with Mockbana.connect(kibana.url) as remote:
        assert remote.requests.one(fault="f2").faults == delayed


REPEATED = [
    {"Set-Cookie": ["a=1", "b=2"], "X-One": "1"},
    {"Set-Cookie": ("a=1", "b=2"), "X-One": "1"},
    [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("X-One", "1")],
    [["Set-Cookie", "a=1"], ["set-cookie", "b=2"], ["X-One", "1"]],
]


@pytest.mark.parametrize("headers", REPEATED)
def test_a_header_is_sent_as_often_as_it_is_given(kibana: Mockbana, headers: Any) -> None:
    rule = kibana.faults.status(200, body="", headers=headers)

    reply = get(kibana, "/api/cases/_find")

    assert reply.raw.headers.getlist("Set-Cookie") == ["a=1", "b=2"]
    assert reply.headers["X-One"] == "1"
    exchange = kibana.requests.one()
    assert exchange.response_headers.getall("Set-Cookie") == ["a=1", "b=2"]  # type: ignore[attr-defined]
    shown = control(kibana, "GET", f"faults/{rule.id}").json()
    again = control(kibana, "POST", "faults", json={"kind": "status", "status": 200, **shown})
    assert again.status_code == 400  # it has an id and counts, which are not a rule's
    plain = {"kind": "status", "status": 200, "headers": shown["headers"]}
    assert control(kibana, "POST", "faults", json=plain).status_code == 201


def test_repeated_headers_are_in_har_and_record_one_by_one(kibana: Mockbana) -> None:
    kibana.faults.status(200, headers={"X-Part": ["1", "2"], "kbn-name": ["a", "b"]})
    reply = get(kibana, "/api/cases/_find")

    (entry,) = kibana.requests.to_har()["log"]["entries"]
    rows = [(row["name"], row["value"]) for row in entry["response"]["headers"]]
    assert [value for name, value in rows if name == "x-part"] == ["1", "2"]
    assert [value for name, value in rows if name == "kbn-name"] == ["a", "b"]
    assert reply.raw.headers.getlist("kbn-name") == ["a", "b"]
    shown = control(kibana, "GET", "requests/1").json()
    assert shown["response_headers"]["x-part"] == "1, 2"


@pytest.mark.parametrize(
    "headers",
    [
        {"X": ["a", 1]},
        {"X": [["a"]]},
        [("X", "a", "b")],
        [("X",)],
        ["X: a"],
        "X: a",
        [("Content-Length", "1")],
        {"X": "a\x01"},
        {"X": ["ok", "a\r\nY: b"]},
        [("a b", "c")],
    ],
)
def test_headers_that_cant_be_sent_are_refused_at_once(kibana: Mockbana, headers: Any) -> None:
    with pytest.raises(ValueError, match='"headers" must be'):
        kibana.faults.status(200, headers=headers)
