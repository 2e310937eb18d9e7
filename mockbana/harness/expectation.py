"""What can be wanted of a value: JSON, a model that stands for JSON, or anything with ``==``."""

import dataclasses
import difflib
import json
import math
from collections.abc import Iterable, Mapping
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any, Final

from mockbana.harness.text import clipped, shown

_ROUTINES: Final = FunctionType | BuiltinFunctionType | MethodType
_JSON_NEVER_HAS: Final = {
    (set, frozenset): "a set, and JSON has none: use a list",
    (bytes, bytearray, memoryview): "bytes, and JSON has none: decode them to text",
}


class CriterionError(ValueError):
    """A description that no request can meet; *path* says which part of it is wrong."""

    def __init__(self, sentence: str, *path: str) -> None:
        super().__init__(sentence)
        self.sentence, self.path = sentence, path


def expected_json(value: Any, *path: str) -> Any:
    """Return *value* as it is compared with JSON.

    Tuples become lists; dataclasses, attrs classes and pydantic models become their dictionaries;
    matchers (anything with an ``==`` of its own, such as ``unittest.mock.ANY``) stay.
    Errors: ``CriterionError`` for what no JSON is equal to, such as a set or a function.
    """
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return _finite(value, path)
    if isinstance(value, Mapping):
        return {
            _key(key, path): expected_json(item, *path, str(key)) for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [expected_json(item, *path, str(at)) for at, item in enumerate(value)]
    members = _members(value)
    if members is not None:
        return expected_json(members, *path)
    if why := why_never_equal(value):
        raise CriterionError(f"{place(path)} is {why}", *path)
    return value


def _finite(value: float, path: tuple[str, ...]) -> float:
    if not math.isfinite(value):
        raise CriterionError(f"{place(path)} is {value}, and JSON has no such number", *path)
    return value


def _key(key: Any, path: tuple[str, ...]) -> str:
    if not isinstance(key, str):
        sentence = f"{place(path)} has the key {key!r}, and keys of JSON are text: use {str(key)!r}"
        raise CriterionError(sentence, *path)
    return key


def _members(value: Any) -> Mapping[str, Any] | None:
    """Return the members of a dataclass, an attrs class or a pydantic model; else ``None``."""
    if isinstance(value, type):
        return None
    if dataclasses.is_dataclass(value):
        return {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
    if attributes := getattr(type(value), "__attrs_attrs__", None):
        return {each.name: getattr(value, each.name) for each in attributes}
    dump = getattr(value, "model_dump", None)
    members = dump(mode="json") if callable(dump) else None
    return members if isinstance(members, Mapping) else None


def why_never_equal(value: Any) -> str:
    """Return why nothing that a request has is equal to *value*; empty for a matcher."""
    from datetime import date, time, timedelta
    from enum import Enum
    from pathlib import PurePath
    from uuid import UUID

    for kinds, why in _JSON_NEVER_HAS.items():
        if isinstance(value, kinds):
            return why
    if isinstance(value, Enum):
        return f"{value!r}, a member of an enumeration: use its value"
    if isinstance(value, date | time):
        return "a time, and JSON has none: use text, such as isoformat() gives"
    if isinstance(value, UUID | PurePath | timedelta | complex | range):
        return f"{value!r}, which no JSON is equal to: use str(...)"
    compares: Any = type(value).__eq__
    if compares is object.__eq__ or isinstance(value, type | _ROUTINES):
        what = "a function" if callable(value) else f"a {type(value).__name__}"
        hint = "use a value, or an object with an == of its own, such as unittest.mock.ANY"
        return f"{what}, which is equal to nothing else: {hint}"
    return ""


def is_matcher(value: Any) -> bool:
    """Whether *value* is no JSON and may still be equal to some."""
    plain = value is None or isinstance(value, str | int | float | list | tuple | Mapping)
    return not plain and not why_never_equal(value)


def is_json(value: Any) -> bool:
    """Whether *value*, or the model that it is, can be written as JSON."""
    try:
        json.dumps(expected_json(value, "value"), allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return False
    return True


def place(path: Iterable[str]) -> str:
    """Return *path* as people write it, e.g. ``json.cases[0].tags``."""
    first, *rest = path
    return first + "".join(f"[{part}]" if part.isdecimal() else f".{part}" for part in rest)


def wrong(expected: str, value: Any, *path: str) -> CriterionError:
    """Return the refusal of *value* where something else was *expected*."""
    return CriterionError(f'"{path[-1]}" must be {expected}, not {clipped(shown(value))}', *path)


def unknown(what: str, word: object, known: Iterable[str], *path: str) -> CriterionError:
    """Return the refusal of a *word* that isn't *known*, with the one that was probably meant."""
    return CriterionError(f'unknown {what} "{clipped(str(word))}"; {neighbour(word, known)}', *path)


def neighbour(word: object, known: Iterable[str]) -> str:
    """Return which of the *known* words was probably meant, or all of them."""
    choices = sorted(known)
    close = difflib.get_close_matches(str(word), choices, 1, 0.7)
    return f'did you mean "{close[0]}"?' if close else f"there is {', '.join(choices) or 'none'}"
