"""Version conflicts that another user causes."""

from typing import Any

import pytest

from mockbana import Mockbana
from tests.faults.clients import change, get, patch, retitle

HINT = "has been updated. Please refresh before saving additional updates."


def retry_after_reading(kibana: Mockbana, case: dict[str, Any], attempts: int) -> list[int]:
    """Send the change and, after a 409, the same again with the version read anew."""
    seen: list[int] = []
    for _ in range(attempts):
        seen.append(retitle(kibana, case, "new").status_code)
        if seen[-1] != 409:
            break
        case = get(kibana, f"/api/cases/{case['id']}").json()
    return seen


def test_another_user_really_changes_the_case_first(kibana: Mockbana, case: dict[str, Any]) -> None:
    kibana.faults.version_conflict(times=1)

    reply = retitle(kibana, case, "new")

    assert (reply.status_code, reply.json()["message"]) == (409, f"These cases {case['id']} {HINT}")
    stored = kibana.cases[case["id"]]
    assert (stored["title"], stored["tags"]) == ("old", ["edited by another.user 1"])
    assert stored["version"] != case["version"]
    assert stored["updated_by"] == {
        "username": "another.user",
        "full_name": "Another User",
        "email": None,
    }
    _, action = kibana.deployment.objects("default").user_actions[case["id"]]
    assert (action["type"], action["created_by"]["username"]) == ("tags", "another.user")


def test_who_reads_again_and_retries_succeeds(kibana: Mockbana, case: dict[str, Any]) -> None:
    kibana.faults.version_conflict(times=1)

    assert retry_after_reading(kibana, case, 5) == [409, 200]
    assert kibana.cases[case["id"]]["title"] == "new"


def test_three_times_are_three_edits(kibana: Mockbana, case: dict[str, Any]) -> None:
    rule = kibana.faults.version_conflict(times=3)

    assert retry_after_reading(kibana, case, 9) == [409, 409, 409, 200]
    assert (rule.matched, rule.fired) == (4, 3)
    assert kibana.cases[case["id"]]["tags"] == ["edited by another.user 3"]


def test_who_sends_the_same_again_keeps_failing(kibana: Mockbana, case: dict[str, Any]) -> None:
    kibana.faults.version_conflict(times=1)

    assert [retitle(kibana, case, "new").status_code for _ in range(4)] == [409] * 4
    assert kibana.cases[case["id"]]["title"] == "old"


def test_reading_and_creating_use_nothing_up(kibana: Mockbana, case: dict[str, Any]) -> None:
    rule = kibana.faults.version_conflict(times=1)

    get(kibana, f"/api/cases/{case['id']}")
    get(kibana, "/api/cases/_find")
    patch(kibana, {"id": "unknown", "version": "WzAsMF0=", "title": "new"})

    assert rule.matched == 0
    assert retitle(kibana, case, "new").status_code == 409


def test_the_other_user_and_the_edit_can_be_chosen(kibana: Mockbana, case: dict[str, Any]) -> None:
    kibana.load({"users": [{"username": "rosa", "full_name": "Rosa L.", "profile_uid": "u_1"}]})
    kibana.faults.version_conflict(user="rosa", edit={"status": "closed", "title": "hers"})

    retitle(kibana, case, "new")

    stored = kibana.cases[case["id"]]
    assert (stored["title"], stored["status"]) == ("hers", "closed")
    assert stored["closed_by"]["profile_uid"] == "u_1"


def test_an_edit_that_would_change_nothing_gives_way_to_one_that_does(
    kibana: Mockbana, case: dict[str, Any]
) -> None:
    kibana.faults.version_conflict(times=2, edit={"severity": "critical"})

    assert retry_after_reading(kibana, case, 5) == [409, 409, 200]
    assert kibana.cases[case["id"]]["tags"] == ["edited by another.user 1"]


def test_the_mark_never_makes_more_tags_than_a_case_may_have(kibana: Mockbana) -> None:
    full = kibana.cases.add(tags=[f"t{number}" for number in range(200)])
    kibana.faults.version_conflict(times=2)

    assert retry_after_reading(kibana, full, 5) == [409, 409, 200]
    assert len(kibana.cases[full["id"]]["tags"]) == 200


@pytest.mark.parametrize("mode", ["concurrent_edit", "stale"])
def test_a_bulk_patch_fails_for_the_matched_cases_alone(kibana: Mockbana, mode: Any) -> None:
    cases = [kibana.cases.add(title=f"case {number}") for number in range(3)]
    kibana.faults.version_conflict(mode=mode, match={"case_id": cases[1]["id"]})

    reply = patch(kibana, *(change(case, title="new") for case in cases))

    assert (reply.status_code, reply.json()["message"]) == (
        409,
        f"These cases {cases[1]['id']} {HINT}",
    )
    assert [kibana.cases[case["id"]]["title"] for case in cases] == ["case 0", "case 1", "case 2"]
    edited = [kibana.cases[case["id"]]["version"] != case["version"] for case in cases]
    assert edited == [False, mode == "concurrent_edit", False]


def test_without_a_match_all_cases_of_a_bulk_patch_are_stale(kibana: Mockbana) -> None:
    cases = [kibana.cases.add(title=f"case {number}") for number in range(3)]
    kibana.faults.version_conflict()

    reply = patch(kibana, *(change(case, title="new") for case in cases))

    assert reply.json()["message"] == f"These cases {', '.join(c['id'] for c in cases)} {HINT}"


def test_a_match_on_the_owner_picks_cases_too(kibana: Mockbana) -> None:
    mine, theirs = kibana.cases.add(owner="cases"), kibana.cases.add(owner="observability")
    kibana.faults.version_conflict(match={"owner": "observability"})

    reply = patch(kibana, change(mine, title="new"), change(theirs, title="new"))

    assert reply.json()["message"] == f"These cases {theirs['id']} {HINT}"


def test_a_case_of_another_space_is_edited_there(kibana: Mockbana) -> None:
    kibana.load({"spaces": [{"id": "soc", "name": "SOC"}]})
    case = kibana.space("soc").cases.add(title="old")
    kibana.faults.version_conflict(match={"space": "soc"})
    import requests

    reply = requests.patch(
        f"{kibana.url}/s/soc/api/cases",
        json={"cases": [change(case, title="new")]},
        headers={"kbn-xsrf": "true"},
        timeout=5,
    )

    assert reply.status_code == 409
    assert kibana.space("soc").cases[case["id"]]["tags"] == ["edited by another.user 1"]


def test_the_journal_names_rule_and_reason(kibana: Mockbana, case: dict[str, Any]) -> None:
    kibana.faults.version_conflict()

    retitle(kibana, case, "new")

    (exchange,) = kibana.rig.journal
    assert (exchange.status, exchange.fault) == (409, "f1")
    assert exchange.rejected is not None
    assert exchange.rejected.startswith("fault f1: version_conflict; 409: These cases")
