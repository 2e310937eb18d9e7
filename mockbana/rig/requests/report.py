"""The exchanges of a test that failed, for whoever reads its log."""

from collections.abc import Iterator, Sequence
from typing import Final

from mockbana.rig.journal.curl import curl
from mockbana.rig.journal.exchange import Exchange
from mockbana.rig.journal.showing import clipped, visible

MOST: Final = 50
_FIRST: Final = 10
_BODY: Final = 1_000


def report(exchanges: Sequence[Exchange], url: str, evicted: int = 0) -> str:
    """Return each exchange with its bodies and the ``curl`` line that repeats it.

    Of more than 50 the first 10 and the last 40 are shown; *url* is the server's.
    """
    parts = [f"{evicted} evicted"] if evicted else []
    if len(exchanges) > MOST:
        parts += [_told(exchange, url) for exchange in exchanges[:_FIRST]]
        parts.append(f"… {len(exchanges) - MOST} more …")
        exchanges = exchanges[_FIRST - MOST :]
    parts += [_told(exchange, url) for exchange in exchanges]
    return "\n".join(parts) or "no request was recorded"


def _told(exchange: Exchange, url: str) -> str:
    return "\n".join(_lines(exchange, url))


def _lines(exchange: Exchange, url: str) -> Iterator[str]:
    took = "" if exchange.duration_ms is None else f" ({exchange.duration_ms:.1f} ms)"
    yield f"#{exchange.seq} {exchange}{took}"
    if exchange.body:
        yield f"   sent {_body(exchange.text)}"
    if exchange.response_body:
        yield f"   got  {_body(exchange.response_text)}"
    yield f"   {curl(exchange, url)}"


def _body(text: str) -> str:
    return clipped(visible(text), width=_BODY)
