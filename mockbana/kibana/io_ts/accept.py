"""The quick way: functions that say whether a value is valid, made from the schemas.

They never say why not; whatever they don't accept goes to marshmallow, which explains. A case with
all its fields takes 5 microseconds here and 150 there.
"""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from marshmallow import Schema, ValidationError

from mockbana.kibana import javascript
from mockbana.kibana.io_ts.containers import Each, Object
from mockbana.kibana.io_ts.excess import excess
from mockbana.kibana.io_ts.fields import Boolean, Choice, Codec, Number, SafeInteger, Text
from mockbana.kibana.io_ts.query import Paged
from mockbana.kibana.io_ts.unions import Tagged

Accept: TypeAlias = Callable[[Any], bool]


def acceptor(schema: Schema) -> Accept:
    """Return the function that accepts what *schema* accepts, without a key to spare."""
    fields = {field.data_key or name: field for name, field in schema.fields.items()}
    checks = {key: _nullable(field) for key, field in fields.items()}
    required = frozenset(key for key, field in fields.items() if field.required)
    is_near = schema.is_near if isinstance(schema, Paged) else None

    def accept(value: Any) -> bool:
        if not isinstance(value, dict) or not required <= value.keys():
            return False
        for key, item in value.items():
            check = checks.get(key)
            if check is None or not check(item):
                return False
        return is_near is None or is_near(value)

    return accept


def _nullable(field: Any) -> Accept:
    check = of_field(field)
    return (lambda value: value is None or check(value)) if field.allow_none else check


def of_field(field: Codec) -> Accept:
    """Return the function that accepts what *field* accepts; of ``None`` it accepts nothing.

    Only the very classes below have a quick way; a field of any other kind is asked itself.
    """
    return _QUICK.get(type(field), _asked)(field)


def _asked(field: Codec) -> Accept:
    def accept(value: Any) -> bool:
        if value is None:
            return False
        try:
            decoded = field.decoded(value)
        except ValidationError:
            return False
        return decoded is value or not any(True for _ in excess(value, decoded))

    return accept


def _text(field: Text) -> Accept:
    if not field.label:
        return lambda value: isinstance(value, str)
    least, most = field.least, field.most

    def accept(value: Any) -> bool:
        if not isinstance(value, str):
            return False
        return least <= javascript.length(javascript.trim(value)) <= most

    return accept


def _choice(field: Choice) -> Accept:
    choices = frozenset(field.choices)
    return lambda value: isinstance(value, str) and value in choices


def _boolean(_: Boolean) -> Accept:
    return lambda value: isinstance(value, bool)


def _number(_: Number) -> Accept:
    return lambda value: isinstance(value, int | float) and not isinstance(value, bool)


def _safe_integer(_: SafeInteger) -> Accept:
    most = javascript.MAX_SAFE_INTEGER
    return lambda value: type(value) is int and -most <= value <= most


def _object(field: Object) -> Accept:
    return acceptor(field.schema)


def _each(field: Each) -> Accept:
    member, least = _nullable(field.member), field.least
    most = float("inf") if field.most is None else field.most

    def accept(value: Any) -> bool:
        return isinstance(value, list) and least <= len(value) <= most and all(map(member, value))

    return accept


def _tagged(field: Tagged) -> Accept:
    shapes = {tag: acceptor(shape) for tag, shape in field.shapes.items()}

    def accept(value: Any) -> bool:
        tag = value.get("type") if isinstance(value, dict) else None
        shape = shapes.get(tag) if isinstance(tag, str) else None
        return shape is not None and shape(value)

    return accept


_QUICK: Final[dict[type[Codec], Callable[[Any], Accept]]] = {
    Text: _text,
    Choice: _choice,
    Boolean: _boolean,
    Number: _number,
    SafeInteger: _safe_integer,
    Object: _object,
    Each: _each,
    Tagged: _tagged,
}
