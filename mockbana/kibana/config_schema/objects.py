"""The types of Kibana's schema library that have members: objects, records, and what may be null.

Source: kibana src/platform/packages/shared/kbn-config-schema/src/types
"""

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import ValidationError, missing

from mockbana.kibana.config_schema.types import OneOf, Type, from_text, type_name

UNKNOWN: Final = "definition for this key is missing"


def plain_object(value: Any) -> dict[str, Any]:
    """Return *value*, which must be an object, or say one as JSON text."""
    value = from_text(value, "object")
    if not isinstance(value, dict):
        found = f"expected a plain object value, but found [{type_name(value)}] instead."
        raise ValidationError(found)
    return value


def nullable(kind: Type) -> OneOf:
    """Return the type of what is of *kind* or null; null is its default."""
    return OneOf(kind, None, default=None)


class Members(Type):
    """An object with these *members* and no others, in the order in which they are judged.

    One that isn't there is judged as an empty one. A converted object has its members in their own
    order, then the defaults.
    """

    kind = "object"

    def __init__(self, members: Mapping[str, Type], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.members = members

    def convert(self, value: Any) -> dict[str, Any]:
        """Return *value* with converted members; the first that is wrong is the refusal."""
        given = {} if value is missing else plain_object(value)
        accepted = dict(given)
        for name in self.members:
            self._convert_member(name, accepted)
        for name in given:
            if name not in self.members:
                raise ValidationError({name: [UNKNOWN]})
        return accepted

    def complete(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return *given* with its defaults; it may lack other members, and have unknown ones."""
        accepted = dict(given)
        for name in self.members:
            try:
                self._convert_member(name, accepted)
            except ValidationError:
                if name in given:
                    raise
        return accepted

    def _convert_member(self, name: str, accepted: dict[str, Any]) -> None:
        try:
            value = self.members[name].deserialize(accepted.get(name, missing))
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from None
        if value is not missing:
            accepted[name] = value


class RecordOf(Type):
    """An object with any keys, whose values are all of one type, *member*."""

    kind = "object"

    def __init__(self, member: Type, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.member = member

    def convert(self, value: Any) -> dict[str, Any]:
        """Return *value* with converted values."""
        value = from_text(value, "record")
        if not isinstance(value, dict):
            raise self.mismatch(value)
        return {key: self._value(key, item) for key, item in value.items()}

    def _value(self, key: str, item: Any) -> Any:
        try:
            return self.member.deserialize(item)
        except ValidationError as error:
            raise ValidationError({key: error.messages}) from None
