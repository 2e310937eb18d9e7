"""One request, opened: both sides, and the words that send it, or assert it, again.

Exchanges as rows of a list: what fits on a line, made in microseconds.

A request as the line of a test that asserts that it was sent.
"""

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from mockbana.harness.journal.describe import outcome
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.export import curl
from mockbana.harness.page.case_versions import changes
from mockbana.harness.text import masked_value

if TYPE_CHECKING:
    from mockbana.harness.harness import Harness

LONGEST: Final = 500_000
"""Characters of a body that are shown."""


async def opened(rig: "Harness", exchange: Exchange, url: str) -> dict[str, Any]:
    """Return what the page shows of *exchange*; *url* is the server as the page knows it."""
    sent, got = exchange.text, exchange.response_text
    return {
        **row(exchange),
        "path": exchange.raw_path,
        "why": why(exchange),
        "space": exchange.space,
        "route": exchange.route,
        "client": exchange.client,
        "unread": exchange.unread,
        "request": _side(exchange.headers, sent, len(exchange.body)),
        "response": _side(exchange.response_headers, got, len(exchange.response_body)),
        "curl": curl(exchange, url),
        "pytest": assertion(exchange),
        "cases": [change.as_dict() async for change in changes(rig, exchange)],
    }


def _side(headers: Mapping[str, str], text: str, size: int) -> dict[str, Any]:
    """Return one side; *size* is in bytes as they went over the wire."""
    return {
        "headers": [[name, masked_value(name, value)] for name, value in headers.items()],
        "text": text[:LONGEST],
        "cut": max(0, len(text) - LONGEST),
        "size": size,
    }


LONGEST_ROW: Final = 500
"""Characters of a path that a row shows; the opened request has all of it."""

_ESCAPES: Final = re.compile(r"(?:\\[nrt])+")
_ROOT_CAUSE: Final = re.compile(r"\[\w+ Root causes: \w+: (.+?\])\]: .*")
"""How Elasticsearch words an error: everything is said twice."""


def row(exchange: Exchange) -> dict[str, Any]:
    """Return *exchange* as a row; ``ms`` is ``None`` until it is over."""
    unknown = exchange.unexpected
    return {
        "seq": exchange.seq,
        "at": exchange.started_at,
        "ms": exchange.duration_ms,
        "method": exchange.method,
        "path": exchange.raw_path[:LONGEST_ROW],
        "status": exchange.status if exchange.answered else None,
        "user": exchange.user,
        "why": "unknown route" if unknown else why(exchange),
        "fault": exchange.fault,
        "faults": exchange.faults,
        "unknown": unknown,
    }


def why(exchange: Exchange) -> str:
    """Return why it was refused, without the status; nothing when it wasn't."""
    if exchange.rejected is None and exchange.call.error is None:
        return ""
    status = str(exchange.status) if exchange.answered else "no answer"
    told = outcome(exchange).removeprefix(status).removeprefix(":").strip()
    return _ROOT_CAUSE.sub(r"\1", _ESCAPES.sub(" ", told))


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
