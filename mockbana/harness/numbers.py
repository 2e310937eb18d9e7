"""Numbers in JSON from outside: those that a double can hold, as everywhere in Kibana."""

import math
from typing import Final

_LONGEST: Final = 400
"""Digits of a whole number; a double has at most 309, and ``int`` takes long for very many."""


def whole(text: str) -> int:
    """Return a whole number as written; ``ValueError`` for one that is too large."""
    if len(text) > _LONGEST or math.isinf(float(text)):
        raise _too_large(text)
    return int(text)


def decimal(text: str) -> float:
    """Return a number with a point or an exponent; ``ValueError`` for one that is too large."""
    number = float(text)
    if math.isinf(number):
        raise _too_large(text)
    return number


def is_finite(value: float) -> bool:
    """Whether *value*, which may be an ``int`` of any size, is a number that a double can hold."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _too_large(text: str) -> ValueError:
    shown = text if len(text) <= 20 else f"{text[:16]}… ({len(text)} characters)"
    return ValueError(f"the number {shown} is too large")
