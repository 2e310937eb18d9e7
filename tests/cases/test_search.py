"""``search``: which cases a text finds, and in which fields."""

from typing import Any

import pytest

from mockbana import Mockbana
from tests.cases.test_find import find, titles

MARIA = {"username": "maria", "full_name": "Maria Lopez", "email": "m@example.com"}
JIRA = {
    "id": "c1",
    "name": "My tracker",
    "type": ".jira",
    "fields": {"issueType": "Incident", "priority": None, "parent": None},
}


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("alarm", ["Disk alarm on host-seven"]),
        ("ALARM", ["Disk alarm on host-seven"]),
        ("ala", []),
        ("ala*", ["Disk alarm on host-seven"]),
        ("seven", ["Disk alarm on host-seven"]),
        ("alarm jam", ["Disk alarm on host-seven", "Printer jam"]),
        ("alarm + jam", []),
        ("disk + alarm", ["Disk alarm on host-seven"]),
        ("-alarm", ["Printer jam"]),
        ('"disk alarm"', ["Disk alarm on host-seven"]),
        ('"alarm disk"', []),
        ('"disk on"~1', ["Disk alarm on host-seven"]),
        ("alram~1", ["Disk alarm on host-seven"]),
        ("alrma~1", []),
        ("disk ala*", ["Disk alarm on host-seven"]),
        ("?!", []),
        (" ", []),
        (" * ", ["Disk alarm on host-seven", "Printer jam"]),
        ("", ["Disk alarm on host-seven", "Printer jam"]),
    ],
)
def test_a_title_is_searched_by_whole_words(
    mockbana: Mockbana, search: str, expected: list[str]
) -> None:
    mockbana.cases.add(title="Disk alarm on host-seven")
    mockbana.cases.add(title="Printer jam")

    assert titles(find(mockbana, search=search, searchFields="title")) == expected


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("🚨", ["🚨 Ransomware on lt-7"]),
        ("🚨 + ransomware", ["🚨 Ransomware on lt-7"]),
        ('"🚨 ransomware"', ["🚨 Ransomware on lt-7"]),
        ("-🚨", ["Ransomware"]),
        ("✅", []),
    ],
)
def test_an_emoji_is_a_word(mockbana: Mockbana, search: str, expected: list[str]) -> None:
    mockbana.cases.add(title="🚨 Ransomware on lt-7")
    mockbana.cases.add(title="Ransomware")

    assert titles(find(mockbana, search=search, searchFields="title")) == expected


def test_the_default_operator_asks_for_every_word(mockbana: Mockbana) -> None:
    mockbana.cases.add(title="disk alarm", description="on host seven")
    mockbana.cases.add(title="disk full", description="on host eight")

    def found(search: str, operator: str) -> list[str]:
        fields = ["title", "description"]
        query = {"search": search, "defaultSearchOperator": operator, "searchFields": fields}
        return titles(find(mockbana, **query))

    assert found("alarm eight", "OR") == ["disk alarm", "disk full"]
    assert found("alarm eight", "AND") == []
    assert found("alarm seven", "AND") == ["disk alarm"]
    assert found("alarm-seven", "AND") == []
    assert found("alarm-seven", "OR") == ["disk alarm"]


@pytest.mark.parametrize(
    "search",
    [
        "alarm",
        "crossed",
        "Blue",
        "Bl*",
        "observability",
        "Security",
        "maria",
        '"Maria Lopez"',
        "m@example.com",
        "tracker",
        ".jira",
        "incident",
        "u_7",
        "INC-4711",
        "incidents.example.com",
    ],
)
def test_without_fields_every_field_of_a_case_is_searched(mockbana: Mockbana, search: str) -> None:
    service = {
        "pushed_at": "2025-01-01T00:00:00.000Z",
        "pushed_by": MARIA,
        "connector_id": "c1",
        "connector_name": "My tracker",
        "external_id": "INC-4711",
        "external_title": "a title",
        "external_url": "https://incidents.example.com/x",
    }
    mockbana.cases.add(
        title="Disk alarm",
        description="A limit was crossed",
        tags=["Blue"],
        category="Security",
        owner="observability",
        created_by=MARIA,
        assignees=[{"uid": "u_7"}],
        connector=JIRA,
        external_service=service,
    )
    mockbana.cases.add(title="Another", description="thing")

    assert titles(find(mockbana, search=search)) == ["Disk alarm"]


@pytest.mark.parametrize("search", ["blue", "secur", "Maria", "zebra"])
def test_keywords_are_searched_as_they_are(mockbana: Mockbana, search: str) -> None:
    mockbana.cases.add(title="Disk alarm", tags=["Blue"], category="Security", created_by=MARIA)

    assert find(mockbana, search=search)["total"] == 0


def test_a_uuid_is_the_id_of_a_case_and_may_be_text(mockbana: Mockbana) -> None:
    case = mockbana.cases.add(title="the case")
    mockbana.cases.add(title=f"copy of {case['id']}", description="x")
    search: dict[str, Any] = {"search": case["id"]}

    assert titles(find(mockbana, **search)) == ["the case"]
    assert find(mockbana, **search, searchFields=["title", "description"])["total"] == 2
    assert find(mockbana, search=case["id"][:-1])["total"] == 1
