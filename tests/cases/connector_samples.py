"""A right connector of each type: config and secrets, and the defaults that it gets."""

from typing import Any

PATH = "/api/actions/connector"
URL = "https://outside.example.com"
JIRA = ({"apiUrl": URL, "projectKey": "SEC"}, {"email": "e", "apiToken": "t"})
SERVICENOW = ({"apiUrl": URL}, {"username": "u", "password": "p"})
OAUTH_CONFIG = {
    "isOAuth": True,
    "userIdentifierValue": "elastic",
    "clientId": "abc",
    "jwtKeyId": "def",
}
OAUTH_SECRETS = {"clientSecret": "s", "privateKey": "k"}
SWIMLANE = ({"apiUrl": URL, "appId": "1", "connectorType": "all"}, {"apiToken": "t"})
CASES_WEBHOOK = (
    {
        "createIncidentUrl": URL,
        "createIncidentJson": "{}",
        "createIncidentResponseKey": "id",
        "getIncidentUrl": URL,
        "getIncidentResponseExternalTitleKey": "key",
        "viewIncidentUrl": URL,
        "updateIncidentUrl": URL,
        "updateIncidentJson": "{}",
    },
    {"user": "u", "password": "p"},
)
EMAIL: tuple[dict[str, Any], dict[str, Any]] = (
    {"from": "a@example.com", "host": "mail.example.com", "port": 25},
    {},
)
RIGHT: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    ".cases-webhook": CASES_WEBHOOK,
    ".email": EMAIL,
    ".index": ({"index": "i"}, {}),
    ".jira": JIRA,
    ".opsgenie": ({"apiUrl": URL}, {"apiKey": "k"}),
    ".pagerduty": ({}, {"routingKey": "k"}),
    ".resilient": ({"apiUrl": URL, "orgId": "201"}, {"apiKeyId": "i", "apiKeySecret": "s"}),
    ".server-log": ({}, {}),
    ".servicenow": SERVICENOW,
    ".servicenow-sir": SERVICENOW,
    ".slack": ({}, {"webhookUrl": URL}),
    ".slack_api": ({}, {"token": "t"}),
    ".swimlane": SWIMLANE,
    ".teams": ({}, {"webhookUrl": URL}),
    ".thehive": ({"url": URL}, {"apiKey": "k"}),
    ".tines": ({"url": URL}, {"email": "e", "token": "t"}),
    ".torq": ({"webhookIntegrationUrl": "https://hooks.torq.io/v1/x"}, {"token": "t"}),
    ".webhook": ({"url": URL}, {}),
    ".xmatters": ({}, {"secretsUrl": URL}),
}
NO_OAUTH = dict.fromkeys(("userIdentifierValue", "clientId", "jwtKeyId"))
FIELDS = ("ruleName", "alertId", "caseId", "caseName", "comments", "severity", "description")
WEBHOOK_METHODS = {"createIncidentMethod": "post", "updateIncidentMethod": "put"}
NO_COMMENTS = dict.fromkeys(("createCommentUrl", "createCommentMethod", "createCommentJson"))
DEFAULTS: dict[str, dict[str, Any]] = {
    ".cases-webhook": {
        **WEBHOOK_METHODS,
        **NO_COMMENTS,
        "getIncidentMethod": "get",
        "getIncidentJson": None,
        "headers": None,
        "hasAuth": True,
    },
    ".email": {
        "service": "other",
        "secure": None,
        "hasAuth": True,
        **dict.fromkeys(("tenantId", "clientId", "oauthTokenUrl")),
    },
    ".index": {"refresh": False, "executionTimeField": None},
    ".pagerduty": {"apiUrl": None},
    ".servicenow": {**NO_OAUTH, "isOAuth": False, "usesTableApi": True},
    ".servicenow-sir": {**NO_OAUTH, "isOAuth": False, "usesTableApi": True},
    ".swimlane": {"mappings": {f"{field}Config": None for field in FIELDS}},
    ".thehive": {"organisation": None},
    ".webhook": {"method": "post", "headers": None, "hasAuth": True},
    ".xmatters": {"configUrl": None, "usesBasic": True},
}
TEXT = "expected value of type [string] but got"


def connector(kind: str, config: Any = None, secrets: Any = None) -> dict[str, Any]:
    """Return a right body for *kind*, with *config* or *secrets* in place of its own."""
    own_config, own_secrets = RIGHT[kind]
    return {
        "name": "N",
        "connector_type_id": kind,
        "config": own_config if config is None else config,
        "secrets": own_secrets if secrets is None else secrets,
    }
