import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from mockbana import Mockbana

XSRF = {"kbn-xsrf": "true"}


@pytest.fixture
def kibana() -> Iterator[Mockbana]:
    with Mockbana() as kibana:
        yield kibana


@pytest.fixture
def client(kibana: Mockbana) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=kibana.url, headers=XSRF) as client:
        yield client


@pytest.fixture
def control(kibana: Mockbana) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{kibana.url}/__mockbana__/") as client:
        yield client


@pytest.fixture
def three(client: httpx.Client) -> None:
    client.get("/api/cases/_find", params={"page": 1})
    client.patch("/api/cases", json={"cases": [{"id": "c1", "version": "v", "title": "new"}]})
    client.patch("/api/case", json={})


def test_all_exchanges_come_oldest_first_with_every_member(
    control: httpx.Client, three: None
) -> None:
    found = control.get("requests").json()

    assert [exchange["seq"] for exchange in found] == [1, 2, 3]
    assert found[1].keys() == {
        *("seq", "started_at", "duration_ms", "method", "path", "raw_path", "query", "headers"),
        *("body", "json", "space", "route", "user", "case_ids", "status", "response_headers"),
        *("response_body", "response_json", "fault", "faults", "rejected", "client"),
    }
    assert found[1]["case_ids"] == ["c1"]
    assert found[1]["response_json"]["statusCode"] == found[1]["status"] == 404


@pytest.mark.parametrize(
    ("query", "seqs"),
    [
        ("method=PATCH", [2, 3]),
        ("path=/api/cases", [2]),
        ("path=/api/*", [1, 2, 3]),
        ("status=404", [2, 3]),
        ("case_id=c1", [2]),
        ("user=elastic", [1, 2]),
        ("fault=f1", []),
        ("since=1", [2, 3]),
        ("since=1&limit=1", [2]),
        ("limit=0", []),
        ("since=2001-01-01T00:00:00Z", [1, 2, 3]),
    ],
)
def test_the_list_is_filtered_by_its_query(
    control: httpx.Client, three: None, query: str, seqs: list[int]
) -> None:
    found = control.get(f"requests?{query}")

    assert [exchange["seq"] for exchange in found.json()] == seqs
    assert found.headers["mockbana-total"] == "3"
    assert found.headers["mockbana-evicted"] == "0"


@pytest.mark.parametrize(
    ("query", "error", "path"),
    [
        ("colour=red", "there is no colour to ask for", "colour"),
        ("limit=many", "limit can't be many: it must be a whole number", "limit"),
        ("status=ok", "status can't be ok: it must be a whole number", "status"),
        (
            "since=soon",
            '"since" must be the seq of a request or an ISO time such as 2026-01-01',
            "since",
        ),
    ],
)
def test_a_bad_query_is_refused(control: httpx.Client, query: str, error: str, path: str) -> None:
    refusal = control.get(f"requests?{query}")

    assert refusal.status_code == 400
    assert refusal.json()["error"].startswith(error)
    assert refusal.json()["path"] == path


def test_one_exchange_is_found_by_its_number(control: httpx.Client, three: None) -> None:
    assert control.get("requests/2").json()["method"] == "PATCH"
    refusal = control.get("requests/9")

    assert refusal.status_code == 404
    assert refusal.json() == {"error": "request 9 is not there; there were 3", "path": None}


def test_an_evicted_exchange_is_called_so(
    kibana: Mockbana, control: httpx.Client, three: None, client: httpx.Client
) -> None:
    kibana.rig.journal.limit = 1
    client.get("/api/cases/_find")

    refusal = control.get("requests/2")

    assert refusal.json() == {"error": "request 2 was evicted; there were 4", "path": None}


def test_all_can_be_forgotten(control: httpx.Client, three: None) -> None:
    assert control.delete("requests").json() == {"removed": 3}
    assert control.get("requests").json() == []


def test_the_journal_does_not_know_the_control_api(control: httpx.Client) -> None:
    control.get("requests")

    assert control.get("requests").json() == []


def test_waiting_answers_when_there_are_enough(control: httpx.Client, client: httpx.Client) -> None:
    timers = [threading.Timer(0.02, client.get, ["/api/cases/_find"]) for _ in range(2)]
    for timer in timers:
        timer.start()

    answer = control.get("requests/wait?path=*/_find&count=2&timeout=10")

    assert [exchange["status"] for exchange in answer.json()] == [200, 200]
    for timer in timers:
        timer.join()


