"""Bodies about the configuration of an owner's cases.

Fields stand in the order in which Kibana reports their errors.
Source: kibana x-pack/platform/plugins/shared/cases/common/types/api/configure/v1.ts
"""

from typing import Final

from marshmallow import Schema

from mockbana.kibana.cases.codec import (
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
from mockbana.kibana.cases.codec.special import NullOrObject, PatternText

from .parts import SEVERITIES, Assignee, Settings, connector, custom_fields

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
