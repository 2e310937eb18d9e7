"""What config and secrets of a connector have to be: each type of connectors has its own rules."""

from typing import Any

import pytest

from mockbana import Mockbana
from tests.cases.api import get, good, post, refusal, send
from tests.cases.connector_samples import (
    CASES_WEBHOOK,
    EMAIL,
    OAUTH_CONFIG,
    OAUTH_SECRETS,
    PATH,
    RIGHT,
    SERVICENOW,
    SWIMLANE,
    TEXT,
    URL,
    connector,
)


@pytest.mark.parametrize("kind", RIGHT)
@pytest.mark.parametrize("what", ["config", "secrets"])
def test_a_member_too_many_is_refused(mockbana: Mockbana, kind: str, what: str) -> None:
    body = connector(kind)
    body[what] = {**body[what], "colour": "red"}

    assert refusal(post(mockbana, PATH, body)) == (
        400,
        f"error validating action type {what}: [colour]: definition for this key is missing",
    )
    assert get(mockbana, "/api/actions/connectors") == []


@pytest.mark.parametrize(
    ("kind", "what", "member"),
    [
        (kind, what, member)
        for kind in RIGHT
        if kind not in (".servicenow", ".servicenow-sir", ".xmatters")
        for what, given in zip(("config", "secrets"), RIGHT[kind], strict=True)
        for member in given
        if member not in ("host", "port", "connectorType", "user", "password")
    ],
)
def test_a_member_too_few_is_refused(mockbana: Mockbana, kind: str, what: str, member: str) -> None:
    body = connector(kind)
    body[what] = {key: value for key, value in body[what].items() if key != member}

    assert refusal(post(mockbana, PATH, body)) == (
        400,
        f"error validating action type {what}: [{member}]: {TEXT} [undefined]",
    )


NULL_OR_TEXT = "types that failed validation:\n- [{0}.0]: " + TEXT + " [number]\n- [{0}.1]: {1}"
A_MAPPING = {"id": "i", "key": "k", "name": "n"}


@pytest.mark.parametrize(
    ("kind", "config", "complaint"),
    [
        (".jira", {"apiUrl": 1, "projectKey": "P"}, f"[apiUrl]: {TEXT} [number]"),
        (".jira", {"apiUrl": URL, "projectKey": None}, f"[projectKey]: {TEXT} [null]"),
        (
            ".servicenow",
            {"apiUrl": URL, "clientId": 1},
            f"[clientId]: {NULL_OR_TEXT.format('clientId', 'expected value to equal [null]')}",
        ),
        (
            ".servicenow",
            {"apiUrl": URL, "isOAuth": "maybe"},
            "[isOAuth]: expected value of type [boolean] but got [string]",
        ),
        (
            ".servicenow",
            {"apiUrl": URL, "isOAuth": True, "clientId": "c"},
            "userIdentifierValue must be provided when isOAuth = true",
        ),
        (
            ".swimlane",
            {"apiUrl": URL, "appId": "1"},
            "[connectorType]: expected at least one defined value but got [undefined]",
        ),
        (
            ".swimlane",
            {**SWIMLANE[0], "connectorType": "some"},
            (
                "[connectorType]: types that failed validation:\n"
                "- [connectorType.0]: expected value to equal [all]\n"
                "- [connectorType.1]: expected value to equal [alerts]\n"
                "- [connectorType.2]: expected value to equal [cases]"
            ),
        ),
        (
            ".swimlane",
            {**SWIMLANE[0], "mappings": {"caseIdConfig": A_MAPPING}},
            (
                "[mappings.caseIdConfig]: types that failed validation:\n"
                f"- [mappings.caseIdConfig.0.fieldType]: {TEXT} [undefined]\n"
                "- [mappings.caseIdConfig.1]: expected value to equal [null]"
            ),
        ),
        (
            ".swimlane",
            {**SWIMLANE[0], "mappings": {"colour": None}},
            "[mappings.colour]: definition for this key is missing",
        ),
        (
            ".cases-webhook",
            {**CASES_WEBHOOK[0], "createCommentMethod": "get"},
            (
                "[createCommentMethod]: types that failed validation:\n"
                "- [createCommentMethod.0]: types that failed validation:\n"
                " - [createCommentMethod.0.0]: expected value to equal [post]\n"
                " - [createCommentMethod.0.1]: expected value to equal [put]\n"
                " - [createCommentMethod.0.2]: expected value to equal [patch]\n"
                "- [createCommentMethod.1]: expected value to equal [null]"
            ),
        ),
        (
            ".webhook",
            {"url": URL, "headers": "text/plain"},
            (
                "[headers]: types that failed validation:\n"
                "- [headers.0]: could not parse record value from json input\n"
                "- [headers.1]: expected value to equal [null]"
            ),
        ),
        (
            ".webhook",
            {"url": URL, "headers": {"a": 1}},
            (
                "[headers]: types that failed validation:\n"
                f"- [headers.0.a]: {TEXT} [number]\n"
                "- [headers.1]: expected value to equal [null]"
            ),
        ),
        (
            ".webhook",
            {"url": URL, "headers": 1},
            (
                "[headers]: types that failed validation:\n"
                "- [headers.0]: expected value of type [object] but got [number]\n"
                "- [headers.1]: expected value to equal [null]"
            ),
        ),
        (
            ".webhook",
            {"url": URL, "hasAuth": False, "authType": "webhook-authentication-basic"},
            (
                "error configuring webhook action: "
                "authType must be null or undefined if hasAuth is false"
            ),
        ),
        (".email", {"from": "a@example.com"}, "[host]/[port] is required"),
        (".email", {"from": "a@example.com", "host": "h"}, "[port] is required"),
        (
            ".email",
            {"from": "a@example.com", "service": "exchange_server", "clientId": "c"},
            "[tenantId] is required",
        ),
        (
            ".slack_api",
            {"allowedChannels": [{"id": "1"}]},
            f"[allowedChannels.0.name]: {TEXT} [undefined]",
        ),
    ],
)
def test_a_bad_config_is_refused(
    mockbana: Mockbana, kind: str, config: dict[str, Any], complaint: str
) -> None:
    expected = (400, f"error validating action type config: {complaint}")

    assert refusal(post(mockbana, PATH, connector(kind, config))) == expected
    made = good(post(mockbana, PATH, connector(kind)))
    body = {"name": "N", "config": config, "secrets": RIGHT[kind][1]}
    assert refusal(send(mockbana, "PUT", f"{PATH}/{made['id']}", json=body)) == expected
    assert get(mockbana, f"{PATH}/{made['id']}") == made


