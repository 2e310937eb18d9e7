"""Fields that accept what the codecs of the Cases API accept, and nothing else.

A decoded value is the value that came in: no field converts, trims or fills in. A refusal is a list
of finished sentences and of ``Mismatch`` marks, which ``report`` turns into io-ts's words.

Source: kibana x-pack/platform/plugins/shared/cases/common/schema/index.ts
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final

from marshmallow import Schema, ValidationError

from mockbana.kibana.io_ts.fields import Codec, load


class Record(Codec):
    """A JSON object with any members."""

    expected = "an object"

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.refuse()
        return value


class Object(Codec):
    """A JSON object of the given *kind*."""

    expected = "an object"

    def __init__(self, kind: type[Schema], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind

    @cached_property
    def schema(self) -> Schema:
        """Return the schema, made on first use: all of them took a twentieth of a start."""
        return self.kind()

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.refuse()
        try:
            return load(self.schema, value)
        except ValidationError as error:
            raise ValidationError(self._with_null_branch(error.messages)) from None

    def _with_null_branch(self, messages: Any) -> Any:
        return {**messages, "_schema": [self.mismatch]} if self.nullable else messages


class Each(Codec):
    """An array whose members are all *member*, called *name* where its length is limited.

    The length is judged only when every member is valid.
    """

    expected = "an array"

    def __init__(
        self,
        member: Codec,
        name: str = "",
        *,
        least: int = 0,
        most: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.member, self.label, self.least, self.most = member, name, least, most

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self.refuse()
        decoded, errors = self._members(value)
        if errors:
            raise ValidationError(errors | ({"_schema": [self.mismatch]} if self.nullable else {}))
        self._check_length(len(value))
        return decoded

    def _members(self, value: list[Any]) -> tuple[list[Any], dict[Any, Any]]:
        decoded: list[Any] = []
        errors: dict[Any, Any] = {}
        for index, item in enumerate(value):
            try:
                decoded.append(self.member.deserialize(item))
            except ValidationError as error:
                errors[index] = error.messages
        return decoded, errors

    def _check_length(self, length: int) -> None:
        field = f"The length of the field {self.label}"
        if length < self.least:
            raise self.refuse(f"{field} is too short. Array must be of length >= {self.least}.")
        if self.most is not None and length > self.most:
            raise self.refuse(f"{field} is too long. Array must be of length <= {self.most}.")


DEEPEST: Final = 200
"""How many levels of what a client makes up can be kept and told again."""


class NullOrObject(Object):
    """A union of ``null`` and an object, in this order: the mismatch with ``null`` comes first."""

    def __init__(self, kind: type[Schema], **kwargs: Any) -> None:
        super().__init__(kind, nullable=True, **kwargs)

    def _with_null_branch(self, messages: Any) -> Any:
        return {"_schema": [self.mismatch], **messages}


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
