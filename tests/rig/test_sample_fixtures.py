"""fixtures/: each file is well, says how to load it, and does what its first lines promise."""

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
import requests

from mockbana import Mockbana
from mockbana.serve.files import check_files
from tests.cases.api import HEADERS, get, good, history, patch, post, refusal, send
from tests.rig.samples import ROOT, by_end, change, seeded

FILES = sorted((ROOT / "fixtures").iterdir())
DOCUMENTED = json.loads((ROOT / "tests/data/documented_patch_request.json").read_text("utf-8"))
CASE = {
    "title": "New",
    "description": "-",
    "tags": [],
    "settings": {"syncAlerts": False},
    "connector": {"id": "none", "name": "none", "type": ".none", "fields": None},
}


def create(kibana: Mockbana, owner: str, *fields: dict[str, Any]) -> Any:
    return post(kibana, "/api/cases", {**CASE, "owner": owner, "customFields": list(fields)})


def push(kibana: Mockbana, case: dict[str, Any], connector: str) -> Any:
    return post(kibana, f"/api/cases/{case['id']}/connector/{connector}/_push", {})


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_sample_is_well_and_begins_with_what_it_is_good_for(file: Path) -> None:
    comment = re.match("(#.*\n)+", file.read_text("utf-8"))

    assert check_files([str(file)]) == []
    assert comment is not None
    assert comment[0].count("\n") >= 3
    assert f"mockbana serve --fixtures fixtures/{file.name}" in comment[0]


@seeded("demo")
def test_the_documented_request_works_on_the_demo_once(mockbana: Mockbana) -> None:
    assert patch(mockbana, "/api/cases", DOCUMENTED).status_code == 200
    assert patch(mockbana, "/api/cases", DOCUMENTED).status_code == 409


@seeded("demo")
def test_the_demo_has_three_owners_all_statuses_and_five_colleagues(mockbana: Mockbana) -> None:
    cases, colleagues = list(mockbana.cases), mockbana.snapshot()["users"][1:]

    assert {case["owner"] for case in cases} == {"cases", "observability", "securitySolution"}
    assert {case["status"] for case in cases} == {"open", "in-progress", "closed"}
    assert len({str(user["privileges"]) for user in colleagues}) == len(colleagues) == 5
    assert [space["id"] for space in mockbana.snapshot()["spaces"]] == ["default", "soc"]


@seeded("custom-fields")
def test_custom_fields_that_are_left_out_become_the_default_or_null(mockbana: Mockbana) -> None:
    assert get(mockbana, "/api/cases/_find")["total"] == 0
    assert [field["value"] for field in good(create(mockbana, "cases"))["customFields"]] == [
        None,
        False,
        None,
    ]


@seeded("custom-fields")
def test_custom_fields_that_are_required_are_demanded(mockbana: Mockbana) -> None:
    unit = {"key": "business_unit", "type": "text", "value": "Retail"}

    refused = create(mockbana, "securitySolution")
    made = good(create(mockbana, "securitySolution", unit))

    sentence = "Missing required custom fields without default value configured"
    assert refusal(refused) == (400, f'{sentence}: "Business unit"')
    assert [field["value"] for field in made["customFields"]] == ["Retail", True, 1]


@seeded("custom-fields")
def test_custom_fields_that_are_wrong_or_unknown_are_refused(mockbana: Mockbana) -> None:
    wrong = {"key": "people_affected", "type": "text", "value": "many"}

    assert refusal(create(mockbana, "cases", {**wrong, "key": "affected"})) == (
        400,
        "Invalid custom field keys: affected",
    )
    assert refusal(create(mockbana, "cases", wrong)) == (
        400,
        'The following custom fields have the wrong type in the request: "People affected"',
    )


@seeded("custom-fields")
def test_custom_fields_are_refused_where_none_are_configured(mockbana: Mockbana) -> None:
    field = {"key": "customer_reference", "type": "text", "value": "1"}
    (security,) = get(mockbana, "/api/cases/configure?owner=securitySolution")

    assert refusal(create(mockbana, "observability", field)) == (
        400,
        "No custom fields configured.",
    )
    assert (len(security["templates"]), len(security["observableTypes"])) == (2, 1)


LOOKS = {
    # user: (cases it sees, status of its PATCH of each)
    "elastic": (3, [200, 200, 200]),
    "auditor": (3, [403, 403, 403]),
    "poller": (3, [403, 403, 403]),
    "analyst": (2, [200, 403, 403]),
    "stranger": (403, [403, 403, 403]),
}


@seeded("read-only")
@pytest.mark.parametrize("name", LOOKS)
def test_a_read_only_user_sees_and_is_refused_as_promised(mockbana: Mockbana, name: str) -> None:
    auth, (seen, statuses) = (name, "changeme"), LOOKS[name]

    found = send(mockbana, "GET", "/api/cases/_find", auth=auth)
    changes = [
        patch(
            mockbana,
            "/api/cases",
            {"cases": [{"id": case["id"], "version": case["version"], "title": "Mine"}]},
            auth=auth,
        )
        for case in mockbana.cases
    ]

    assert found.json().get("total", found.status_code) == seen
    assert [reply.status_code for reply in changes] == statuses
    owners = [case["owner"] for case in mockbana.cases]
    for owner, reply in zip(owners, changes, strict=True):
        if reply.status_code == 403:
            assert reply.json()["message"] == f'Unauthorized to update case with owners: "{owner}"'


