"""The types of connectors that cases can be pushed to.

Source: kibana x-pack/platform/plugins/shared/stack_connectors/server/connector_types
"""

from typing import Final

from mockbana.kibana.config_schema import Members, OneOf, nullable
from mockbana.kibana.connectors.parts import (
    AUTH,
    FALSE,
    HEADERS,
    TRUE,
    WITH_CASES,
    Config,
    ConnectorType,
    Incident,
    auth_secrets,
    optional_texts,
    texts,
)
from mockbana.kibana.storage import Document

_OAUTH_CONFIG: Final = ("userIdentifierValue", "clientId", "jwtKeyId")
_OAUTH_SECRETS: Final = ("clientSecret", "privateKey")
_OAUTH: Final = (*_OAUTH_CONFIG, *_OAUTH_SECRETS)
_BASIC: Final = ("username", "password")


def _oauth_config(config: Document) -> str | None:
    return _needed(config, _OAUTH_CONFIG, "true") if config["isOAuth"] else None


def _needed(given: Config, names: tuple[str, ...], is_oauth: str) -> str | None:
    absent = (name for name in names if given.get(name) is None)
    name = next(absent, None)
    return name and f"{name} must be provided when isOAuth = {is_oauth}"


def _pair_of_secrets(secrets: Document) -> str | None:
    """Ask for both of one pair: a password beats what belongs to OAuth."""
    if not any(map(secrets.get, (*_BASIC, *_OAUTH_SECRETS))):
        return "Either basic auth or OAuth credentials must be specified"
    basic = secrets["username"] or secrets["password"]
    pair = _BASIC if basic else _OAUTH_SECRETS
    if all(map(secrets.get, pair)):
        return None
    return f"{' and '.join(pair)} must both be specified"


def _one_login(config: Config, secrets: Config) -> str | None:
    """Ask for all that one way to log in needs, and for nothing of the other."""
    both = {**config, **secrets}
    if config.get("isOAuth"):
        unwanted = _unwanted(both, _BASIC, "Username and password", "true")
        return _needed(both, _OAUTH, "true") or unwanted
    named = "clientId, clientSecret, userIdentifierValue, jwtKeyId and privateKey"
    return _needed(secrets, _BASIC, "false") or _unwanted(both, _OAUTH, named, "false")


def _unwanted(given: Config, names: tuple[str, ...], named: str, is_oauth: str) -> str | None:
    if not any(map(given.get, names)):
        return None
    return f"{named} should not be provided with isOAuth = {is_oauth}"


def _servicenow(name: str, prefix: str, table: str) -> ConnectorType:
    """Return one of ServiceNow's applications, whose incidents stand in *table*."""
    link = f"{{address}}/nav_to.do?uri={table}.do?sys_id={{id}}"
    members = {
        **texts("apiUrl"),
        "isOAuth": FALSE,
        **optional_texts(*_OAUTH_CONFIG),
        "usesTableApi": TRUE,
    }
    secrets = optional_texts("password", "username", *_OAUTH_SECRETS, "privateKeyPassword")
    return ConnectorType(
        name,
        "platinum",
        WITH_CASES,
        config=Members(members, check=_oauth_config),
        secrets=Members(secrets, check=_pair_of_secrets),
        incident=Incident(f"{prefix}{{number:07}}", link=link),
        check=_one_login,
        deprecated_by="usesTableApi",
    )


def _some_secret(config: Config, secrets: Config) -> str | None:
    if config.get("hasAuth") and not secrets:
        return "must specify a secrets configuration"
    return None


_SWIMLANE_FIELDS: Final = ("ruleName", "alertId", "caseId", "caseName", "comments", "severity")
_MAPPING: Final = nullable(Members(texts("id", "key", "name", "fieldType")))
_MAPPINGS: Final = {f"{name}Config": _MAPPING for name in (*_SWIMLANE_FIELDS, "description")}

CASE_TYPES: Final = {
    ".cases-webhook": ConnectorType(
        "Webhook - Case Management",
        "gold",
        ("cases",),
        config=Members(
            {
                **texts("createIncidentUrl"),
                "createIncidentMethod": OneOf("post", "put", default="post"),
                **texts("createIncidentJson", "createIncidentResponseKey"),
                "getIncidentMethod": OneOf("get", "post", default="get"),
                **texts("getIncidentUrl"),
                **optional_texts("getIncidentJson"),
                **texts("getIncidentResponseExternalTitleKey", "viewIncidentUrl"),
                **texts("updateIncidentUrl"),
                "updateIncidentMethod": OneOf("post", "patch", "put", default="put"),
                **texts("updateIncidentJson"),
                **optional_texts("createCommentUrl"),
                "createCommentMethod": nullable(OneOf("post", "put", "patch")),
                **optional_texts("createCommentJson"),
                "headers": HEADERS,
                **AUTH,
            }
        ),
        secrets=auth_secrets(),
        incident=Incident(address="viewIncidentUrl", link=None),
        check=_some_secret,
        also_pushed=("severity", "status"),
    ),
    ".jira": ConnectorType(
        "Jira",
        "gold",
        WITH_CASES,
        config=Members(texts("apiUrl", "projectKey")),
        secrets=Members(texts("email", "apiToken")),
        incident=Incident("{project}-{number}"),
    ),
    ".resilient": ConnectorType(
        "IBM Resilient",
        "platinum",
        WITH_CASES,
        config=Members(texts("apiUrl", "orgId")),
        secrets=Members(texts("apiKeyId", "apiKeySecret")),
        incident=Incident("{number}", link="{address}/#incidents/{id}"),
    ),
    ".servicenow": _servicenow("ServiceNow ITSM", "INC", "incident"),
    ".servicenow-sir": _servicenow("ServiceNow SecOps", "SIR", "sn_si_incident"),
    ".swimlane": ConnectorType(
        "Swimlane",
        "gold",
        WITH_CASES,
        config=Members(
            {
                **texts("apiUrl", "appId"),
                "connectorType": OneOf("all", "alerts", "cases"),
                "mappings": Members(_MAPPINGS),
            }
        ),
        secrets=Members(texts("apiToken")),
        incident=Incident("CASE-{number}", link="{address}/record/{app}/{id}"),
    ),
    ".thehive": ConnectorType(
        "TheHive",
        "platinum",
        WITH_CASES,
        config=Members({**texts("url"), **optional_texts("organisation")}),
        secrets=Members(texts("apiKey")),
        incident=Incident(None, address="url", link="{address}/cases/{id}/details"),
        also_pushed=("severity", "status"),
    ),
}
