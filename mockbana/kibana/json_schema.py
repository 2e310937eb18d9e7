"""The schemas that judge requests, as JSON Schema 2020-12.

Lengths are those of Kibana, in UTF-16 units after trimming; JSON Schema counts characters as sent.
"""

from functools import singledispatchmethod
from typing import Any, Final, TypeAlias

from marshmallow import Schema, missing

from mockbana.kibana import config_schema, javascript
from mockbana.kibana.config_schema.types import Type
from mockbana.kibana.io_ts import containers, fields, query, unions
from mockbana.kibana.io_ts.fields import MimeType, PatternText
from mockbana.kibana.io_ts.unions import AllOf, Scalar, Union

JsonSchema: TypeAlias = dict[str, Any]
REFERENCE: Final = "#/components/schemas/"
_MADE: Final = "GeneratedSchema"


class Walker:
    """Turns schemas and their fields into JSON Schema; named schemas become ``components``."""

    def __init__(self) -> None:
        self.components: dict[str, JsonSchema] = {}
        self._names: dict[type[Schema], str] = {}

    def of(self, shape: Any) -> JsonSchema:
        """Return what describes *shape*: a marshmallow schema, or a field."""
        if isinstance(shape, Schema):
            return self._named(shape)
        described: JsonSchema = self._of(shape)
        return _or_null(described) if getattr(shape, "nullable", False) else described

    def _named(self, schema: Schema) -> JsonSchema:
        kind = type(schema)
        if kind.__name__ == _MADE:
            return self.members(schema)
        if kind not in self._names:
            taken = self._names.values()
            name = kind.__name__
            self._names[kind] = name if name not in taken else f"{kind.__module__}.{name}"
            self.components[self._names[kind]] = self.members(schema)
        return {"$ref": REFERENCE + self._names[kind]}

    def members(self, schema: Schema, **constant: str) -> JsonSchema:
        """Return what describes an object of *schema*; *constant* members have but one value."""
        known = {field.data_key or name: field for name, field in schema.fields.items()}
        properties = {name: self.of(field) for name, field in known.items()}
        properties |= {name: {"const": value} for name, value in constant.items()}
        required = [name for name, field in known.items() if _is_required(field)]
        described = {"type": "object", "properties": properties, "additionalProperties": False}
        return {**described, "required": required} if required else described

    @singledispatchmethod
    def _of(self, field: Any) -> JsonSchema:
        raise TypeError(f"nobody has said yet what {field!r} is in JSON Schema")

    @_of.register
    def _(self, _: fields.Json) -> JsonSchema:
        return {}

    @_of.register
    def _(self, field: fields.Text) -> JsonSchema:
        limits = {"minLength": field.least, "maxLength": field.most} if field.label else {}
        return {"type": "string", **limits}

    @_of.register
    def _(self, field: PatternText) -> JsonSchema:
        limits = {"minLength": field.least, "maxLength": field.most}
        return {"type": "string", **limits, "pattern": f"^{field.pattern.pattern}$"}

    @_of.register
    def _(self, field: fields.Choice) -> JsonSchema:
        return {"type": "string", "enum": list(field.choices)}

    @_of.register
    def _(self, field: MimeType) -> JsonSchema:
        return {"type": "string", "enum": sorted(field.allowed)}

    @_of.register
    def _(self, _: query.NonEmpty) -> JsonSchema:
        return {"type": "string", "minLength": 1}

    @_of.register(fields.Boolean)
    @_of.register(config_schema.Boolean)
    def _(self, _: Any) -> JsonSchema:
        return {"type": "boolean"}

    @_of.register(fields.Number)
    @_of.register(query.NumberText)
    def _(self, _: Any) -> JsonSchema:
        return {"type": "number"}

    @_of.register
    def _(self, _: fields.SafeInteger) -> JsonSchema:
        most = javascript.MAX_SAFE_INTEGER
        return {"type": "integer", "minimum": -most, "maximum": most}

    @_of.register
    def _(self, field: query.LimitedNumber) -> JsonSchema:
        return {"type": "number", "minimum": field.least, "maximum": field.most}

    @_of.register
    def _(self, _: fields.Null) -> JsonSchema:
        return {"type": "null"}

    @_of.register
    def _(self, _: Scalar) -> JsonSchema:
        return {"type": ["string", "number", "boolean"]}

    @_of.register
    def _(self, _: containers.Record) -> JsonSchema:
        return {"type": "object"}

    @_of.register
    def _(self, field: query.RecordOf) -> JsonSchema:
        return {"type": "object", "additionalProperties": self.of(field.member)}

    @_of.register
    def _(self, field: containers.Object) -> JsonSchema:
        return self.of(field.schema)

    @_of.register
    def _(self, field: containers.Each) -> JsonSchema:
        limits = {"minItems": field.least or None, "maxItems": field.most}
        given = {name: limit for name, limit in limits.items() if limit is not None}
        return {"type": "array", "items": self.of(field.member), **given}

    @_of.register
    def _(self, field: Union) -> JsonSchema:
        return {"anyOf": [self.of(shape) for shape in field.shapes]}

    @_of.register
    def _(self, field: unions.AnyOf) -> JsonSchema:
        return {"anyOf": [self.of(shape) for shape in field.shapes]}

    @_of.register
    def _(self, field: unions.Tagged) -> JsonSchema:
        shapes = field.shapes.items()
        return {"oneOf": [self.members(shape, type=tag) for tag, shape in shapes]}

    @_of.register
    def _(self, field: AllOf) -> JsonSchema:
        parts = [self._open(self.of(part)) for part in field.parts]
        return {"allOf": parts, "unevaluatedProperties": False}

    def _open(self, described: JsonSchema) -> JsonSchema:
        """Return *described* for a part of an object: the other parts may have more members."""
        if "$ref" in described:
            described = self.components[described["$ref"].removeprefix(REFERENCE)]
        if "anyOf" in described:
            return {"anyOf": [self._open(each) for each in described["anyOf"]]}
        return {name: value for name, value in described.items() if name != "additionalProperties"}

    @_of.register
    def _(self, field: config_schema.String) -> JsonSchema:
        return {"type": "string", **_bounds("Length", field)}

    @_of.register
    def _(self, field: config_schema.Number) -> JsonSchema:
        return {"type": "number", **_bounds("imum", field)}

    @_of.register
    def _(self, field: config_schema.ArrayOf) -> JsonSchema:
        return {"type": "array", "items": self.of(field.member), **_bounds("Items", field)}

    @_of.register
    def _(self, field: config_schema.OneOf) -> JsonSchema:
        shapes = field.alternatives
        return {
            "anyOf": [
                self.of(each) if isinstance(each, Type) else {"const": each} for each in shapes
            ]
        }


def _bounds(suffix: str, field: Any) -> JsonSchema:
    limits = {f"min{suffix}": field.least, f"max{suffix}": field.most}
    return {name: limit for name, limit in limits.items() if abs(limit) != float("inf")}


def _is_required(field: Any) -> bool:
    if isinstance(field, Type):
        return not field.maybe and field.default is missing
    return bool(field.required)


def _or_null(described: JsonSchema) -> JsonSchema:
    kind = described.get("type")
    if kind is None or "enum" in described:
        return {"anyOf": [described, {"type": "null"}]}
    return {**described, "type": [*([kind] if isinstance(kind, str) else kind), "null"]}
