"""Types of connectors: what they are called, what they serve, which licence they need.

Source: kibana x-pack/platform/plugins/shared/{actions,stack_connectors}/server
"""

from typing import Final, NamedTuple

from mockbana.kibana.deployment import License
from mockbana.kibana.storage import Document

_RANKS: Final = ("basic", "gold", "platinum", "enterprise", "trial")
_ALERTING: Final = ("alerting", "uptime", "siem")
_CASES: Final = ("alerting", "cases", "uptime", "siem")


class ConnectorType(NamedTuple):
    """A type of connectors; *features* are what it can be used in."""

    name: str
    minimum_license: str
    features: tuple[str, ...]


TYPES: Final = {
    ".cases-webhook": ConnectorType("Webhook - Case Management", "gold", _CASES),
    ".email": ConnectorType("Email", "gold", _ALERTING),
    ".index": ConnectorType("Index", "basic", _ALERTING),
    ".jira": ConnectorType("Jira", "gold", _CASES),
    ".opsgenie": ConnectorType("Opsgenie", "platinum", _ALERTING),
    ".pagerduty": ConnectorType("PagerDuty", "gold", _ALERTING),
    ".resilient": ConnectorType("IBM Resilient", "platinum", _CASES),
    ".server-log": ConnectorType("Server log", "basic", ("alerting", "uptime")),
    ".servicenow": ConnectorType("ServiceNow ITSM", "platinum", _CASES),
    ".servicenow-sir": ConnectorType("ServiceNow SecOps", "platinum", _CASES),
    ".slack": ConnectorType("Slack", "gold", _ALERTING),
    ".slack_api": ConnectorType("Slack API", "gold", _ALERTING),
    ".swimlane": ConnectorType("Swimlane", "gold", _CASES),
    ".teams": ConnectorType("Microsoft Teams", "gold", _ALERTING),
    ".thehive": ConnectorType("TheHive", "gold", _CASES),
    ".tines": ConnectorType("Tines", "gold", ("alerting", "siem")),
    ".torq": ConnectorType("Torq", "gold", _ALERTING),
    ".webhook": ConnectorType("Webhook", "gold", _ALERTING),
    ".xmatters": ConnectorType("xMatters", "gold", _ALERTING),
}


def is_known(type_id: str) -> bool:
    """Whether there is such a type."""
    return type_id in TYPES


def is_enabled(type_id: str, license: License) -> bool:
    """Whether connectors of this type can be used with *license*."""
    return _RANKS.index(license) >= _RANKS.index(TYPES[type_id].minimum_license)


def serves_cases(type_id: str, license: License) -> bool:
    """Whether cases can be pushed to connectors of this type with *license*."""
    known = is_known(type_id)
    return known and "cases" in TYPES[type_id].features and is_enabled(type_id, license)


def listed(license: License, feature: str | None) -> list[Document]:
    """Return the types that can be used in *feature*, or all, as the API lists them."""
    return [
        {
            "id": type_id,
            "name": kind.name,
            "enabled": True,
            "enabled_in_config": True,
            "enabled_in_license": is_enabled(type_id, license),
            "minimum_license_required": kind.minimum_license,
            "supported_feature_ids": list(kind.features),
            "is_system_action_type": False,
        }
        for type_id, kind in TYPES.items()
        if feature is None or feature in kind.features
    ]
