"""How long cases took: members that come with the first change of the status."""

from typing import Any

import pytest

from mockbana import Mockbana
from mockbana.kibana.cases.model import TIMINGS
from tests.cases import api

START = "2026-01-05T10:00:00.000Z"


def patch(kibana: Mockbana, **fields: Any) -> list[dict[str, Any]]:
    entry = {"id": "c1", "version": kibana.cases["c1"]["version"], **fields}
    cases: list[dict[str, Any]] = api.good(api.patch(kibana, "/api/cases", {"cases": [entry]}))
    return cases


def change(mockbana: Mockbana, after: int, status: str) -> dict[str, Any]:
    mockbana.clock.advance(after)
    (case,) = patch(mockbana, status=status)
    return {key: case[key] for key in TIMINGS if key in case}


@pytest.fixture
def mockbana(mockbana: Mockbana) -> Mockbana:
    mockbana.clock.freeze(START)
    mockbana.cases.add(id="c1")
    return mockbana


def times(
    acknowledge: int | None, investigate: int | None, resolve: int | None
) -> dict[str, int | None]:
    return dict(zip(TIMINGS[1:], (acknowledge, investigate, resolve), strict=True))


def test_a_case_whose_status_never_changed_has_no_times(mockbana: Mockbana) -> None:
    (case,) = patch(mockbana, title="new")

    assert not set(TIMINGS) & set(case)


def test_work_that_begins_is_acknowledged(mockbana: Mockbana) -> None:
    assert change(mockbana, 90, "in-progress") == {
        "in_progress_at": "2026-01-05T10:01:30.000Z",
        **times(90, None, None),
    }


def test_a_case_that_was_worked_on_is_resolved(mockbana: Mockbana) -> None:
    change(mockbana, 90, "in-progress")

    assert change(mockbana, 30, "closed") == {
        "in_progress_at": "2026-01-05T10:01:30.000Z",
        **times(90, 30, 120),
    }


def test_a_case_closed_at_once_was_never_in_progress(mockbana: Mockbana) -> None:
    assert change(mockbana, 2, "closed") == times(2, 0, 2)


def test_reopening_forgets_times_but_not_the_beginning(mockbana: Mockbana) -> None:
    change(mockbana, 5, "in-progress")
    change(mockbana, 5, "closed")

    assert change(mockbana, 5, "open") == {
        "in_progress_at": "2026-01-05T10:00:05.000Z",
        **times(None, None, None),
    }


def test_the_second_beginning_counts_from_the_creation_again(mockbana: Mockbana) -> None:
    change(mockbana, 5, "in-progress")
    change(mockbana, 5, "open")

    assert change(mockbana, 10, "in-progress") == {
        "in_progress_at": "2026-01-05T10:00:05.000Z",
        **times(20, None, None),
    }


def test_the_same_status_again_changes_no_times(mockbana: Mockbana) -> None:
    before = change(mockbana, 5, "in-progress")
    mockbana.clock.advance(60)
    (case,) = patch(mockbana, status="in-progress", title="other")

    assert {key: case[key] for key in TIMINGS if key in case} == before


@pytest.mark.parametrize("status", ["in-progress", "closed"])
def test_nothing_is_written_when_the_case_was_created_later_than_now(
    mockbana: Mockbana, status: str
) -> None:
    mockbana.clock.freeze("2026-01-05T09:00:00.000Z")

    assert change(mockbana, 0, status) == {}


def test_times_stand_in_front_of_the_id(mockbana: Mockbana) -> None:
    change(mockbana, 1, "in-progress")
    (case,) = patch(mockbana, status="closed")
    keys = list(case)

    at = keys.index("in_progress_at")
    assert keys[at - 1 : at + 5] == ["external_service", *TIMINGS, "id"]


@pytest.mark.parametrize(("version", "there"), [("8.18.4", False), ("8.19.0", True)])
def test_older_releases_have_no_times(version: str, there: bool) -> None:
    with Mockbana({"cases": [{"id": "c1"}]}, kibana_version=version) as kibana:
        (case,) = patch(kibana, status="closed")

        assert (set(TIMINGS[1:]) <= set(case)) is there


def test_times_are_kept_by_a_snapshot_and_taken_from_a_fixture(mockbana: Mockbana) -> None:
    change(mockbana, 3, "in-progress")
    kept = mockbana.snapshot()
    given = {"in_progress_at": START, **times(1, 2, 3)}

    mockbana.reset(kept)
    assert mockbana.snapshot()["cases"] == kept["cases"]
    mockbana.reset({"cases": [{"id": "c1", **given}]})
    assert {key: mockbana.cases["c1"][key] for key in TIMINGS} == given


def test_closing_by_pushing_resolves_a_case() -> None:
    seed = {
        "configurations": [{"owner": "cases", "closure_type": "close-by-pushing"}],
        "connectors": [
            {"id": "j", "name": "J", "connector_type_id": ".jira", "config": {"apiUrl": "http://j"}}
        ],
        "cases": [{"id": "c1"}],
    }
    with Mockbana(seed) as kibana:
        pushed = api.good(api.post(kibana, "/api/cases/c1/connector/j/_push", {}))

        assert (pushed["time_to_investigate"], pushed["status"]) == (0, "closed")