@seeded("read-only")
def test_read_only_asks_who_you_are_and_knows_a_key(mockbana: Mockbana) -> None:
    key = base64.b64encode(b"poller:changeme").decode()
    path = "/api/cases/_find"

    assert f"ApiKey {key}" in (ROOT / "fixtures/read-only.yaml").read_text("utf-8")
    assert send(mockbana, "GET", path).status_code == 401
    assert send(mockbana, "GET", path, auth=("auditor", "wrong")).status_code == 401
    headers = {**HEADERS, "Authorization": f"ApiKey {key}"}
    assert requests.get(f"{mockbana.url}{path}", headers=headers, timeout=5).json()["total"] == 3


@seeded("connectors")
def test_each_type_of_connector_has_a_case_that_keeps_its_fields(mockbana: Mockbana) -> None:
    types = ".none .jira .resilient .servicenow .servicenow-sir .swimlane .thehive .cases-webhook"

    assert [case["connector"]["type"] for case in mockbana.cases] == types.split()
    for case in mockbana.cases:
        (changed,) = good(change(mockbana, case, connector=case["connector"], title="Renamed"))
        assert changed["connector"] == case["connector"]


@seeded("connectors")
def test_each_connector_can_be_pushed_to(mockbana: Mockbana) -> None:
    offered = get(mockbana, "/api/cases/configure/connectors/_find")
    none, *others = mockbana.cases

    assert {each["id"] for each in offered} == {case["connector"]["id"] for case in others}
    assert push(mockbana, none, "none").status_code == 404
    for case in others:
        pushed = good(push(mockbana, case, case["connector"]["id"]))
        assert pushed["external_service"]["connector_id"] == case["connector"]["id"]
    (configuration,) = get(mockbana, "/api/cases/configure")
    assert configuration["connector"]["type"] == ".jira"


@seeded("pushed")
def test_a_push_closes_where_it_is_configured_to(mockbana: Mockbana) -> None:
    never, closed, other = (by_end(mockbana, end) for end in ("1", "4", "6"))

    assert (never["external_service"], closed["status"]) == (None, "closed")
    assert closed["closed_at"] == closed["external_service"]["pushed_at"]
    assert good(push(mockbana, never, "jira"))["status"] == "closed"
    assert good(push(mockbana, other, "jira"))["status"] == "open"


@seeded("pushed")
def test_a_comment_made_after_a_push_waits_for_the_next(mockbana: Mockbana) -> None:
    same, changed = by_end(mockbana, "2"), by_end(mockbana, "3")

    assert same["updated_at"] == same["external_service"]["pushed_at"]
    assert [bool(said["pushed_at"]) for said in changed["comments"]] == [True, False]
    after = good(push(mockbana, changed, "jira"))
    assert after["external_service"]["external_title"] == "SEC-3"
    assert all(said["pushed_at"] for said in after["comments"])
    assert "pushed" in [action["type"] for action in history(mockbana, same)]


@seeded("pushed")
def test_a_connector_that_is_gone_is_not_found(mockbana: Mockbana) -> None:
    case = by_end(mockbana, "5")

    refused = push(mockbana, case, case["external_service"]["connector_id"])

    assert refusal(refused) == (404, "Saved object [action/old-jira] not found")


@seeded("soc-day")
def test_the_day_in_the_soc_is_what_the_clock_calls_today(mockbana: Mockbana) -> None:
    today = get(mockbana, "/api/cases/_find?from=now-1d")
    everything = get(mockbana, "/api/cases/_find")

    counts = [today[f"count_{status}_cases"] for status in ("closed", "in_progress", "open")]
    assert counts == [2, 3, 2]
    assert (today["total"], everything["total"]) == (7, 47)


@seeded("soc-day")
def test_the_cases_of_the_day_hang_together(mockbana: Mockbana) -> None:
    first, second, alarm = (by_end(mockbana, end) for end in ("4", "5", "6"))
    handed, new = by_end(mockbana, "2"), by_end(mockbana, "7")
    shared = first["comments"][0]["alertId"][0]

    linked = get(mockbana, f"/api/cases/alerts/{shared}")
    similar = good(post(mockbana, f"/internal/cases/{first['id']}/_similar", {}))

    assert {case["id"] for case in linked} == {first["id"], second["id"]}
    assert [case["id"] for case in similar["cases"]] == [second["id"]]
    assert (alarm["status"], alarm["duration"] // 60) == ("closed", 8)
    assert handed["comments"][-1]["created_by"]["username"] == "rlindqvist"
    assert (new["assignees"], new["comments"]) == ([], [])


@seeded("soc-day")
def test_the_shifts_of_the_soc_can_sign_in(mockbana: Mockbana) -> None:
    for name in ("mwagner", "dkaplan", "rlindqvist"):
        new = by_end(mockbana, "7")
        body = {"cases": [{"id": new["id"], "version": new["version"], "title": f"By {name}"}]}

        (changed,) = good(patch(mockbana, "/api/cases", body, auth=(name, "changeme")))

        assert changed["updated_by"]["username"] == name
