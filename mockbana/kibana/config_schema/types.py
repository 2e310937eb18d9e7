"""The types of Kibana's schema library, as far as its routes here ask for them.

Text is converted where another type is asked for, so that queries and bodies share their schemas.
Source: kibana src/platform/packages/shared/kbn-config-schema/src/types
"""

import math
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from marshmallow import EXCLUDE, Schema, ValidationError, fields, missing

from mockbana.kibana import javascript
from mockbana.kibana.http.json import parse_text

Complain: TypeAlias = Callable[[Any], str | None]
"""A rule: returns what is wrong with a value, or ``None``."""


class ObjectType(Schema):
    """A JSON object, or the keys of a query; ``validate`` refuses keys that it doesn't declare."""

    class Meta:
        """Leave the keys that aren't declared to ``validate``, which words the refusal."""

        unknown = EXCLUDE


class Type(fields.Field[Any]):
    """A member that must be there, unless it is *maybe* or has a *default* (a value or factory).

    *check* judges what the type itself accepts. A refusal is a ``ValidationError``.
    """

    kind = "any"

    def __init__(
        self, *, maybe: bool = False, default: Any = missing, check: Complain | None = None
    ) -> None:
        super().__init__()
        self.maybe, self.default, self.check = maybe, default, check

    def deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        """Return *value*, converted; ``missing`` for a *maybe* that isn't there."""
        if value is missing and (self.maybe or self.default is not missing):
            return self.default() if callable(self.default) else self.default
        converted = self.convert(value)
        if self.check and (complaint := self.check(converted)):
            raise ValidationError(complaint)
        return converted

    def convert(self, value: Any) -> Any:
        """Return *value* as one of this type; *value* may be ``missing``."""
        raise NotImplementedError

    def mismatch(self, value: Any) -> ValidationError:
        """Return the refusal of a *value* of another type."""
        found = "undefined" if value is missing else type_name(value)
        return ValidationError(f"expected value of type [{self.kind}] but got [{found}]")


_TYPE_NAMES: Final = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    float: "number",
    list: "Array",
    dict: "Object",
    bytes: "Uint8Array",
}


def type_name(value: Any) -> str:
    """Return what config-schema calls the type of *value*."""
    return _TYPE_NAMES.get(type(value), "string")


class Bounded(Type):
    """A type with limits, *least* and *most*; what it says about them has the found size, too."""

    too_small = too_big = ""

    def __init__(self, *, least: float = -math.inf, most: float = math.inf, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most = least, most

    def within(self, size: float) -> None:
        """Refuse a *size* outside the limits."""
        if size < self.least:
            raise ValidationError(self.too_small.format(size, self.least))
        if size > self.most:
            raise ValidationError(self.too_big.format(size, self.most))


class String(Bounded):
    """A string, limited in UTF-16 units; nothing is converted into one."""

    kind = "string"
    too_small = "value has length [{}] but it must have a minimum length of [{}]."
    too_big = "value has length [{}] but it must have a maximum length of [{}]."

    def convert(self, value: Any) -> str:
        """Return *value*, which must be a string."""
        if not isinstance(value, str):
            raise self.mismatch(value)
        self.within(javascript.length(value))
        return value


class Boolean(Type):
    """``true`` or ``false``, also as text in any case."""

    kind = "boolean"

    def convert(self, value: Any) -> bool:
        """Return *value* as a boolean."""
        if isinstance(value, bool):
            return value
        if not isinstance(value, str) or value.lower() not in ("true", "false"):
            raise self.mismatch(value)
        return value.lower() == "true"


class Number(Bounded):
    """A number, also as text."""

    kind = "number"
    too_small = "Value must be equal to or greater than [{1}]."
    too_big = "Value must be equal to or lower than [{1}]."

    def convert(self, value: Any) -> float:
        """Return *value* as a number; a blank text is none."""
        number = value
        if isinstance(value, str) and javascript.trim(value):
            number = javascript.to_number(value)
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise self.mismatch(value)
        if not math.isfinite(number):
            raise self.mismatch(value)
        self.within(number)
        return int(number) if number == int(number) else number


class OneOf(Type):
    """What the first of several *alternatives* makes of a value; text and ``None`` are literals."""

    def __init__(self, *alternatives: Type | str | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.alternatives = alternatives

    def convert(self, value: Any) -> Any:
        """Return what one alternative accepts; else all of them complain."""
        if value is missing:
            raise ValidationError("expected at least one defined value but got [undefined]")
        complaints: list[Any] = []
        for alternative in self.alternatives:
            try:
                return _literal(alternative, value)
            except ValidationError as error:
                complaints.append(error.messages)
        raise ValidationError(["types that failed validation:", *complaints])


def _literal(expected: Type | str | None, value: Any) -> Any:
    if isinstance(expected, Type):
        return expected.deserialize(value)
    if value != expected:
        shown = "null" if expected is None else expected
        raise ValidationError(f"expected value to equal [{shown}]")
    return value


class ArrayOf(Bounded):
    """An array of *member*, limited in size, also as JSON text."""

    kind = "array"
    too_small = "array size is [{}], but cannot be smaller than [{}]"
    too_big = "array size is [{}], but cannot be greater than [{}]"

    def __init__(self, member: Type, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.member = member

    def convert(self, value: Any) -> list[Any]:
        """Return *value* as a list of converted members."""
        value = from_text(value, "array")
        if not isinstance(value, list):
            raise self.mismatch(value)
        members = [self._member(index, item) for index, item in enumerate(value)]
        self.within(len(members))
        return members

    def _member(self, index: int, item: Any) -> Any:
        try:
            return self.member.deserialize(item)
        except ValidationError as error:
            raise ValidationError({index: error.messages}) from None


def from_text(value: Any, kind: str) -> Any:
    """Return *value*, or what it says as JSON if it is text that should be a *kind*."""
    if not isinstance(value, str):
        return value
    try:
        return parse_text(value)
    except ValueError:
        raise ValidationError(f"could not parse {kind} value from json input") from None
