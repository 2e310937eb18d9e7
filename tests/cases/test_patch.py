"""The documented PATCH, and what must hold whatever is sent."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockbana import Mockbana
from mockbana.kibana.http.errors import TITLES

DOCUMENTED = Path(__file__).parent.parent / "data" / "documented_patch_request.json"
DEMO = Path(__file__).parent.parent.parent / "fixtures" / "demo.yaml"
REQUIRED = [
    "closed_at",
    "closed_by",
    "comments",
    "connector",
    "created_at",
    "created_by",
    "description",
    "duration",
    "external_service",
    "id",
    "owner",
    "settings",
    "severity",
    "status",
    "tags",
    "title",
    "totalAlerts",
    "totalComment",
    "updated_at",
    "updated_by",
    "version",
]
HEADERS = {"kbn-xsrf": "true", "Content-Type": "application/json"}
ROUNDS = settings(
    max_examples=75,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner),
    max_leaves=15,
)


def patch(kibana: Mockbana, body: Any) -> requests.Response:
    return requests.patch(f"{kibana.url}/api/cases", json=body, headers=HEADERS, timeout=5)


def entry(case: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"cases": [{"id": case["id"], "version": case["version"], **fields}]}


@pytest.mark.mockbana(fixtures=str(DEMO))
def test_the_documented_request_is_answered_as_documented(mockbana: Mockbana) -> None:
    body = json.loads(DOCUMENTED.read_text())
    media_type = "application/json; Elastic-Api-Version=2023-10-31"

    reply = requests.patch(
        f"{mockbana.url}/api/cases",
        json=body,
        headers={"kbn-xsrf": "string", "Content-Type": media_type},
        timeout=5,
    )

    assert reply.status_code == 200
    (case,) = reply.json()
    assert set(REQUIRED) <= set(case)
    sent = {key: value for key, value in body["cases"][0].items() if key != "version"}
    assert {key: case[key] for key in sent} == sent


@pytest.mark.mockbana(fixtures=str(DEMO))
def test_the_documented_request_repeated_as_it_stands_is_a_conflict(mockbana: Mockbana) -> None:
    body = json.loads(DOCUMENTED.read_text())
    patch(mockbana, body)

    reply = patch(mockbana, body)

    assert reply.status_code == 409
    assert reply.json()["message"] == (
        "These cases a18b38a0-71b0-11ea-a0b2-c51ea50a58e2 has been updated. "
        "Please refresh before saving additional updates."
    )


def test_closing_counts_the_seconds_and_reopening_forgets_them(mockbana: Mockbana) -> None:
    mockbana.clock.freeze("2025-03-01T10:00:00.000Z")
    case = mockbana.cases.add(title="Beacon")
    mockbana.clock.advance(61.9)

    closed = patch(mockbana, entry(case, status="closed")).json()[0]
    reopened = patch(mockbana, entry(closed, status="open")).json()[0]

    assert (closed["duration"], closed["closed_at"]) == (61, "2025-03-01T10:01:01.900Z")
    assert closed["closed_by"]["username"] == "elastic"
    closing = ("duration", "closed_at", "closed_by")
    assert [reopened[key] for key in closing] == [None, None, None]
    mockbana.clock.unfreeze()


@ROUNDS
@given(body=JSON)
def test_any_body_gets_one_of_kibanas_answers(mockbana: Mockbana, body: Any) -> None:
    reply = patch(mockbana, body)

    assert reply.status_code in (400, 404, 500)
    assert reply.json().keys() == {"statusCode", "error", "message"}
    assert reply.json()["error"] == TITLES[reply.status_code]
    assert mockbana.bugs == []


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.text(max_size=200) | st.integers(),
        "tags": st.lists(st.text(max_size=5) | st.none(), max_size=3),
        "status": st.sampled_from(["open", "closed", "in-progress", "shut"]),
        "severity": st.sampled_from(["low", "high", "LOW"]),
        "category": st.none() | st.text(max_size=60),
        "assignees": st.lists(st.fixed_dictionaries({"uid": st.text(max_size=3)}), max_size=12),
        "customFields": st.just([{"key": "k", "type": "text", "value": "v"}]) | st.just([]),
        "owner": st.sampled_from(["cases", "observability"]),
        "version": st.just("WzAsMV0="),
        "surplus": st.just(1),
    },
)


@ROUNDS
@given(changes=st.lists(FIELDS, min_size=1, max_size=3))
def test_a_patch_is_seen_by_the_next_get_and_a_refused_one_changes_nothing(
    mockbana: Mockbana, changes: list[dict[str, Any]]
) -> None:
    cases = [mockbana.cases.add(title="A case") for _ in changes]
    body = {
        "cases": [
            entry(case, **each)["cases"][0] for case, each in zip(cases, changes, strict=True)
        ]
    }
    before = mockbana.snapshot()

    reply = patch(mockbana, body)

    if reply.status_code != 200:
        assert mockbana.snapshot() == before
        return
    for changed in reply.json():
        del changed["comments"]
        seen = requests.get(f"{mockbana.url}/api/cases/{changed['id']}", timeout=5)
        assert seen.json() == changed


def test_of_two_racing_clients_with_one_version_exactly_one_wins(mockbana: Mockbana) -> None:
    for round_number in range(20):
        case = mockbana.cases.add(title="Contested")
        start = threading.Barrier(2)
        statuses: list[int] = []

        def race(name: str, case: dict[str, Any] = case, start: threading.Barrier = start) -> None:
            start.wait()
            statuses.append(patch(mockbana, entry(case, title=name)).status_code)  # noqa: B023

        racers = [threading.Thread(target=race, args=(f"{n} {round_number}",)) for n in "ab"]
        for racer in racers:
            racer.start()
        for racer in racers:
            racer.join()

        assert sorted(statuses) == [200, 409]


def test_two_changes_of_one_case_are_half_done_as_in_kibana(mockbana: Mockbana) -> None:
    case = mockbana.cases.add(title="Twice")
    one, two = entry(case, title="first"), entry(case, title="second")

    reply = patch(mockbana, {"cases": one["cases"] + two["cases"]})

    assert reply.status_code == 500
    assert mockbana.cases[case["id"]]["title"] == "first"
    recorded = mockbana.requests.one("PATCH", "/api/cases")
    assert "two changes of one case" in str(recorded.rejected)
