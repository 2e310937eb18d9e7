"""Fake cases: repeatable, within Kibana's limits, and true to what was given."""

import json
import re
import uuid
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockbana import Mockbana
from mockbana.harness.fakes.cases import CaseFaker
from mockbana.harness.fakes.stories import STORIES

FAKER = CaseFaker(7)
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
KEYS = (
    "id title description tags severity status owner category assignees settings connector "
    "created_at created_by updated_at updated_by closed_at closed_by duration customFields comments"
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def seconds_between(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


def assert_kibana_could_have_made(case: dict[str, Any]) -> None:
    assert set(case) == set(KEYS.split())
    assert uuid.UUID(case["id"]).version == 4
    assert 1 <= len(case["title"].strip()) <= 160
    assert 1 <= len(case["description"].strip()) <= 30_000
    assert len(case["tags"]) == len(set(case["tags"])) <= 200
    assert all(1 <= len(tag) <= 256 for tag in case["tags"])
    assert case["category"] is None or 1 <= len(case["category"]) <= 50
    assert case["severity"] in {"low", "medium", "high", "critical"}
    assert case["status"] in {"open", "in-progress", "closed"}
    assert len(case["assignees"]) <= 10
    said = [comment.get("comment", "") for comment in case["comments"]]
    assert "{" not in "".join([case["title"], case["description"], *said])
    assert_times_make_sense(case)


def assert_times_make_sense(case: dict[str, Any]) -> None:
    created, updated, closed = (case[f"{verb}_at"] for verb in ("created", "updated", "closed"))
    said = [comment["created_at"] for comment in case["comments"]]
    times = [created, *said, *filter(None, [closed, updated])]
    assert all(map(TIME.fullmatch, times))
    assert times == sorted(times)
    assert (closed is None) == (case["status"] != "closed") == (case["closed_by"] is None)
    assert (updated is None) == (case["updated_by"] is None)
    assert updated is not None or (case["status"] == "open" and not said)
    assert case["duration"] == (closed and int(seconds_between(created, closed)))


def test_the_same_seed_and_index_give_the_same_case() -> None:
    again = CaseFaker(7)

    assert [again.case(n) for n in (5, 3, 4)] == [FAKER.case(n) for n in (5, 3, 4)]


def test_another_index_or_seed_gives_another_case() -> None:
    cases = [FAKER.case(n) for n in range(300)] + [CaseFaker(-7).case(n) for n in range(300)]

    assert len({case["id"] for case in cases}) == 600
    assert len({case["description"] for case in cases}) > 550


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "ja_JP"])
def test_kibana_could_have_made_every_case(locale: str) -> None:
    faker = CaseFaker(1, locale)

    for number in range(300):
        assert_kibana_could_have_made(faker.case(number))


@pytest.mark.parametrize("owner", STORIES)
def test_every_story_is_told(owner: str) -> None:
    told = {FAKER.case(n, owner=owner)["category"] for n in range(300)}

    assert told == {story.category for story in STORIES[owner]}


def test_all_owners_and_statuses_occur() -> None:
    cases = [FAKER.case(n) for n in range(100)]

    assert {case["owner"] for case in cases} == set(STORIES)
    assert {case["status"] for case in cases} == {"open", "in-progress", "closed"}


def test_an_alert_comes_before_the_first_comment_and_its_rule_recurs() -> None:
    cases = [FAKER.case(n, owner="securitySolution") for n in range(200)]
    kinds = [[comment["type"] for comment in case["comments"]] for case in cases]
    rules = [case["comments"][0]["rule"] for case in cases if "alert" in str(case["comments"])]

    assert all("alert" not in each[1:] for each in kinds)
    assert 60 < len(rules) < 180
    assert len({rule["id"] for rule in rules}) == len({rule["name"] for rule in rules}) < 10


def test_work_at_desks_is_done_in_office_hours() -> None:
    for number in range(200):
        case = FAKER.case(number, owner="cases")
        times = [case["created_at"], *(said["created_at"] for said in case["comments"])]
        moments = [datetime.fromisoformat(at) for at in times]

        assert all(at.weekday() < 5 and 8 <= at.hour < 17 for at in moments)


def test_somebody_answers_within_an_hour_or_so() -> None:
    for number in range(200):
        case = FAKER.case(number, owner="securitySolution", status="closed")
        first = next(said for said in case["comments"] if said["type"] == "user")

        assert seconds_between(case["created_at"], first["created_at"]) < 3_800


