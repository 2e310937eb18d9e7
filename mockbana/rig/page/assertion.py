"""A request as the line of a test that asserts that it was sent."""

import math
from typing import Any, Final

from mockbana.rig.journal.exchange import Exchange

WIDTH: Final = 100
_STEP: Final = "    "


def assertion(exchange: Exchange) -> str:
    """Return Python that passes when *exchange* is sent again, and gets the same status."""
    arguments = [literal(exchange.method, 1), literal(exchange.path, 1)]
    if exchange.query:
        arguments.append(f"query={literal(exchange.query, 1)}")
    if exchange.json is not None:
        arguments.append(f"json={literal(exchange.json, 1)}")
    if exchange.status is not None:
        arguments.append(f"status={exchange.status}")
    return _exploded("mockbana.requests.assert_sent(", arguments, ")", 0)


def literal(value: Any, depth: int = 0) -> str:
    """Return JSON as Python, *depth* steps in, on one line where that is short enough."""
    if isinstance(value, dict) and value:
        items = [
            f"{literal(key, depth + 1)}: {literal(one, depth + 1)}" for key, one in value.items()
        ]
        return _exploded("{", items, "}", depth)
    if isinstance(value, list) and value:
        return _exploded("[", [literal(one, depth + 1) for one in value], "]", depth)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, float) and math.isinf(value):
        return "1e999" if value > 0 else "-1e999"
    return repr(value)


def _exploded(start: str, items: list[str], end: str, depth: int) -> str:
    line = f"{start}{', '.join(items)}{end}"
    if "\n" not in line and len(line) + depth * len(_STEP) <= WIDTH - 20:
        return line
    inner, outer = _STEP * (depth + 1), _STEP * depth
    return "\n".join([start, *(f"{inner}{item}," for item in items), f"{outer}{end}"])


def _quoted(text: str) -> str:
    """Return *text* as Python, in double quotes where that needs no escapes."""
    shown = repr(text)
    return shown if '"' in text or shown[0] == '"' else f'"{shown[1:-1]}"'
