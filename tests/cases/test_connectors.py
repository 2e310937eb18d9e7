"""Connectors of the actions plugin, and what the cases plugin tells of them."""

from typing import Any

import pytest

from mockbana import Mockbana
from tests.cases.api import delete, get, good, post, refusal, send

PATH = "/api/actions/connector"
JIRA = {"id": "j1", "name": "jira one", "connector_type_id": ".jira"}
CONFIG = {"apiUrl": "https://jira.example.com", "projectKey": "SEC"}
SECRETS = {"email": "bot@example.com", "apiToken": "x"}
FIXTURE = {
    "connectors": [
        JIRA,
        {"id": "m1", "name": "Mail", "connector_type_id": ".email"},
        {"id": "s1", "name": "Snow", "connector_type_id": ".servicenow", "is_preconfigured": True},
    ]
}
pytestmark = pytest.mark.mockbana(fixtures=FIXTURE)


def new(**more: Any) -> dict[str, Any]:
    return {
        "name": "New",
        "connector_type_id": ".jira",
        "config": CONFIG,
        "secrets": SECRETS,
        **more,
    }


def test_connectors_are_listed_by_name_in_snake_case(mockbana: Mockbana) -> None:
    listed = get(mockbana, "/api/actions/connectors")

    assert [each["id"] for each in listed] == ["j1", "m1", "s1"]
    assert listed[0] == {
        **JIRA,
        "config": {},
        "is_preconfigured": False,
        "is_deprecated": False,
        "is_missing_secrets": False,
        "is_system_action": False,
        "referenced_by_count": 0,
    }
    assert listed[2].keys() == listed[0].keys() - {"config", "is_missing_secrets"}


def test_cases_see_the_connectors_they_can_use_in_camel_case(mockbana: Mockbana) -> None:
    listed = get(mockbana, "/api/cases/configure/connectors/_find")

    assert [each["id"] for each in listed] == ["j1", "s1"]
    assert listed[0] == {
        "id": "j1",
        "name": "jira one",
        "actionTypeId": ".jira",
        "config": {},
        "isPreconfigured": False,
        "isDeprecated": False,
        "isMissingSecrets": False,
        "isSystemAction": False,
        "referencedByCount": 0,
    }


@pytest.mark.mockbana(fixtures=FIXTURE, license="basic")
def test_without_a_licence_there_is_no_connector_for_cases(mockbana: Mockbana) -> None:
    assert get(mockbana, "/api/cases/configure/connectors/_find") == []


def test_cases_that_name_a_connector_are_counted(mockbana: Mockbana) -> None:
    connector = {"id": "j1", "name": "jira one", "type": ".jira", "fields": None}
    mockbana.cases.add(connector=connector)
    mockbana.cases.add()

    listed = get(mockbana, "/api/actions/connectors")

    assert [each["referenced_by_count"] for each in listed] == [1, 0, 0]


def test_a_connector_lives_and_its_secrets_stay_secret(mockbana: Mockbana) -> None:
    made = good(post(mockbana, PATH, new()))
    path = f"{PATH}/{made['id']}"

    assert get(mockbana, path) == made
    assert (made["config"], "secrets" in made, "referenced_by_count" in made) == (
        CONFIG,
        False,
        False,
    )
    config = {**CONFIG, "projectKey": "OPS"}
    body = {"name": "Newer", "config": config, "secrets": SECRETS}
    changed = good(send(mockbana, "PUT", path, json=body))
    assert changed == {**made, "name": "Newer", "config": config}
    assert delete(mockbana, path).status_code == 204
    assert refusal(delete(mockbana, path)) == (
        404,
        f"Saved object [action/{made['id']}] not found",
    )


def test_the_id_of_a_connector_may_be_chosen_once(mockbana: Mockbana) -> None:
    assert good(post(mockbana, f"{PATH}/mine", new()))["id"] == "mine"
    assert refusal(post(mockbana, f"{PATH}/mine", new())) == (
        409,
        "Saved object [action/mine] conflict",
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "[request body.name]: expected value of type [string] but got [undefined]"),
        (
            {"name": "N"},
            "[request body.connector_type_id]: expected value of type [string] but got [undefined]",
        ),
        (new(config=1), "[request body.config]: expected value of type [object] but got [number]"),
        (new(foo=1), "[request body.foo]: definition for this key is missing"),
        (new(connector_type_id=".x"), 'Action type ".x" is not registered.'),
    ],
)
def test_a_bad_connector_is_refused(mockbana: Mockbana, body: Any, message: str) -> None:
    assert refusal(post(mockbana, PATH, body)) == (400, message)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", PATH, new()),
        ("PUT", f"{PATH}/j1", {"name": "N", "config": CONFIG, "secrets": SECRETS}),
        ("POST", f"{PATH}/j1/_execute", {"params": {}}),
    ],
)
@pytest.mark.mockbana(fixtures=FIXTURE, license="basic")
def test_a_connector_needs_a_licence(
    mockbana: Mockbana, method: str, path: str, body: dict[str, Any]
) -> None:
    assert refusal(send(mockbana, method, path, json=body)) == (
        403,
        (
            "Action type .jira is disabled because your basic license does not support it. "
            "Please upgrade your license."
        ),
    )


@pytest.mark.mockbana(fixtures=FIXTURE, license="basic")
def test_a_bad_config_is_refused_before_the_licence_is_looked_at(mockbana: Mockbana) -> None:
    assert refusal(post(mockbana, PATH, new(config={})))[0] == 400


def test_a_preconfigured_connector_can_not_be_changed(mockbana: Mockbana) -> None:
    path = f"{PATH}/s1"

    assert refusal(send(mockbana, "PUT", path, json={"name": "N"})) == (
        400,
        "Preconfigured action s1 can not be updated.",
    )
    assert refusal(delete(mockbana, path)) == (
        400,
        "Preconfigured action s1 is not allowed to delete.",
    )
    assert refusal(post(mockbana, path, new())) == (
        400,
        "This s1 already exists in a preconfigured action.",
    )


def test_executing_goes_well(mockbana: Mockbana) -> None:
    answer = good(post(mockbana, f"{PATH}/j1/_execute", {"params": {"subAction": "getFields"}}))

    assert answer == {"connector_id": "j1", "status": "ok", "data": {}}
    assert refusal(post(mockbana, f"{PATH}/x/_execute", {"params": {}}))[0] == 404
