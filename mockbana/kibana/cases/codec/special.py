"""Codecs that only some requests need: texts of a fixed form, intersections, bodies of one codec.

Source: kibana x-pack/platform/plugins/shared/cases/common/schema/index.ts
"""

import re
from collections.abc import Collection
from typing import Any

from marshmallow import Schema, ValidationError

from mockbana.kibana.http.errors import bad_request
from mockbana.kibana.javascript import show

from .excess import excess
from .fields import Codec, Object, Text
from .report import sentences


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

    def __init__(self, schema: type[Schema], **kwargs: Any) -> None:
        super().__init__(schema, nullable=True, **kwargs)

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
    Errors: 400 as in ``decode``.
    """
    if body is None:
        raise bad_request(f'Invalid value "{show(body)}" supplied to "{called}"')
    try:
        decoded = codec.deserialize(body)
    except ValidationError as error:
        raise bad_request(",".join(dict.fromkeys(sentences(error.messages, body)))) from None
    if surplus := list(excess(body, decoded)):
        raise bad_request(f'invalid keys "{",".join(surplus)}"')
    return body
