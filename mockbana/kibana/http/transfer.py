"""What may be done to a body on its way out: compression and ranges.

Source: observed on hapi 21 with the options that Kibana gives it.
"""

import gzip
import re
import zlib
from typing import Final

from mockbana.kibana.javascript import to_json

from .errors import KibanaError
from .reply import Rows

_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII | re.IGNORECASE)


def accepted_coding(header: str) -> str | None:
    """Return the coding that an ``Accept-Encoding`` prefers: ``gzip``, ``deflate`` or ``None``."""
    if not header:
        return None
    weights = dict(map(_weight, header.lower().split(",")))
    known = {coding: weights[coding] for coding in ("gzip", "deflate") if weights.get(coding)}
    best = max(known, key=lambda coding: known[coding], default=None)
    if best is None or known[best] < weights.get("identity", 0):
        return None
    return best


def _weight(item: str) -> tuple[str, float]:
    coding, _, parameters = item.partition(";")
    name, _, value = parameters.strip().partition("=")
    try:
        return coding.strip(), float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return coding.strip(), 0.0


def compressed(body: bytes, coding: str) -> bytes:
    """Return *body* in *coding*; the same bytes for the same body."""
    return gzip.compress(body, 6, mtime=0) if coding == "gzip" else zlib.compress(body)


def cut(body: bytes, asked: str) -> tuple[int, bytes, Rows]:
    """Return status, bytes and headers for a ``Range``: 206, 416, or 200 for what is no range."""
    found = _RANGE.fullmatch(asked.strip())
    if not found or found.groups() == ("", ""):
        return 200, body, ()
    first, last = _bounds(found[1], found[2], len(body))
    if first > last or first >= len(body):
        refusal = to_json(KibanaError(416, "Requested Range Not Satisfiable").envelope())
        return 416, refusal, (("content-range", f"bytes */{len(body)}"),)
    where = f"bytes {first}-{last}/{len(body)}"
    return 206, body[first : last + 1], (("content-range", where),)


def _bounds(first: str, last: str, length: int) -> tuple[int, int]:
    if not first:
        return max(length - int(last), 0), length - 1
    return int(first), min(int(last), length - 1) if last else length - 1
