"""The types of connectors that have nothing to do with cases.

Source: kibana x-pack/platform/plugins/shared/stack_connectors/server/connector_types
"""

from typing import Final

from mockbana.kibana.config_schema import ArrayOf, Boolean, Members, Number, OneOf, String, nullable
from mockbana.kibana.connectors.parts import (
    ALERTING,
    AUTH,
    BASIC_AUTH,
    FALSE,
    HEADERS,
    MAYBE_TEXT,
    NOTHING,
    OAUTH2_AUTH,
    SSL_AUTH,
    TRUE,
    Config,
    ConnectorType,
    auth_secrets,
    optional_texts,
    texts,
)
from mockbana.kibana.storage import Document

_EXCHANGE: Final = "exchange_server"
_LAST_PORT: Final = 65_535


def _mail_server(config: Document) -> str | None:
    needed = {"other": ("host", "port"), _EXCHANGE: ("clientId", "tenantId")}
    names = needed.get(config["service"], ())
    absent = [f"[{name}]" for name in names if config[name] is None]
    return f"{'/'.join(absent)} is required" if absent else None


def _mail_secrets(config: Config, secrets: Config) -> str | None:
    if config.get("service") == _EXCHANGE:
        needed: tuple[str, ...] = ("clientSecret",)
    else:
        needed = ("user", "password") if config.get("hasAuth") else ()
    absent = (name for name in needed if secrets.get(name) is None)
    name = next(absent, None)
    return name and f"[{name}] is required"


def _no_type_without_auth(config: Document) -> str | None:
    if not config.get("authType") or config["hasAuth"]:
        return None
    rule = "authType must be null or undefined if hasAuth is false"
    return f"error configuring webhook action: {rule}"


_WEBHOOK: Final = {
    **texts("url"),
    "method": OneOf("post", "put", default="post"),
    "headers": HEADERS,
    **AUTH,
    "authType": OneOf(BASIC_AUTH, SSL_AUTH, OAUTH2_AUTH, None, maybe=True),
    **dict.fromkeys(("accessTokenUrl", "clientId", "scope", "additionalFields"), MAYBE_TEXT),
}
_CHANNEL: Final = Members({"id": String(least=1, maybe=True), "name": String(least=1)})

ALERT_TYPES: Final = {
    ".email": ConnectorType(
        "Email",
        "gold",
        ALERTING,
        config=Members(
            {
                "service": String(default="other"),
                **optional_texts("host"),
                "port": nullable(Number(least=1, most=_LAST_PORT)),
                "secure": nullable(Boolean()),
                **texts("from"),
                "hasAuth": TRUE,
                **optional_texts("tenantId", "clientId", "oauthTokenUrl"),
            },
            check=_mail_server,
        ),
        secrets=Members(optional_texts("user", "password", "clientSecret")),
        check=_mail_secrets,
    ),
    ".index": ConnectorType(
        "Index",
        "basic",
        ALERTING,
        config=Members(
            {
                **texts("index"),
                "refresh": FALSE,
                **optional_texts("executionTimeField"),
            }
        ),
        secrets=NOTHING,
    ),
    ".opsgenie": ConnectorType(
        "Opsgenie",
        "platinum",
        ALERTING,
        config=Members(texts("apiUrl")),
        secrets=Members(texts("apiKey")),
    ),
    ".pagerduty": ConnectorType(
        "PagerDuty",
        "gold",
        ALERTING,
        config=Members(optional_texts("apiUrl")),
        secrets=Members(texts("routingKey")),
    ),
    ".server-log": ConnectorType(
        "Server log",
        "basic",
        ("alerting", "uptime"),
        config=NOTHING,
        secrets=NOTHING,
    ),
    ".slack": ConnectorType(
        "Slack", "gold", ALERTING, config=NOTHING, secrets=Members(texts("webhookUrl"))
    ),
    ".slack_api": ConnectorType(
        "Slack API",
        "gold",
        ALERTING,
        config=Members({"allowedChannels": ArrayOf(_CHANNEL, most=25, maybe=True)}),
        secrets=Members({"token": String(least=1)}),
    ),
    ".teams": ConnectorType(
        "Microsoft Teams",
        "gold",
        ALERTING,
        config=NOTHING,
        secrets=Members(texts("webhookUrl")),
    ),
    ".tines": ConnectorType(
        "Tines",
        "gold",
        ("alerting", "siem"),
        config=Members(texts("url")),
        secrets=Members(texts("email", "token")),
    ),
    ".torq": ConnectorType(
        "Torq",
        "gold",
        ALERTING,
        config=Members(texts("webhookIntegrationUrl")),
        secrets=Members(texts("token")),
    ),
    ".webhook": ConnectorType(
        "Webhook",
        "gold",
        ALERTING,
        config=Members(_WEBHOOK, check=_no_type_without_auth),
        secrets=auth_secrets("clientSecret"),
    ),
    ".xmatters": ConnectorType(
        "xMatters",
        "gold",
        ("alerting", "siem"),
        config=Members({**optional_texts("configUrl"), "usesBasic": TRUE}),
        secrets=Members(optional_texts("user", "password", "secretsUrl")),
    ),
}
