"""Tags, categories, reporters, and the counts by status of 8.x."""

import pytest

from mockbana import Mockbana
from tests.cases.api import ELASTIC, READER, WITH_READER, get, refusal, send

TAGS = "/api/cases/tags"
REPORTERS = "/api/cases/reporters"
CATEGORIES = "/internal/cases/categories"
NOBODY = {"users": [{"username": "nobody", "password": "x", "privileges": {}}]}


@pytest.mark.parametrize("path", [TAGS, REPORTERS, CATEGORIES])
def test_there_is_nothing_to_list_without_cases(mockbana: Mockbana, path: str) -> None:
    assert get(mockbana, path) == []


def test_tags_and_categories_are_listed_once_big_letters_first(mockbana: Mockbana) -> None:
    mockbana.cases.add(tags=["b", "a"], category="second")
    mockbana.cases.add(tags=["Z", "a"], category="First")
    mockbana.cases.add(tags=[], category="second")

    assert get(mockbana, TAGS) == ["Z", "a", "b"]
    assert get(mockbana, CATEGORIES) == ["First", "second"]


def test_reporters_are_listed_by_name_as_their_newest_case_has_them(mockbana: Mockbana) -> None:
    def reported(day: int, **user: str | None) -> None:
        mockbana.cases.add(created_by=user, created_at=f"2025-01-0{day}T00:00:00.000Z")

    reported(2, username="b", full_name="New", profile_uid="u_b")
    reported(1, username="b", full_name="Old")
    reported(3, username="a")
    reported(4, username=None)

    assert get(mockbana, REPORTERS) == [
        {"username": "a", "full_name": None, "email": None},
        {"username": "b", "full_name": "New", "email": None, "profile_uid": "u_b"},
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("owner=observability", ["o"]),
        ("owner=observability&owner=cases", ["c", "o"]),
        ("owner=nobody", []),
        ("owner=", []),
    ],
)
def test_listings_are_by_owner(mockbana: Mockbana, query: str, expected: list[str]) -> None:
    mockbana.cases.add(tags=["c"])
    mockbana.cases.add(tags=["o"], owner="observability")
    mockbana.cases.add(tags=["s"], owner="securitySolution")

    assert get(mockbana, f"{TAGS}?{query}") == expected


def test_listings_leave_out_what_may_not_be_read(mockbana: Mockbana) -> None:
    mockbana.load(WITH_READER)
    mockbana.cases.add(tags=["mine"], category="mine")
    mockbana.cases.add(tags=["theirs"], category="theirs", owner="observability")

    for path in (TAGS, f"{TAGS}?owner=cases&owner=observability", CATEGORIES):
        assert get(mockbana, path, auth=READER) == ["mine"]
    assert get(mockbana, REPORTERS, auth=READER) == [ELASTIC]


@pytest.mark.parametrize(
    ("path", "what"), [(TAGS, "case"), (REPORTERS, "case"), (CATEGORIES, "cases")]
)
def test_who_may_read_nothing_may_list_nothing(mockbana: Mockbana, path: str, what: str) -> None:
    mockbana.load(NOBODY)

    reply = send(mockbana, "GET", path, auth=("nobody", "x"))

    assert refusal(reply) == (403, f"Unauthorized to access {what} of any owner")


@pytest.mark.parametrize("path", [TAGS, REPORTERS, CATEGORIES])
def test_listings_know_no_other_keys(mockbana: Mockbana, path: str) -> None:
    reply = send(mockbana, "GET", f"{path}?zzz=1&qqq=2")

    assert refusal(reply) == (400, 'invalid keys "zzz,qqq"')


def test_8_x_counts_cases_by_status_and_warns(mockbana: Mockbana) -> None:
    mockbana.load({"settings": {"kibana_version": "8.18.0"}})
    mockbana.cases.add(created_at="2025-01-01T00:00:00.000Z")
    mockbana.cases.add(status="closed", created_at="2025-02-01T00:00:00.000Z")
    mockbana.cases.add(status="in-progress", owner="observability")

    reply = send(mockbana, "GET", "/api/cases/status?owner=cases&from=2025&to=2025-01-31")

    assert reply.json() == {
        "count_open_cases": 1,
        "count_in_progress_cases": 0,
        "count_closed_cases": 0,
    }
    assert reply.headers["warning"] == '299 Kibana-8.18.0 "Deprecated endpoint"'
    bad = send(mockbana, "GET", "/api/cases/status?tags=x")
    assert (refusal(bad), "warning" in bad.headers) == ((400, 'invalid keys "tags"'), False)


@pytest.mark.mockbana(allow_unexpected=True)
def test_since_9_0_the_counts_are_a_case_that_is_not_there(mockbana: Mockbana) -> None:
    reply = send(mockbana, "GET", "/api/cases/status")

    assert refusal(reply) == (404, "Saved object [cases/status] not found")
