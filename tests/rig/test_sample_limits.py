"""fixtures/limits.yaml is as large as Kibana allows, and not a bit more can be added."""

from collections.abc import Callable
from typing import Any

import pytest

from mockbana import Mockbana
from tests.cases.api import alert, get, good, patch, post, refusal, state
from tests.rig.samples import by_end, change, seeded


@seeded("limits")
def test_a_case_at_the_limits_is_as_large_as_it_says(mockbana: Mockbana) -> None:
    case = by_end(mockbana, "1")
    sizes = {key: len(case[key]) for key in ("title", "description", "category", "tags")}
    lists = {key: len(case[key]) for key in ("assignees", "customFields", "observables")}

    assert sizes == {"title": 160, "description": 30_000, "category": 50, "tags": 200}
    assert lists == {"assignees": 10, "customFields": 10, "observables": 50}
    assert {len(tag) for tag in case["tags"]} == {256}
    assert {len(each["value"]) for each in case["customFields"] if each["type"] == "text"} == {160}
    assert [len(said["comment"]) for said in case["comments"]] == [30_000]
    assert good(change(mockbana, case, status="closed"))


TOO_LONG = "The length of the {} is too long. The maximum length is {}."
TOO_MANY = "The length of the field {} is too long. Array must be of length <= {}."
ONE_MORE: dict[str, Callable[[Any], Any]] = {
    "title": lambda old: f"{old}x",
    "description": lambda old: f"{old}x",
    "category": lambda old: f"{old}x",
    "tags": lambda old: [*old, "x"],
    "tag": lambda old: [f"{old[0]}x"],
    "assignees": lambda old: [*old, {"uid": "x"}],
    "customFields": lambda old: [*old, {**old[0], "key": "x"}],
    "value": lambda old: [{**old[0], "value": f"{old[0]['value']}x"}],
}
WORDS = {
    "title": TOO_LONG.format("title", 160),
    "description": TOO_LONG.format("description", 30_000),
    "category": TOO_LONG.format("category", 50),
    "tags": TOO_MANY.format("tags", 200),
    "tag": TOO_LONG.format("tag", 256),
    "assignees": TOO_MANY.format("assignees", 10),
    "customFields": TOO_MANY.format("customFields", 10),
    "value": TOO_LONG.format("value", 160),
}


@seeded("limits")
def test_one_more_is_refused_in_kibanas_words(mockbana: Mockbana) -> None:
    case = by_end(mockbana, "1")
    keys = {"tag": "tags", "value": "customFields"}

    for what, more in ONE_MORE.items():
        key = keys.get(what, what)
        status, message = refusal(change(mockbana, case, **{key: more(case[key])}))
        assert (status, message.partition(",Invalid value")[0]) == (400, WORDS[what])


@seeded("limits")
def test_one_more_attachment_is_refused_in_kibanas_words(mockbana: Mockbana) -> None:
    large, alerts, pictures = (by_end(mockbana, end) for end in "123")
    observable = {"typeKey": "observable-type-ipv4", "value": "192.0.2.99", "description": None}
    said = {"type": "user", "comment": f"{large['description']}x", "owner": "cases"}

    refusals = [
        refusal(post(mockbana, f"/api/cases/{alerts['id']}/comments", alert("one-more"))),
        refusal(post(mockbana, f"/api/cases/{pictures['id']}/comments", state())),
        refusal(post(mockbana, f"/api/cases/{large['id']}/comments", said)),
        refusal(
            post(mockbana, f"/internal/cases/{large['id']}/observables", {"observable": observable})
        ),
    ]

    too_many = "Case has reached the maximum allowed number"
    assert alerts["totalAlerts"] == 1_000
    assert [(status, message.partition(",")[0]) for status, message in refusals] == [
        (400, f"{too_many} (1000) of attached alerts."),
        (
            400,
            f"{too_many} (100) of attached persistable state and external reference attachments.",
        ),
        (400, TOO_LONG.format("comment", 30_000)),
        (400, "Failed to add observable: Error: Max 50 observables per case is allowed."),
    ]


@seeded("limits")
@pytest.mark.parametrize("key", ["customFields", "templates", "observableTypes"])
def test_one_more_of_what_is_configured_is_refused(mockbana: Mockbana, key: str) -> None:
    (configuration,) = get(mockbana, "/api/cases/configure")
    old = configuration[key]
    body = {"version": configuration["version"], key: [*old, {**old[0], "key": "one_more"}]}

    refused = patch(mockbana, f"/api/cases/configure/{configuration['id']}", body)

    assert len(old) == 10
    assert {len(item["key"]) for item in old} == {36}
    assert {len(item.get("label", item.get("name"))) for item in old} == {50}
    assert refusal(refused) == (400, TOO_MANY.format(key, 10))
