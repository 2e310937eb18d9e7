"""``GET /api/cases/{id}`` as Kibana 8 has it."""

import pytest
import requests

from mockbana import Mockbana

SEED = {
    "settings": {"kibana_version": "8.18.0"},
    "cases": [
        {
            "id": "a",
            "comments": [
                {"type": "user", "comment": "Seen."},
                {
                    "type": "alert",
                    "alertId": ["x"],
                    "index": ["i"],
                    "rule": {"id": "r", "name": "R"},
                },
                {
                    "type": "alert",
                    "alertId": ["x"],
                    "index": ["i"],
                    "rule": {"id": "r", "name": "R"},
                },
            ],
        }
    ],
}

pytestmark = pytest.mark.mockbana(fixtures=SEED)


def get(kibana: Mockbana, query: str = "", case_id: str = "a") -> requests.Response:
    return requests.get(f"{kibana.url}/api/cases/{case_id}{query}", timeout=5)


def test_comments_are_included_unless_they_are_declined(mockbana: Mockbana) -> None:
    whole, bare = get(mockbana), get(mockbana, "?includeComments=false")

    assert [comment["type"] for comment in whole.json()["comments"]] == ["user", "alert", "alert"]
    assert (whole.json()["totalComment"], whole.json()["totalAlerts"]) == (1, 1)
    assert (bare.json()["comments"], bare.json()["totalComment"]) == ([], 1)


def test_only_who_sends_the_parameter_is_warned(mockbana: Mockbana) -> None:
    assert "warning" not in get(mockbana).headers
    assert get(mockbana, "?includeComments=true").headers["warning"] == (
        '299 Kibana-8.18.0 "Deprecated query parameter includeComments"'
    )


@pytest.mark.parametrize("case_id", ["a", "unknown"])
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?foo=1", "[request query.foo]: definition for this key is missing"),
        (
            "?includeComments=yes",
            "[request query.includeComments]: expected value of type [boolean] but got [string]",
        ),
    ],
)
def test_the_query_is_judged_before_the_case_is_looked_for(
    mockbana: Mockbana, query: str, message: str, case_id: str
) -> None:
    reply = get(mockbana, query, case_id)

    assert (reply.status_code, reply.json()["message"]) == (400, message)


def test_internal_routes_are_open_to_anybody(mockbana: Mockbana) -> None:
    reply = requests.get(f"{mockbana.url}/internal/cases/categories", timeout=5)

    assert reply.status_code == 200
