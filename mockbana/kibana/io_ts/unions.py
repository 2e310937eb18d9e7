"""Unions: an object that may have one of several shapes.

Source: kibana x-pack/platform/plugins/shared/cases/common/types/domain/*/v1.ts
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from marshmallow import Schema, ValidationError

from mockbana.kibana.io_ts.containers import Each
from mockbana.kibana.io_ts.fields import Codec, Strict, load


class Tagged(Codec):
    """A union told apart by the member ``type``.

    An unknown ``type`` makes the whole value a mismatch, after what *base* (the part that all
    shapes share and that is judged apart from the union) has to say. A known one makes only that
    shape report.
    """

    expected = "an object with a known type"

    def __init__(
        self, kinds: Mapping[str, type[Schema]], *, base: type[Schema] = Strict, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.kinds, self.base = kinds, base

    @cached_property
    def shapes(self) -> dict[str, Schema]:
        """Return the schema of each tag."""
        return {tag: kind() for tag, kind in self.kinds.items()}

    @cached_property
    def common(self) -> Schema:
        """Return the schema of the part that all shapes share."""
        return self.base()

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.refuse()
        tag = value.get("type")
        shape = self.shapes.get(tag) if isinstance(tag, str) else None
        if shape is None:
            raise ValidationError({**self.common.validate(value), "_schema": [self.mismatch]})
        return load(shape, value)


class AnyOf(Codec):
    """A union without a tag: the first shape that fits, else what all of them have to say."""

    expected = "an object of a known shape"

    def __init__(self, *kinds: type[Schema], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kinds = kinds

    @cached_property
    def shapes(self) -> list[Schema]:
        """Return the schema of each shape."""
        return [kind() for kind in self.kinds]

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> dict[str, Any]:
        refusals: dict[Any, Any] = {}
        for number, shape in enumerate(self.shapes):
            try:
                return load(shape, value)
            except ValidationError as error:
                refusals[-1 - number] = error.messages
        raise ValidationError(refusals)


class Scalar(Codec):
    """Text, a number, ``true``, ``false`` or ``null``."""

    expected = "text, a number, true or false"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(nullable=True, **kwargs)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if not isinstance(value, str | int | float):
            raise self.refuse()
        return value


class Union(Codec):
    """A value of one of several *shapes*: the first that fits, else what all have to say."""

    def __init__(self, *shapes: Codec, **kwargs: Any) -> None:
        self.expected = " or ".join(dict.fromkeys(shape.expected for shape in shapes))
        super().__init__(**kwargs)
        self.shapes = shapes

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        refusals: dict[Any, Any] = {}
        for number, shape in enumerate(self.shapes):
            try:
                return shape.deserialize(value)
            except ValidationError as error:
                refusals[-1 - number] = error.messages
        raise ValidationError(refusals)


class OneOrMany(Union):
    """One *member* or a list of them: a union whose two shapes both report.

    With a *name* the list is at most *most* long. *list_first* says which shape reports first.
    """

    def __init__(
        self,
        member: Codec,
        name: str = "",
        *,
        most: int | None = None,
        list_first: bool = False,
        **kwargs: Any,
    ) -> None:
        many = Each(member, name, most=most)
        super().__init__(*((many, member) if name or list_first else (member, many)), **kwargs)
        self.expected = f"{member.expected} or a list of that"


class AllOf(Codec):
    """An intersection: every part judges the whole value, and all of them report, in order."""

    expected = "an object"

    def __init__(self, *parts: Codec, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.parts = parts

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> dict[str, Any]:
        decoded: dict[str, Any] = {}
        refusals: dict[Any, Any] = {}
        for number, part in enumerate(self.parts):
            try:
                decoded |= part.deserialize(value)
            except ValidationError as error:
                refusals[-1 - number] = error.messages
        if refusals:
            raise ValidationError(refusals)
        return decoded
