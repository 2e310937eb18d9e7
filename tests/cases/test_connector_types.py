"""Types of connectors: what they serve, and the defaults of their config."""

import pytest

from mockbana import Mockbana
from mockbana.kibana.connectors.types import TYPES, serves_cases
from tests.cases.api import get, good, post, send
from tests.cases.connector_samples import (
    DEFAULTS,
    OAUTH_CONFIG,
    OAUTH_SECRETS,
    PATH,
    RIGHT,
    URL,
    connector,
)

TYPES_PATH = "/api/actions/connector_types"


def test_types_are_listed_by_feature(mockbana: Mockbana) -> None:
    every = get(mockbana, TYPES_PATH)
    for_cases = get(mockbana, f"{TYPES_PATH}?feature_id=cases")

    assert {each["id"] for each in every} == set(TYPES) == set(RIGHT)
    assert {each["id"] for each in for_cases} == {
        ".cases-webhook",
        ".jira",
        ".resilient",
        ".servicenow",
        ".servicenow-sir",
        ".swimlane",
        ".thehive",
    }
    assert for_cases[0].keys() == {
        "id",
        "name",
        "enabled",
        "enabled_in_config",
        "enabled_in_license",
        "minimum_license_required",
        "supported_feature_ids",
        "is_system_action_type",
    }


@pytest.mark.parametrize("feature", ["alerting", "uptime", "siem"])
def test_the_webhook_for_cases_serves_nothing_else(mockbana: Mockbana, feature: str) -> None:
    listed = {each["id"] for each in get(mockbana, f"{TYPES_PATH}?feature_id={feature}")}

    assert ".jira" in listed
    assert ".cases-webhook" not in listed


@pytest.mark.mockbana(license="basic")
def test_a_type_that_the_licence_does_not_cover_is_not_enabled(mockbana: Mockbana) -> None:
    enabled = {each["id"] for each in get(mockbana, TYPES_PATH) if each["enabled"]}

    assert enabled == {".index", ".server-log"}


def test_a_type_that_there_is_not_serves_no_cases() -> None:
    assert not serves_cases(".x", "trial")
    assert serves_cases(".jira", "platinum")
    assert not serves_cases(".jira", "basic")


@pytest.mark.parametrize("kind", RIGHT)
def test_a_config_gets_its_defaults_on_post_and_put(mockbana: Mockbana, kind: str) -> None:
    body = connector(kind)
    whole = {**DEFAULTS.get(kind, {}), **body["config"]}

    made = good(post(mockbana, PATH, body))
    del body["connector_type_id"]
    put = good(send(mockbana, "PUT", f"{PATH}/{made['id']}", json=body))

    assert (made["config"], put["config"]) == (whole, whole)
    assert get(mockbana, f"{PATH}/{made['id']}")["config"] == whole


def test_servicenow_with_oauth(mockbana: Mockbana) -> None:
    config = {"apiUrl": URL, "usesTableApi": False, **OAUTH_CONFIG}

    made = good(post(mockbana, PATH, connector(".servicenow", config, OAUTH_SECRETS)))

    assert made["config"] == config


@pytest.mark.parametrize("kind", [".servicenow", ".servicenow-sir"])
def test_servicenow_over_its_table_api_is_deprecated(mockbana: Mockbana, kind: str) -> None:
    made = good(post(mockbana, PATH, connector(kind)))
    body = {**connector(kind, {"apiUrl": URL, "usesTableApi": False})}
    del body["connector_type_id"]
    put = good(send(mockbana, "PUT", f"{PATH}/{made['id']}", json=body))

    assert (made["is_deprecated"], put["is_deprecated"]) == (True, False)