def test_hosts_and_addresses_are_reserved_for_documentation() -> None:
    text = json.dumps([FAKER.case(n) for n in range(300)])
    hosts = set(re.findall(r"[\w-]+\.example\.\w+", text))
    addresses = set(re.findall(r"\d+\.\d+\.\d+\.\d+", text))

    assert {host.rpartition(".")[2] for host in hosts} == {"com", "net"}
    assert addresses
    assert all(a.startswith(("192.0.2.", "198.51.100.", "203.0.113.")) for a in addresses)
    long_ones = set(re.findall(r"[0-9a-f:]+::[0-9a-f]+", text))
    assert long_ones
    assert all(address.startswith("2001:db8:") for address in long_ones)


def test_people_recur_and_have_profiles() -> None:
    people = [FAKER.case(n)["created_by"] for n in range(300)]

    assert len({person["username"] for person in people}) <= 30
    assert all(person["profile_uid"].startswith("u_") for person in people)
    assert all(person["email"].endswith("@example.com") for person in people)


def test_no_two_cases_share_an_object_that_could_be_changed() -> None:
    faker = CaseFaker(3)
    before = json.dumps([faker.case(n) for n in range(50)])

    for number in range(50):
        case = faker.case(number)
        case["created_by"].clear()
        for comment in case["comments"]:
            comment["created_by"].clear()
        case["tags"].clear()

    assert json.dumps([faker.case(n) for n in range(50)]) == before


@pytest.mark.parametrize(
    "kept",
    [
        {"status": "closed"},
        {"status": "in-progress"},
        {"status": "open", "owner": "observability"},
        {"created_at": "2019-02-03T04:05:06.007Z"},
        {"created_at": "2019-02-03T04:05:06.007Z", "status": "closed", "duration": 90},
        {"closed_at": "2019-02-03T04:05:06.007Z"},
        {"closed_at": "2019-02-03T04:05:06.007Z", "duration": 90},
        {"closed_by": {"username": "bo", "full_name": None, "email": None}},
        {"updated_at": "2019-02-03T04:05:06.007Z"},
        {"updated_at": "2019-02-03T04:05:06.007Z", "status": "closed"},
        {"updated_at": None},
        {"closed_at": None},
        {"duration": 0},
        {"comments": []},
        {"title": "Mine", "tags": [], "category": None, "severity": "low"},
    ],
    ids=str,
)
def test_given_keys_are_kept_and_the_rest_fits(kept: dict[str, Any]) -> None:
    for number in range(50):
        case = FAKER.case(number, **kept)

        assert case | kept == case
        assert_kibana_could_have_made(case)


@pytest.mark.parametrize("key", ["closed_at", "closed_by", "duration"])
def test_what_only_a_closed_case_has_closes_it(key: str) -> None:
    closed = FAKER.case(0, status="closed")

    assert {FAKER.case(n, **{key: closed[key]})["status"] for n in range(30)} == {"closed"}
    assert "closed" not in {FAKER.case(n, **{key: None})["status"] for n in range(30)}


def test_given_comments_lie_between_creation_and_last_update() -> None:
    said = [{"type": "user", "comment": "Seen.", "created_at": "2019-02-03T04:05:06.007Z"}]

    for number in range(50):
        case = FAKER.case(number, comments=said)

        assert case["created_at"] < said[0]["created_at"] <= case["updated_at"]
        assert case["updated_by"] is not None


def test_one_given_key_leaves_the_others_alone() -> None:
    for number in range(50):
        case = FAKER.case(number)

        assert FAKER.case(number, title="Mine", severity="low") == case | {
            "title": "Mine",
            "severity": "low",
        }
        assert FAKER.case(number, owner=case["owner"], status=case["status"]) == case


def test_fakes_fit_the_licence_and_the_configuration_that_they_meet() -> None:
    field = {"key": "k", "type": "text", "label": "K", "required": True}
    kibana = Mockbana(
        fixtures={
            "configurations": [{"owner": "cases", "customFields": [field]}],
            "cases": [{"fake": 30}],
        },
        license="basic",
    )

    for case in kibana.cases:
        assert case["assignees"] == []
        assert len(case["customFields"]) == (case["owner"] == "cases")
        assert all(each["value"] for each in case["customFields"])


@given(st.dictionaries(st.sampled_from([*KEYS.split(), "index", "space"]), JSON))
@settings(deadline=None)
def test_a_wrong_value_is_kept_for_others_to_refuse(wrong: dict[str, Any]) -> None:
    case = FAKER.case(1, **wrong)

    assert {key: case[key] for key in wrong} == wrong
