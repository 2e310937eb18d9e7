"""Fields for query strings, where a value is text and a list is a key that is there twice."""

import math
from typing import Any

from marshmallow import ValidationError

from mockbana.kibana import javascript

from .fields import Codec, Each


class NonEmpty(Codec):
    """A string that is more than blanks."""

    expected = "a string that is not blank"

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not isinstance(value, str):
            raise self.refuse()
        if not javascript.trim(value):
            raise self.refuse("string must have length >= 1")
        return value


class NumberText(Codec):
    """A number, or text that JavaScript turns into one (the empty text is 0)."""

    expected = "a number"

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and not math.isnan(javascript.to_number(value)):
            return value
        complaints = ["cannot parse to a number"] if isinstance(value, str) else []
        raise ValidationError([self.mismatch, *complaints])


class OneOrMany(Codec):
    """One *member* or a list of them: a union whose two shapes both report.

    With a *name* the list is at most *most* long, and the list reports first.
    """

    def __init__(
        self, member: Codec, name: str = "", *, most: int | None = None, **kwargs: Any
    ) -> None:
        self.expected = f"{member.expected} or a list of that"
        super().__init__(**kwargs)
        many = Each(member, name, most=most)
        self.shapes: tuple[Codec, Codec] = (many, member) if name else (member, many)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        refusals: dict[Any, Any] = {}
        for number, shape in enumerate(self.shapes):
            try:
                return shape.deserialize(value)
            except ValidationError as error:
                refusals[-1 - number] = error.messages
        raise ValidationError(refusals)
