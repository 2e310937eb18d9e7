"""One request, opened: both sides, and the words that send it, or assert it, again."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from mockbana.rig.journal.curl import curl
from mockbana.rig.journal.exchange import Exchange
from mockbana.rig.journal.masking import masked_value

from .assertion import assertion
from .changes import changes
from .rows import row, why

if TYPE_CHECKING:
    from mockbana.rig.rig import Rig

LONGEST: Final = 500_000
"""Characters of a body that are shown."""


async def opened(rig: "Rig", exchange: Exchange, url: str) -> dict[str, Any]:
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
