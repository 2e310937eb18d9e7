"""Values as text for a human: on one line, in JSON's words, nothing invisible in it.

Secrets, starred out.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

WIDTH: Final = 72
_DEPTH: Final = 12
_LEAD: Final = 20


def shown(value: Any, depth: int = _DEPTH) -> str:
    """Return *value* on one line: as JSON, and what JSON doesn't have (a matcher) by its ``repr``.

    Characters that can't be seen are escaped; what lies very deep is left out.
    """
    if isinstance(value, str):
        return quoted(value)
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, dict | list) and value and not depth:
        return "{…}" if isinstance(value, dict) else "[…]"
    if isinstance(value, Mapping):
        members = (f"{shown(key)}: {shown(item, depth - 1)}" for key, item in value.items())
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(shown(item, depth - 1) for item in value) + "]"
    return " ".join(repr(value).split())


def quoted(text: str) -> str:
    """Return *text* as a JSON string."""
    return visible(json.dumps(text, ensure_ascii=False))


def visible(text: str) -> str:
    """Return *text* with escapes for characters that can't be seen, or do things to a terminal."""
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    return character if character.isprintable() else json.dumps(character)[1:-1]


def clipped(text: str, start: int = 0, width: int = WIDTH) -> str:
    """Return *width* characters of *text* from *start* on, with ``…`` for what is cut off."""
    end = start + width
    return ("…" if start else "") + text[start:end] + ("…" if len(text) > end else "")


def counted(number: int, noun: str) -> str:
    """Return *number* and *noun*, with an s unless it is one."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def shown_pair(expected: Any, got: Any) -> tuple[str, str]:
    """Return both values so that the place where they part can be seen, however long they are."""
    left, right = shown(expected), shown(got)
    start = 0
    if max(len(left), len(right)) > WIDTH:
        start = max(0, _common(left, right) - _LEAD)
    return _sized(expected, left, start), _sized(got, right, start)


def _common(left: str, right: str) -> int:
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(left), len(right)))


def _sized(value: Any, text: str, start: int) -> str:
    if len(text) <= WIDTH:
        return text
    size = f" ({len(value)} characters)" if isinstance(value, str) else ""
    return clipped(text, start) + size


_SECRET: Final = frozenset(
    {
        "authorization",
        "cookie",
        "es-client-authentication",
        "es-secondary-authorization",
        "proxy-authorization",
        "set-cookie",
        "x-api-key",
    }
)
_SCHEME: Final = re.compile(r"([A-Za-z][\w-]*) +\S")


def is_secret(header: str) -> bool:
    """Whether the value of *header* is nobody's business."""
    return header.lower() in _SECRET


def masked_value(header: str, value: str) -> str:
    """Return *value* as others may see it: ``Basic ***``; of other secrets nothing stays."""
    if not is_secret(header):
        return value
    scheme = _SCHEME.match(value) if header.lower().endswith("authorization") else None
    return f"{scheme[1]} ***" if scheme else "***"


def masked(headers: Mapping[str, str]) -> dict[str, str]:
    """Return *headers* without secrets; the values of a name that is there twice are joined."""
    found: dict[str, str] = {}
    for name, value in headers.items():
        key, shown = str(name), masked_value(name, value)  # orjson takes no subclass for a key
        found[key] = f"{found[key]}, {shown}" if key in found else shown
    return found
