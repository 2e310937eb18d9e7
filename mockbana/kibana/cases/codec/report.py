"""The words for what marshmallow found wrong.

Source: kibana src/platform/packages/shared/kbn-securitysolution-io-ts-utils/src/format_errors
"""

from collections.abc import Iterator, Mapping
from typing import Any

from mockbana.kibana.javascript import UNDEFINED, show, to_number

from .fields import Mismatch

BRANCH = "_schema"


def sentences(messages: Any, body: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield a sentence per error of *messages*, in order, repeats included.

    The path of an error names keys and leaves out what looks like an index. Negative indexes number
    the shapes of a union, which all look at the same value.
    """
    if not isinstance(messages, Mapping):
        yield from (_sentence(message, body, path) for message in messages)
        return
    for key, inner in messages.items():
        if isinstance(key, int):
            yield from sentences(inner, body[key] if key >= 0 else body, path)
        elif key == BRANCH:
            yield from sentences(inner, body, path)
        else:
            way = path if _is_number(key) else (*path, key)
            yield from sentences(inner, body.get(key, UNDEFINED), way)


def _is_number(key: str) -> bool:
    """Whether JavaScript reads *key* as an integer, as it does blanks."""
    return to_number(key).is_integer()


def _sentence(message: Any, value: Any, path: tuple[str, ...]) -> str:
    if isinstance(message, Mismatch):
        return f'Invalid value "{show(value)}" supplied to "{",".join(path)}"'
    return str(message)
