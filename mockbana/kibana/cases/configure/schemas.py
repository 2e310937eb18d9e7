"""Bodies about the configuration of an owner's cases.

Fields stand in the order in which Kibana reports their errors.
Source: kibana x-pack/platform/plugins/shared/cases/common/types/api/configure/v1.ts
"""

from typing import Final

from marshmallow import Schema

from mockbana.kibana.cases.model import SEVERITIES
from mockbana.kibana.cases.schemas import Assignee, Settings, connector, custom_fields
from mockbana.kibana.io_ts import (
    Boolean,
    Choice,
    Codec,
    Each,
    Object,
    SafeInteger,
    Strict,
    Tagged,
    Text,
)
from mockbana.kibana.io_ts.containers import NullOrObject
from mockbana.kibana.io_ts.fields import PatternText

KEY_HINT: Final = "Key must be lower case, a-z, 0-9, '_', and '-' are allowed"


def _key() -> PatternText:
    return PatternText("key", most=36, pattern="[a-z0-9_-]+", hint=KEY_HINT, required=True)


def _label() -> Text:
    return Text("label", most=50, required=True)


def _custom_field(default_value: Codec) -> type[Schema]:
    members = {"type": Text(required=True), "key": _key(), "label": _label()}
    required = Boolean(required=True)
    return Strict.from_dict({**members, "required": required, "defaultValue": default_value})


CONFIGURED_FIELDS: Final = {
    "text": _custom_field(Text("defaultValue", most=160, nullable=True)),
    "toggle": _custom_field(Boolean(nullable=True)),
    "number": _custom_field(SafeInteger("defaultValue", nullable=True)),
}


class CaseFields(Strict):
    """What a template fills in."""

    description = Text("description", most=30_000)
    tags = Each(Text("tag", most=256), "tags", most=200)
    title = Text("title", most=160)
    connector = connector()
    severity = Choice(*SEVERITIES)
    assignees = Each(Object(Assignee), "assignees", most=10)
    category = Text("category", most=50, nullable=True)
    customFields = custom_fields()
    settings = Object(Settings)


class Template(Strict):
    """A template for new cases."""

    key = _key()
    name = Text("name", most=50, required=True)
    caseFields = NullOrObject(CaseFields, required=True)
    description = Text("description", least=0, most=1000)
    tags = Each(Text("template's tag", most=50), "template's tags", most=10)


class ObservableType(Strict):
    """A kind of observables besides those that Kibana knows by itself."""

    key = _key()
    label = _label()


def _closure_type(*, required: bool = False) -> Choice:
    return Choice("close-by-user", "close-by-pushing", required=required)


def _configured_fields() -> Each:
    return Each(Tagged(CONFIGURED_FIELDS), "customFields", most=10)


def _templates() -> Each:
    return Each(Object(Template), "templates", most=10)


def _observable_types() -> Each:
    return Each(Object(ObservableType), "observableTypes", most=10)


class ConfigurePost(Strict):
    """Body of ``POST /api/cases/configure``."""

    connector = connector(required=True)
    closure_type = _closure_type(required=True)
    owner = Text(required=True)
    customFields = _configured_fields()
    templates = _templates()
    observableTypes = _observable_types()


class ConfigurePatch(Strict):
    """Body of ``PATCH /api/cases/configure/{id}``."""

    closure_type = _closure_type()
    connector = connector()
    customFields = _configured_fields()
    templates = _templates()
    observableTypes = _observable_types()
    version = Text(required=True)


CONFIGURE_POST: Final = ConfigurePost()
CONFIGURE_PATCH: Final = ConfigurePatch()

_TEXT: Final = "(string | null)"
_FLAG: Final = "(boolean | null)"
_MORE: Final = f"Partial<{{| additionalFields: {_TEXT} |}}>"


def _members(kind: str, *keys: str) -> str:
    return ", ".join(f"{key}: {kind}" for key in keys)


_JIRA: Final = f"{{| {_members(_TEXT, 'issueType', 'priority', 'parent')} |}}"
_RESILIENT: Final = f"{{| incidentTypes: (Array<string> | null), severityCode: {_TEXT} |}}"
_SERVICENOW: Final = (
    f"({{| {_members(_TEXT, 'impact', 'severity', 'urgency', 'category', 'subcategory')} |}}"
    f" & {_MORE})"
)
_SIR: Final = (
    f"({{| category: {_TEXT}, {_members(_FLAG, 'destIp', 'malwareHash', 'malwareUrl')}, "
    f"priority: {_TEXT}, sourceIp: {_FLAG}, subcategory: {_TEXT} |}} & {_MORE})"
)
_FIELDS: Final = {
    ".cases-webhook": "null",
    ".jira": f"({_JIRA} | null)",
    ".none": "null",
    ".resilient": f"({_RESILIENT} | null)",
    ".servicenow": f"({_SERVICENOW} | null)",
    ".servicenow-sir": f"({_SIR} | null)",
    ".swimlane": f"({{| caseId: {_TEXT} |}} | null)",
    ".thehive": "({| tlp: (number | null) |} | null)",
}
_SHAPES: Final = " | ".join(
    f'({{| type: "{kind}", fields: {fields} |}} & {{| name: string |}})'
    for kind, fields in _FIELDS.items()
)
_CONNECTOR: Final = f"({{| id: string |}} & ({_SHAPES}))"
_CLOSURE: Final = '("close-by-user" | "close-by-pushing")'
_LISTS: Final = ("customFields", "templates", "observableTypes")

CONFIGURE_POST_NAME: Final = (
    f"({{| connector: {_CONNECTOR}, closure_type: {_CLOSURE}, owner: string |}}"
    + "".join(f" & Partial<{{| {key}: LimitedArray |}}>" for key in _LISTS)
    + ")"
)
CONFIGURE_PATCH_NAME: Final = (
    f"(Partial<{{| closure_type: {_CLOSURE}, connector: {_CONNECTOR}, "
    f"{_members('LimitedArray', *_LISTS)} |}}> & {{| version: string |}})"
)
