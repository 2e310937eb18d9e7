"""Exchanges as rows of a list: what fits on a line, made in microseconds."""

import re
from typing import Any, Final

from mockbana.rig.journal.exchange import Exchange
from mockbana.rig.journal.refusals import outcome

LONGEST: Final = 500
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
        "path": exchange.raw_path[:LONGEST],
        "status": exchange.status if exchange.answered else None,
        "user": exchange.user,
        "why": "unknown route" if unknown else why(exchange),
        "fault": exchange.fault,
        "unknown": unknown,
    }


def why(exchange: Exchange) -> str:
    """Return why it was refused, without the status; nothing when it wasn't."""
    if exchange.rejected is None and exchange.call.error is None:
        return ""
    status = str(exchange.status) if exchange.answered else "no answer"
    told = outcome(exchange).removeprefix(status).removeprefix(":").strip()
    return _ROOT_CAUSE.sub(r"\1", _ESCAPES.sub(" ", told))