def test_waiting_in_vain_tells_what_came_closest(control: httpx.Client, three: None) -> None:
    answer = control.get("requests/wait?method=PATCH&path=/api/cases&count=2&timeout=0.01")

    assert answer.status_code == 408
    assert answer.json() == {
        "error": "expected at least 2 PATCH /api/cases within 0.01 s, got 1",
        "path": None,
        "near_misses": [
            {
                "seq": 3,
                "method": "PATCH",
                "raw_path": "/api/case",
                "outcome": "404: unknown route, the nearest is PATCH /api/cases",
                "differences": [{"path": "path", "expected": '"/api/cases"', "got": '"/api/case"'}],
                "more": 0,
            },
            {
                "seq": 1,
                "method": "GET",
                "raw_path": "/api/cases/_find?page=1",
                "outcome": "200",
                "differences": [
                    {"path": "method", "expected": '"PATCH"', "got": '"GET"'},
                    {"path": "path", "expected": '"/api/cases"', "got": '"/api/cases/_find"'},
                ],
                "more": 0,
            },
        ],
        "report": answer.json()["report"],
    }
    assert answer.json()["report"].startswith("expected at least 2 PATCH /api/cases within")


@pytest.mark.parametrize("timeout", ["61", "-1", "nan", "long"])
def test_nobody_waits_for_longer_than_a_minute(control: httpx.Client, timeout: str) -> None:
    refusal = control.get(f"requests/wait?timeout={timeout}")

    assert (refusal.status_code, refusal.json()["path"]) == (400, "timeout")


@pytest.mark.parametrize(
    "question",
    [
        {"match": {"method": "PATCH", "path": "/api/cases"}},
        {"match": {"method": "PATCH"}, "count": 2},
        {"match": {"method": "PATCH"}, "count": {"min": 1, "max": 2}},
        {"match": {"method": "DELETE"}, "count": 0},
        {"match": {"headers": {"kbn-xsrf": "true", "x-other": None}}, "count": 3},
        {"match": {"json": {"cases": [{"title": "new"}]}}, "count": 1},
        {"match": {"query": {"page": 1}}},
        {},
    ],
)
def test_what_is_true_is_verified(
    control: httpx.Client, three: None, question: dict[str, Any]
) -> None:
    answer = control.post("requests/verify", json=question)

    assert (answer.status_code, answer.json()) == (200, {"ok": True})


def test_what_is_not_true_is_a_conflict(control: httpx.Client, three: None) -> None:
    question = {"match": {"method": "PATCH", "json": {"cases": [{"title": "old"}]}}, "count": 1}

    answer = control.post("requests/verify", json=question)

    assert answer.status_code == 409
    assert answer.json()["near_misses"][0]["differences"] == [
        {"path": "json.cases[0].title", "expected": '"old"', "got": '"new"'}
    ]


@pytest.mark.parametrize(
    ("body", "error", "path"),
    [
        ("{", "the body is no JSON: ", None),
        ("[]", 'the body must be {"match": {...}, "count": ...}', None),
        ('{"times": 1}', 'the body must be {"match": {...}, "count": ...}', None),
        ('{"match": 1}', "match must be an object", "match"),
        ('{"match": {"colour": 1}}', "there is no colour to ask for", "match.colour"),
        ('{"match": {"query": 1}}', '"query" must be an object', "match.query"),
        ('{"count": -1}', 'count must be a number or {"min": n, "max": n}', "count"),
        ('{"count": true}', 'count must be a number or {"min": n, "max": n}', "count"),
        ('{"count": {"least": 1}}', 'count must be a number or {"min": n, "max": n}', "count"),
    ],
)
def test_a_bad_question_is_refused(
    control: httpx.Client, body: str, error: str, path: str | None
) -> None:
    refusal = control.post("requests/verify", content=body)

    assert refusal.status_code == 400
    assert refusal.json()["error"].startswith(error)
    assert refusal.json()["path"] == path


def test_the_har_names_the_server_as_the_client_does(
    kibana: Mockbana, control: httpx.Client, three: None
) -> None:
    entries = json.loads(control.get("requests.har").content)["log"]["entries"]

    assert entries[1]["request"]["url"] == f"{kibana.url}/api/cases"
    assert len(entries) == 3
