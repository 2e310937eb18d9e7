"""Each fake case could have been made through Kibana's API, to the millisecond."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockbana import Mockbana
from mockbana.harness.fakes.cases import CaseFaker
from mockbana.harness.fakes.stories import STORIES

XSRF = {"kbn-xsrf": "x"}
ALL = {"cases": "all", "observability": "all", "securitySolution": "all"}
LOCALES = ("en_US", "de_DE", "ja_JP", "ar_SA")
SENT = "title description tags severity category assignees connector settings owner customFields"
FIELDS = {
    "securitySolution": [
        {"key": "reference", "type": "text", "label": "Reference", "required": True},
        {"key": "told", "type": "toggle", "label": "Told", "required": False},
    ],
    "observability": [
        {"key": "minutes", "type": "number", "label": "Minutes lost", "required": False},
        {
            "key": "team",
            "type": "text",
            "label": "Team",
            "required": True,
            "defaultValue": "platform",
        },
    ],
    "cases": [],
}


@cache
def faker(locale: str) -> CaseFaker:
    return CaseFaker(7, locale)


@pytest.fixture(scope="module")
def kibana() -> Iterator[Mockbana]:
    people = [user for locale in LOCALES for user in faker(locale).cast(range(500))]
    accounts = {user["username"]: {**user, "privileges": ALL} for user in people}
    configurations = [{"owner": owner, "customFields": FIELDS[owner]} for owner in FIELDS]
    fixtures = {"users": list(accounts.values()), "configurations": configurations}
    with Mockbana(fixtures=fixtures, require_auth=True) as kibana:
        yield kibana


class Team:
    """Does by hand, each at his time, what a fake case says has been done."""

    def __init__(self, kibana: Mockbana) -> None:
        self.kibana = kibana
        self.session = requests.Session()

    def ask(self, method: str, path: str, user: Any, at: str, body: Any = None) -> Any:
        self.kibana.clock.freeze(at)
        url = f"{self.kibana.url}/api/cases{path}"
        auth = (user["username"], "changeme")
        reply = self.session.request(method, url, json=body, auth=auth, headers=XSRF, timeout=10)
        assert reply.status_code == 200, (reply.text, body)
        return reply.json()

    def make(self, case: dict[str, Any]) -> Any:
        author, at = case["created_by"], case["created_at"]
        made = self.ask("POST", "", author, at, {key: case[key] for key in SENT.split()})
        for comment in case["comments"]:
            said = {key: comment[key] for key in comment if not key.startswith("created_")}
            author, at = comment["created_by"], comment["created_at"]
            path = f"/{made['id']}/comments"
            made = self.ask("POST", path, author, at, {**said, "owner": case["owner"]})
        if case["status"] != "open":
            change = {"id": made["id"], "version": made["version"], "status": case["status"]}
            author, at = case["updated_by"], case["updated_at"]
            self.ask("PATCH", "", author, at, {"cases": [change]})
        return self.kibana.cases[made["id"]]


def fake(number: int, owner: str, locale: str) -> dict[str, Any]:
    case = faker(locale).case(number, owner=owner)
    return {**case, "customFields": faker(locale).custom_fields(number, FIELDS[owner])}


FAKES = st.builds(
    fake, st.integers(1, 100_000), st.sampled_from(sorted(STORIES)), st.sampled_from(LOCALES)
)
patient = settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(FAKES)
@patient
def test_a_fake_case_is_what_its_team_would_have_made(
    kibana: Mockbana, case: dict[str, Any]
) -> None:
    made = Team(kibana).make(case)

    pairs = zip(made["comments"], case["comments"], strict=True)
    said = [{key: each[key] for key in told} for each, told in pairs]
    assert {key: made[key] for key in case} | {"id": "", "comments": said} == case | {"id": ""}


@given(FAKES, st.integers(1, 100_000), st.sampled_from(LOCALES))
@patient
def test_a_case_can_be_changed_into_a_fake(
    kibana: Mockbana, case: dict[str, Any], number: int, locale: str
) -> None:
    team, other = Team(kibana), fake(number, case["owner"], locale)
    change = {key: case[key] for key in (*SENT.split(), "status") if key != "owner"}
    made = team.make({**other, "comments": [], "status": "open", "title": "Another"})

    body = {"cases": [{**change, "id": made["id"], "version": made["version"]}]}
    (changed,) = team.ask("PATCH", "", case["created_by"], case["created_at"], body)

    assert {key: changed[key] for key in change} == change