WAYS = "must specify one of the following schemas: user and password; crt and key (with optional "


@pytest.mark.parametrize(
    ("kind", "secrets", "complaint"),
    [
        (".servicenow", {}, "Either basic auth or OAuth credentials must be specified"),
        (".servicenow", {"username": "u"}, "username and password must both be specified"),
        (
            ".servicenow-sir",
            {"privateKey": "k"},
            "clientSecret and privateKey must both be specified",
        ),
        (".cases-webhook", {"user": "u"}, f"{WAYS}password); or pfx (with optional password)"),
        (
            ".webhook",
            {"user": "u", "clientSecret": "s"},
            f"{WAYS}password); pfx (with optional password); or OAuth2 client secret",
        ),
        (
            ".slack_api",
            {"token": ""},
            "[token]: value has length [0] but it must have a minimum length of [1].",
        ),
    ],
)
def test_bad_secrets_are_refused(
    mockbana: Mockbana, kind: str, secrets: dict[str, Any], complaint: str
) -> None:
    assert refusal(post(mockbana, PATH, connector(kind, secrets=secrets))) == (
        400,
        f"error validating action type secrets: {complaint}",
    )


@pytest.mark.parametrize(
    ("kind", "config", "secrets", "complaint"),
    [
        (
            ".servicenow",
            {"apiUrl": URL},
            OAUTH_SECRETS,
            "username must be provided when isOAuth = false",
        ),
        (
            ".servicenow",
            {"apiUrl": URL, "clientId": "c"},
            SERVICENOW[1],
            (
                "clientId, clientSecret, userIdentifierValue, jwtKeyId and privateKey "
                "should not be provided with isOAuth = false"
            ),
        ),
        (
            ".servicenow",
            {"apiUrl": URL, **OAUTH_CONFIG},
            SERVICENOW[1],
            "clientSecret must be provided when isOAuth = true",
        ),
        (
            ".servicenow",
            {"apiUrl": URL, **OAUTH_CONFIG},
            {**SERVICENOW[1], **OAUTH_SECRETS},
            "Username and password should not be provided with isOAuth = true",
        ),
        (".email", {**EMAIL[0], "hasAuth": True}, {"user": "u"}, "[password] is required"),
        (
            ".cases-webhook",
            {**CASES_WEBHOOK[0], "hasAuth": True},
            {},
            "must specify a secrets configuration",
        ),
    ],
)
def test_config_and_secrets_go_together(
    mockbana: Mockbana,
    kind: str,
    config: dict[str, Any],
    secrets: dict[str, Any],
    complaint: str,
) -> None:
    assert refusal(post(mockbana, PATH, connector(kind, config, secrets))) == (
        400,
        f"error validating action type connector: {complaint}",
    )


def test_a_put_without_config_is_refused(mockbana: Mockbana) -> None:
    made = good(post(mockbana, PATH, connector(".index")))

    answer = send(mockbana, "PUT", f"{PATH}/{made['id']}", json={"name": "J"})

    assert refusal(answer) == (
        400,
        f"error validating action type config: [index]: {TEXT} [undefined]",
    )
