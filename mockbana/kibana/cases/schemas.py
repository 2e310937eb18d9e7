"""What the Cases API accepts: marshmallow schemas, one module per part of the documentation.

The parts that bodies of the Cases API share, as its documentation puts them.

Fields stand in the order in which Kibana reports their errors.
Source: kibana x-pack/platform/plugins/shared/cases/common/types/domain and common/constants
"""

from typing import Final

from marshmallow import Schema

from mockbana.kibana.io_ts import (
    Boolean,
    Codec,
    Each,
    Null,
    Number,
    Object,
    OneOrMany,
    SafeInteger,
    Strict,
    Tagged,
    Text,
)


class Assignee(Strict):
    """A user profile that the case is assigned to."""

    uid = Text(required=True)


class Settings(Strict):
    """Whether the status of attached alerts follows the status of the case."""

    syncAlerts = Boolean(required=True)


class JiraFields(Strict):
    """Fields of a ``.jira`` connector."""

    issueType = Text(required=True, nullable=True)
    priority = Text(required=True, nullable=True)
    parent = Text(required=True, nullable=True)


class ResilientFields(Strict):
    """Fields of a ``.resilient`` connector."""

    incidentTypes = Each(Text(), required=True, nullable=True)
    severityCode = Text(required=True, nullable=True)


class ServiceNowFields(Strict):
    """Fields of a ``.servicenow`` connector."""

    impact = Text(required=True, nullable=True)
    severity = Text(required=True, nullable=True)
    urgency = Text(required=True, nullable=True)
    category = Text(required=True, nullable=True)
    subcategory = Text(required=True, nullable=True)
    additionalFields = Text(nullable=True)


class ServiceNowSirFields(Strict):
    """Fields of a ``.servicenow-sir`` connector."""

    category = Text(required=True, nullable=True)
    destIp = Boolean(required=True, nullable=True)
    malwareHash = Boolean(required=True, nullable=True)
    malwareUrl = Boolean(required=True, nullable=True)
    priority = Text(required=True, nullable=True)
    sourceIp = Boolean(required=True, nullable=True)
    subcategory = Text(required=True, nullable=True)
    additionalFields = Text(nullable=True)


class SwimlaneFields(Strict):
    """Fields of a ``.swimlane`` connector."""

    caseId = Text(required=True, nullable=True)


class TheHiveFields(Strict):
    """Fields of a ``.thehive`` connector."""

    tlp = Number(required=True, nullable=True)


class ConnectorId(Strict):
    """The part of a connector that is judged whatever its type."""

    id = Text(required=True)


def _connector(fields: Codec) -> type[Schema]:
    members = {"id": Text(required=True), "type": Text(required=True)}
    return Strict.from_dict({**members, "fields": fields, "name": Text(required=True)})


def _connector_with(fields: type[Schema]) -> type[Schema]:
    return _connector(Object(fields, required=True, nullable=True))


CONNECTORS: Final = {
    ".none": _connector(Null(required=True)),
    ".cases-webhook": _connector(Null(required=True)),
    ".jira": _connector_with(JiraFields),
    ".resilient": _connector_with(ResilientFields),
    ".servicenow": _connector_with(ServiceNowFields),
    ".servicenow-sir": _connector_with(ServiceNowSirFields),
    ".swimlane": _connector_with(SwimlaneFields),
    ".thehive": _connector_with(TheHiveFields),
}


class TextCustomField(Strict):
    """A custom field of type ``text``."""

    key = Text(required=True)
    type = Text(required=True)
    value = Text("value", most=160, required=True, nullable=True)


class ToggleCustomField(Strict):
    """A custom field of type ``toggle``."""

    key = Text(required=True)
    type = Text(required=True)
    value = Boolean(required=True, nullable=True)


class NumberCustomField(Strict):
    """A custom field of type ``number``."""

    key = Text(required=True)
    type = Text(required=True)
    value = SafeInteger("value", required=True, nullable=True)


CUSTOM_FIELDS: Final = {
    "text": TextCustomField,
    "toggle": ToggleCustomField,
    "number": NumberCustomField,
}


def connector(*, required: bool = False) -> Tagged:
    """Return the field for a case's connector."""
    return Tagged(CONNECTORS, base=ConnectorId, required=required)


def custom_fields() -> Each:
    """Return the field for a case's custom fields."""
    return Each(Tagged(CUSTOM_FIELDS), "customFields", most=10)


class ByOwner(Strict):
    """Query of the listings of tags, reporters and categories."""

    owner = OneOrMany(Text(), list_first=True)


BY_OWNER: Final = ByOwner()
