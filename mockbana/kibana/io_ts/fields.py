"""Fields that accept what the codecs of the Cases API accept, and nothing else.

A decoded value is the value that came in: no field converts, trims or fills in. A refusal is a list
of finished sentences and of ``Mismatch`` marks, which ``report`` turns into io-ts's words.

Source: kibana x-pack/platform/plugins/shared/cases/common/schema/index.ts
"""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from mockbana.kibana import javascript


class Mismatch(NamedTuple):
    """A value of the wrong type; *expected* says in plain words what would have been right."""

    expected: str


class Strict(Schema):
    """A JSON object. Keys that it doesn't declare pass here and are counted by ``excess``."""

    class Meta:
        """Keep what isn't declared out of the decoded value."""

        unknown = EXCLUDE

    error_messages: Final = {"type": Mismatch("an object")}  # type: ignore[dict-item,misc]


class Codec(fields.Field[Any]):
    """A field that knows one kind of refusal besides its own sentences.

    *nullable* stands for a union with ``null``, whose members all report: whatever the first one
    says is followed by the mismatch of the second.
    """

    expected = "a value"

    def __init__(self, *, required: bool = False, nullable: bool = False, **kwargs: Any) -> None:
        super().__init__(required=required, allow_none=nullable, **kwargs)
        self.nullable = nullable
        self.mismatch = Mismatch(f"{self.expected} or null" if nullable else self.expected)
        for kind in ("required", "null", "invalid"):
            self.error_messages[kind] = [self.mismatch]

    def decoded(self, value: Any) -> Any:
        """Return what ``deserialize`` gives for a value other than ``None``, in half the time."""
        return self._deserialize(value, None, None)

    def refuse(self, *sentences: str) -> ValidationError:
        """Return the error that says *sentences*, or just the mismatch when there are none."""
        marks = [self.mismatch] if self.nullable or not sentences else []
        return ValidationError([*sentences, *marks])


class Text(Codec):
    """A string; with a *name*, one of 1 (or *least*) to *most* UTF-16 units after trimming."""

    expected = "a string"

    def __init__(self, name: str = "", *, least: int = 1, most: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.label, self.least, self.most = name, least, most

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not isinstance(value, str):
            raise self.refuse()
        if self.label:
            self._check_length(javascript.length(javascript.trim(value)))
        return value

    def _check_length(self, length: int) -> None:
        if length == 0 and self.least > 0:
            raise self.refuse(f"The {self.label} field cannot be an empty string.")
        if length < self.least:
            text = f"The length of the {self.label} is too short."
            raise self.refuse(f"{text} The minimum length is {self.least}.")
        if length > self.most:
            text = f"The length of the {self.label} is too long."
            raise self.refuse(f"{text} The maximum length is {self.most}.")


class Choice(Codec):
    """One of a few strings, exactly as written."""

    def __init__(self, *choices: str, **kwargs: Any) -> None:
        self.choices = choices
        self.expected = (
            ", ".join(choices[:-1]) + f" or {choices[-1]}" if choices[1:] else choices[0]
        )
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not isinstance(value, str) or value not in self.choices:
            raise self.refuse()
        return value


class Boolean(Codec):
    """``true`` or ``false``; no text and no number stands for them."""

    expected = "true or false"

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if not isinstance(value, bool):
            raise self.refuse()
        return value


class Number(Codec):
    """Any JSON number."""

    expected = "a number"

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self.refuse()
        return value


class SafeInteger(Number):
    """A whole number that a double holds exactly, called *name* in the refusal."""

    expected = "a whole number"

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.label = name

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> float:
        number = super()._deserialize(value)
        if not isinstance(number, int) or abs(number) > javascript.MAX_SAFE_INTEGER:
            bounds = "an integer between -(2^53 - 1) and 2^53 - 1, inclusive."
            raise self.refuse(f"The {self.label} field should be {bounds}")
        return number


class Null(Codec):
    """``null`` and nothing else."""

    expected = "null"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.allow_none = True

    def _deserialize(self, *_: Any, **__: Any) -> None:
        raise self.refuse()


class Json(Codec):
    """Any JSON value."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        return value


def load(schema: Schema, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``schema.load(value)``, typed."""
    decoded: dict[str, Any] = schema.load(value)
    return decoded


class PatternText(Text):
    """A text of limited length that matches *pattern* as a whole; else *hint* says why not."""

    def __init__(self, name: str, *, pattern: str, hint: str, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.pattern, self.hint = re.compile(pattern), hint

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, *args, **kwargs)
        if not self.pattern.fullmatch(text):
            raise self.refuse(self.hint)
        return text


class MimeType(Codec):
    """A string that is one of the mime types *allowed*."""

    expected = "a mime type"

    def __init__(self, allowed: Collection[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.allowed = allowed

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not isinstance(value, str):
            raise self.refuse()
        if value not in self.allowed:
            raise self.refuse(f"The mime type field value {value} is not allowed.")
        return value
