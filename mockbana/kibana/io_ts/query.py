"""Fields for query strings, where a value is text and a list is a key that is there twice."""

import math
from collections.abc import Mapping
from typing import Any, Final

from marshmallow import ValidationError, validates_schema

from mockbana.kibana import javascript
from mockbana.kibana.io_ts.fields import Codec, Number, Strict

MOST_PER_PAGE: Final = 100
MOST_DOCUMENTS: Final = 10_000


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


class LimitedNumber(Number):
    """A number from *least* to *most*, called *name* in the refusal."""

    def __init__(self, name: str, *, least: float, most: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.label, self.least, self.most = name, least, most

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> float:
        number = super()._deserialize(value)
        if number < self.least:
            raise self.refuse(f"The {self.label} field cannot be less than {self.least}.")
        if number > self.most:
            raise self.refuse(f"The {self.label} field cannot be more than {self.most}.")
        return number


class RecordOf(Codec):
    """A JSON object with any keys, all of whose values are *member*."""

    expected = "an object"

    def __init__(self, member: Codec, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.member = member

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.refuse()
        refusals: dict[Any, Any] = {}
        for key in javascript.keys(value):
            try:
                self.member.deserialize(value[key])
            except ValidationError as error:
                refusals[key] = error.messages
        if refusals:
            raise ValidationError(refusals)
        return value


class Paged(Strict):
    """A request for a page: ``page`` and ``perPage``, which stand last, judged for their size."""

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def check_page(self, data: Mapping[str, Any], original: Mapping[str, Any], **_: Any) -> None:
        """Refuse a page that can't be had; one whose number is no number has been refused."""
        if {"page", "perPage"} & original.keys() - data.keys():
            return
        if complaint := too_far(data.get("page"), data.get("perPage")):
            raise ValidationError([complaint])

    @staticmethod
    def is_near(query: Mapping[str, Any]) -> bool:
        """Whether the page that a *query* with valid fields asks for can be had."""
        return not too_far(query.get("page"), query.get("perPage"))


def too_far(page: Any, per_page: Any, most_per_page: int = MOST_PER_PAGE) -> str:
    """Return Kibana's complaint about a page that is too large or too far down, else nothing."""
    number, size = _number(page), _number(per_page)
    if size > most_per_page:
        allowed = f"The maximum allowed perPage value is {most_per_page}."
        return f"The provided perPage value is too high. {allowed}"
    if _largest(number, number * size) > MOST_DOCUMENTS:
        limit = f"Paginating through more than {MOST_DOCUMENTS} documents is not possible."
        return f"The number of documents is too high. {limit}"
    return ""


def _largest(*numbers: float) -> float:
    """Return what ``Math.max`` gives: nothing is larger than ``nan``."""
    return math.nan if any(map(math.isnan, numbers)) else max(numbers)


def _number(value: Any) -> float:
    if isinstance(value, str):
        return javascript.to_number(value)
    return 0 if value is None else float(value)
