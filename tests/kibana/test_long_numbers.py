"""Numbers of thousands of digits, wherever a client can put one: never a failure of our own."""

import json
import math
from typing import Any

import pytest
import requests

from mockbana import Mockbana
from mockbana.harness.fixtures import FixtureError
from mockbana.kibana import javascript
from mockbana.kibana.cases.observables import is_ipv4, is_url
from mockbana.kibana.deployment import decode_version, encode_version
from mockbana.kibana.io_ts.excess import excess
from tests.cases.api import send

NINES = "9" * 5000
HEX = "0x" + "f" * 5000
HIVE = {"id": "h", "name": "H", "type": ".thehive"}


def stamps(case: dict[str, Any]) -> dict[str, Any]:
    return {"id": case["id"], "version": case["version"]}


def bugs(kibana: Mockbana) -> Any:
    return requests.get(f"{kibana.url}/__mockbana__/bugs", timeout=5).json()


@pytest.mark.parametrize(
    "query",
    [
        f"search=a~{NINES}",
        f"search=%22a%20b%22~{NINES}",
        f"page={NINES}",
        f"perPage={HEX}",
        f"from=now-{NINES}d",
        f"to=now%2B{NINES}M",
        f"from={NINES}",
        "page=1e99999",
    ],
)
def test_in_a_search(mockbana: Mockbana, query: str) -> None:
    mockbana.cases.add(title="a")

    assert send(mockbana, "GET", f"/api/cases/_find?{query}").status_code in (200, 400)
    assert bugs(mockbana) == []


@pytest.mark.parametrize(
    ("asked", "status"),
    [(f"bytes={NINES}-", 416), (f"bytes=0-{NINES}", 206), (f"bytes=-{NINES}", 206)],
)
def test_in_a_range(mockbana: Mockbana, asked: str, status: int) -> None:
    url = f"{mockbana.url}/api/cases/tags"

    assert requests.get(url, headers={"Range": asked}, timeout=5).status_code == status
    assert bugs(mockbana) == []


@pytest.mark.parametrize("number", [NINES, f"-{NINES}", "1e99999", "1" + "0" * 400])
def test_in_bodies(mockbana: Mockbana, number: str) -> None:
    headers = {"kbn-xsrf": "1", "Content-Type": "application/json"}
    case = mockbana.cases.add()
    entry = {**stamps(case), "connector": {**HIVE, "fields": {"tlp": "@"}}}
    bodies: dict[tuple[str, str], Any] = {
        ("PATCH", "/api/cases"): {"cases": [entry]},
        ("POST", "/internal/cases/_search"): {"page": "@"},
        ("PATCH", f"/__mockbana__/cases/{case['id']}"): {"tags": ["@"]},
        ("POST", "/__mockbana__/cases"): {"status": "closed", "duration": "@"},
    }
    for (method, path), body in bodies.items():
        data = json.dumps(body).replace('"@"', number)
        requests.request(method, f"{mockbana.url}{path}", data=data, headers=headers, timeout=5)
    found = send(mockbana, "GET", "/api/cases/_find")

    assert found.status_code == 200
    assert json.loads(found.text)["total"] >= 1
    assert bugs(mockbana) == []


def test_as_a_number_of_javascript() -> None:
    assert javascript.to_number(HEX) == math.inf
    assert javascript.number_text(10**400) == "Infinity"
    assert javascript.number_text(-(10**400)) == "-Infinity"
    assert javascript.stringify([10**400]) == "[null]"


def test_as_a_key_of_an_object_where_a_list_is_known() -> None:
    assert list(excess({NINES: 1}, ["a"])) == [NINES]


def test_in_an_observable() -> None:
    assert not is_ipv4(NINES)
    assert not is_ipv4(f"1.1.{NINES}")
    assert not is_url(f"http://host:{NINES}/")
    assert is_url(f"http://host:{'0' * 5000}80/")


def test_as_a_version() -> None:
    assert decode_version(encode_version(2**53 - 1)) == 2**53 - 1
    with pytest.raises(ValueError, match=encode_version(2**53)):
        decode_version(encode_version(2**53))


@pytest.mark.parametrize("member", ["duration", "totalComment", "time_to_acknowledge"])
def test_in_a_fixture(mockbana: Mockbana, member: str) -> None:
    with pytest.raises(FixtureError, match=f"{member}: must be a whole number from 0 to"):
        mockbana.cases.add(status="closed", **{member: 10**30})


@pytest.mark.parametrize("state", [{"seed": NINES}, {"sequence": 10**400}])
def test_in_the_state_of_a_snapshot(mockbana: Mockbana, state: dict[str, Any]) -> None:
    with pytest.raises(FixtureError, match="state"):
        mockbana.load({"state": state})


@pytest.mark.mockbana(allow_unexpected=True)
def test_as_a_release(mockbana: Mockbana) -> None:
    with pytest.raises(FixtureError, match="kibana_version"):
        mockbana.load({"settings": {"kibana_version": f"9.{NINES}.0"}})
