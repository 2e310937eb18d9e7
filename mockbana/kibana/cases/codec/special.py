"""Codecs that only some requests need: texts of a fixed form, intersections, bodies of one codec.

Source: kibana x-pack/platform/plugins/shared/cases/common/schema/index.ts
"""

import re
from collections.abc import Collection, Iterable
from typing import Any, Final

from marshmallow import Schema, ValidationError

from mockbana.kibana.http.errors import bad_request, thrown
from mockbana.kibana.javascript import show

from .excess import excess
from .fields import Codec, Object, Text
from .report import sentences

DEEPEST: Final = 200
"""How many levels of what a client makes up can be kept and told again."""


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


class NullOrObject(Object):
    """A union of ``null`` and an object, in this order: the mismatch with ``null`` comes first."""

    def __init__(self, kind: type[Schema], **kwargs: Any) -> None:
        super().__init__(kind, nullable=True, **kwargs)

    def _with_null_branch(self, messages: Any) -> Any:
        return {"_schema": [self.mismatch], **messages}


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


def decode_whole(codec: Codec, body: Any, *, called: str = "") -> Any:
    """Return *body*, which *codec* accepts as a whole, without a key to spare.

    *called* is the name that io-ts makes up for the codec and names where there is no path.
    Errors: 400 as in ``decode``, 500 for a body that nests too deeply to be shown again.
    """
    if body is None:
        raise bad_request(f'Invalid value "{show(body)}" supplied to "{called}"')
    if nests_deeper(body, DEEPEST):
        text = "Maximum call stack size exceeded"
        raise thrown(text, quirk=f"more than {DEEPEST} levels deep")
    try:
        decoded = codec.deserialize(body)
    except ValidationError as error:
        raise bad_request(",".join(dict.fromkeys(sentences(error.messages, body)))) from None
    if surplus := list(excess(body, decoded)):
        raise bad_request(f'invalid keys "{",".join(surplus)}"')
    return body


def nests_deeper(value: Any, levels: int) -> bool:
    """Whether *value* has objects or arrays inside each other on more than so many *levels*."""
    level = [value]
    for _ in range(levels):
        level = [child for item in level for child in _children(item)]
        if not level:
            return False
    return any(isinstance(item, dict | list) for item in level)


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
