"""Numbers that no double holds and bodies that nest without end: 400 with a sentence."""

from typing import Any

import pytest
import requests

from mockbana import Fault, Mockbana
from mockbana.harness.faults import FaultError
from mockbana.harness.fixtures import FixtureError
from tests.control.api import control

BAD = {
    "400 digits": "1" + "0" * 400,
    "5,000 digits": "1" * 5_000,
    "-400 digits": "-1" + "0" * 400,
    "an exponent": "1e999",
    "a negative exponent's number": "-1e999",
    "NaN": "NaN",
    "Infinity": "Infinity",
}
DEEP = {"arrays": "[" * 900 + "]" * 900, "objects": '{"a":' * 700 + "1" + "}" * 700}
DEEPER = {"no end of arrays": "[" * 100_000 + "]" * 100_000}
BODIES = [
    ("PATCH", "cases/c1", '{"tags": [%s]}'),
    ("POST", "cases", '{"title": "x", "tags": [%s]}'),
    ("POST", "cases", "%s"),
    ("POST", "cases/c1/comments", '{"comment": %s}'),
    ("POST", "cases/c1/comments", '{"type": "persistableState", "x": %s}'),
    ("POST", "reset", '{"cases": [{"title": %s}]}'),
    ("POST", "load", '{"state": {"sequence": %s}}'),
    ("PATCH", "settings", '{"license": %s}'),
    ("POST", "clock", '{"advance": %s}'),
    ("POST", "faults", '{"kind": "overloaded", "times": %s}'),
    ("POST", "faults", '{"kind": "delay", "seconds": %s}'),
    ("POST", "faults", '{"kind": "status", "status": 200, "body": %s}'),
    ("POST", "faults", '{"kind": "overloaded", "seed": %s}'),
    ("POST", "faults", '{"kind": "overloaded", "match": {"json": %s}}'),
    ("POST", "requests/verify", '{"count": %s}'),
    ("POST", "requests/verify", '{"match": {"json": %s}}'),
    ("POST", "view/load?name=x.json", '{"cases": [{"title": %s}]}'),
]


def send(kibana: Mockbana, method: str, path: str, body: str) -> requests.Response:
    headers = {"content-type": "application/json"}
    return control(kibana, method, path, data=body.encode(), headers=headers)


@pytest.mark.parametrize("value", [*BAD.values(), *DEEP.values(), *DEEPER.values()])
def test_no_body_with_such_a_value_is_taken_or_breaks_anything(
    kibana: Mockbana, value: str
) -> None:
    kibana.cases.add(id="c1")
    before = kibana.snapshot()

    for method, path, body in BODIES:
        reply = send(kibana, method, path, body % value)

        assert reply.status_code == 400, (method, path, reply.text[:200])
        assert isinstance(reply.json()["error"], str)
        assert len(reply.text) < 2_000 or "cases[0]" in reply.text, (method, path)
    assert (len(kibana.faults), kibana.snapshot()) == (0, before)


@pytest.mark.parametrize("value", ["1e308", "18446744073709551616", "0.1", "-0", "1" * 300])
def test_a_number_that_a_double_holds_is_a_number(kibana: Mockbana, value: str) -> None:
    body = f'{{"kind": "status", "status": 200, "body": {value}}}'

    assert send(kibana, "POST", "faults", body).status_code == 201
    assert send(kibana, "GET", "faults", "").status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("requests?limit=" + "1" * 5_000, 400),
        ("requests?since=" + "1" * 5_000, 400),
        ("requests?status=" + "1" * 5_000, 400),
        ("requests/wait?timeout=nan", 400),
        ("requests/wait?timeout=inf", 400),
        ("requests/record?after=nan", 400),
        ("requests/record?after=1e999", 400),
        ("requests/" + "1" * 5_000, 404),
        ("view/requests/" + "1" * 5_000, 404),
        ("cases?limit=" + "1" * 5_000, 400),
    ],
)
def test_no_query_or_path_with_such_a_number_breaks_anything(
    kibana: Mockbana, path: str, status: int
) -> None:
    reply = control(kibana, "GET", path)

    assert (reply.status_code, len(reply.text) < 500) == (status, True)


@pytest.mark.parametrize("number", [10**400, -(10**400), float("inf"), float("nan")])
def test_python_says_the_same(kibana: Mockbana, number: Any) -> None:
    for given in ({"seconds": number}, {"seconds": 1, "ttl": number}):
        with pytest.raises(FaultError):
            Fault("delay", **given)
    with pytest.raises(FixtureError):
        kibana.load({"cases": [{"title": "x", "duration": number}]})


@pytest.mark.parametrize("text", ["cases: [{title: %s}]", "cases: [{duration: %s}]"])
@pytest.mark.parametrize("number", ["1" + "0" * 400, ".inf"])
def test_a_fixture_in_yaml_says_the_same(kibana: Mockbana, text: str, number: str) -> None:
    reply = control(kibana, "POST", "view/load?name=x.yaml", data=text % number)

    assert reply.status_code == 400
    assert "Infinity" in reply.json()["error"]
