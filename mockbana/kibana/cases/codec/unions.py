"""Unions: an object that may have one of several shapes.

Source: kibana x-pack/platform/plugins/shared/cases/common/types/domain/*/v1.ts
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from marshmallow import Schema, ValidationError

from .fields import Codec, Strict, load


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
