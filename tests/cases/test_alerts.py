"""Alerts of a case, and cases of an alert."""

from typing import Any

import pytest

from mockbana import Mockbana
from tests.cases.api import (
    READER,
    WITH_READER,
    alert,
    attach,
    comments_of,
    delete,
    get,
    good,
    patch,
    post,
    refusal,
    send,
    user_comment,
)


def test_every_alert_of_a_case_is_listed_with_its_index(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    mockbana.clock.freeze("2025-05-05T10:00:00.000Z")
    attach(mockbana, case, alert(["a2", "a1"]))
    mockbana.clock.advance(1)
    attach(mockbana, case, user_comment())
    attach(mockbana, case, alert("a3"))

    listed = get(mockbana, f"/api/cases/{case['id']}/alerts")

    assert listed == [
        {"id": "a2", "index": "index-a2", "attached_at": "2025-05-05T10:00:00.000Z"},
        {"id": "a1", "index": "index-a1", "attached_at": "2025-05-05T10:00:00.000Z"},
        {"id": "a3", "index": "index-a3", "attached_at": "2025-05-05T10:00:01.000Z"},
    ]


def test_an_attachment_with_lists_that_do_not_fit_is_left_out(mockbana: Mockbana) -> None:
    broken, whole = alert(["a1", "a2"], ["i1"]), alert(["a3"])
    case = mockbana.cases.add(comments=[broken, whole], user_actions=[])

    listed = get(mockbana, f"/api/cases/{case['id']}/alerts")

    assert [each["id"] for each in listed] == ["a3"]


def test_an_unknown_case_has_no_alerts_to_list(mockbana: Mockbana) -> None:
    reply = send(mockbana, "GET", "/api/cases/x/alerts")

    assert refusal(reply) == (404, "Saved object [cases/x] not found")


def test_the_cases_of_an_alert_come_with_their_totals(mockbana: Mockbana) -> None:
    case = mockbana.cases.add(title="Phishing", description="A wave")
    mockbana.cases.add()
    attach(mockbana, case, alert(["a1", "a2"]))
    attach(mockbana, case, user_comment())

    found = get(mockbana, "/api/cases/alerts/a1")

    assert found == [
        {
            "id": case["id"],
            "title": "Phishing",
            "description": "A wave",
            "status": "open",
            "createdAt": case["created_at"],
            "totals": {"alerts": 2, "userComments": 1},
        }
    ]
    assert get(mockbana, "/api/cases/alerts/a3") == []


def cases_with(kibana: Mockbana, query: str, **more: Any) -> list[str]:
    return [case["title"] for case in get(kibana, f"/api/cases/alerts/a1{query}", **more)]


def add(kibana: Mockbana, title: str, owner: str) -> dict[str, Any]:
    case = kibana.cases.add(title=title, owner=owner)
    attach(kibana, case, alert("a1", owner=owner))
    return case


@pytest.mark.mockbana(fixtures=WITH_READER)
def test_owners_are_those_asked_for_that_may_be_read(mockbana: Mockbana) -> None:
    add(mockbana, "one", "cases")
    add(mockbana, "two", "observability")

    assert sorted(cases_with(mockbana, "")) == ["one", "two"]
    assert cases_with(mockbana, "?owner=observability") == ["two"]
    assert sorted(cases_with(mockbana, "?owner=cases&owner=observability")) == ["one", "two"]
    assert cases_with(mockbana, "?owner=nobody") == []
    assert cases_with(mockbana, "", auth=READER) == ["one"]
    assert cases_with(mockbana, "?owner=observability", auth=READER) == []


def test_another_query_is_refused(mockbana: Mockbana) -> None:
    reply = send(mockbana, "GET", "/api/cases/alerts/a1?foo=1&bar=2")

    assert refusal(reply) == (400, 'invalid keys "foo,bar"')


def test_alerts_are_gone_with_their_attachment(mockbana: Mockbana) -> None:
    case = add(mockbana, "one", "cases")
    (attachment,) = mockbana.cases[case["id"]]["comments"]

    delete(mockbana, f"{comments_of(case)}/{attachment['id']}")

    assert cases_with(mockbana, "") == []
    assert get(mockbana, f"/api/cases/{case['id']}/alerts") == []
    assert get(mockbana, f"/api/cases/{case['id']}")["totalAlerts"] == 0


def test_alerts_are_gone_with_their_case(mockbana: Mockbana) -> None:
    case = add(mockbana, "one", "cases")

    delete(mockbana, f'/api/cases?ids=["{case["id"]}"]')

    assert cases_with(mockbana, "") == []


def test_an_edited_alert_that_stands_alone_is_found(mockbana: Mockbana) -> None:
    case = add(mockbana, "one", "cases")
    attachment = mockbana.cases[case["id"]]["comments"][0]
    stamps = {"id": attachment["id"], "version": attachment["version"]}

    good(patch(mockbana, comments_of(case), {**alert("a1", "other"), **stamps}))

    assert cases_with(mockbana, "") == ["one"]
    (listed,) = get(mockbana, f"/api/cases/{case['id']}/alerts")
    assert (listed["id"], listed["index"]) == ("a1", "other")


def test_an_alert_of_ten_cases_fits_in_no_other(mockbana: Mockbana) -> None:
    cases = [mockbana.cases.add() for _ in range(12)]
    for case in cases[:10]:
        attach(mockbana, case, alert("shared"))

    refused = post(mockbana, comments_of(cases[10]), alert(["own", "shared"]))

    text = "You cannot attach more than 10 cases to an alert"
    assert refusal(refused) == (400, text)
    assert mockbana.cases[cases[10]["id"]]["totalAlerts"] == 0
    good(post(mockbana, comments_of(cases[0]), alert("shared")))
    delete(mockbana, f'/api/cases?ids=["{cases[0]["id"]}"]')
    good(post(mockbana, comments_of(cases[11]), alert("shared")))
