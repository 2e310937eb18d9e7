"""What may be done to a body on its way out: compression and ranges.

Source: observed on hapi 21 with the options that Kibana gives it.
"""

import gzip
import re
import zlib
from collections.abc import Container, Iterator
from typing import Final

from mockbana.kibana.javascript import to_json

from .errors import KibanaError
from .reply import Rows

CODINGS: Final = ("identity", "gzip", "deflate")
LEAST_WEIGHT: Final = 0.001
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)")
_RANGE: Final = re.compile("([0-9]+)-([0-9]*)|()-([0-9]+)")


def accepted_coding(header: str) -> str | None:
    """Return the coding that an ``Accept-Encoding`` prefers: ``gzip``, ``deflate`` or ``None``.

    Among equals, ``identity`` comes before ``gzip`` and that before ``deflate``. Where it isn't
    mentioned ``identity`` comes last. A header that can't be read asks for nothing.
    """
    weights: dict[str, float] = {}
    for item in re.sub("[ \t]", "", header).lower().split(","):
        if item and not _note_weight(item, weights):
            return None
    wanted = [(-weight, coding) for coding, weight in weights.items() if weight]
    choices = [
        choice for _, coding in sorted(wanted, key=_rank) for choice in _meant(coding, weights)
    ]
    return choices[0] if choices and choices[0] != "identity" else None


def _note_weight(item: str, weights: dict[str, float]) -> bool:
    """Note the weight of one coding; ``False`` when *item* can't be read."""
    coding, *parameters = item.split(";")
    if not coding or len(parameters) > 1:
        return False
    name, _, value = parameters[0].partition("=") if parameters else ("q", "", "1")
    if name != "q" or not value:
        return False
    number = _NUMBER.match(value)
    weight = float(number[0]) if number else 1.0
    valid = weight == 0 or LEAST_WEIGHT <= weight <= 1
    weights.setdefault("gzip" if coding == "x-gzip" else coding, weight if valid else 1.0)
    return True


def _meant(coding: str, weights: Container[str]) -> list[str]:
    if coding == "*":
        return [known for known in CODINGS if known not in weights]
    return [coding] if coding in CODINGS else []


def _rank(wanted: tuple[float, str]) -> tuple[float, int]:
    weight, coding = wanted
    return weight, CODINGS.index(coding) if coding in CODINGS else len(CODINGS)


def compressed(body: bytes, coding: str) -> bytes:
    """Return *body* in *coding*; the same bytes for the same body."""
    return gzip.compress(body, 6, mtime=0) if coding == "gzip" else zlib.compress(body)


def cut(body: bytes, asked: str) -> tuple[int, bytes, Rows]:
    """Return status, bytes and headers for a ``Range``: 206, or 200 for several ranges, or 416."""
    ranges = list(_ranges(asked, len(body)))
    if any(first > last for first, last in ranges):
        refusal = to_json(KibanaError(416, "Requested Range Not Satisfiable").envelope())
        return 416, refusal, (("content-range", f"bytes */{len(body)}"),)
    if len(ranges) > 1:
        return 200, body, ()
    first, last = ranges[0]
    return 206, body[first : last + 1], (("content-range", f"bytes {first}-{last}/{len(body)}"),)


def _ranges(asked: str, length: int) -> Iterator[tuple[int, int]]:
    """Yield first and last byte of each range; what can't be read is one that ends too early."""
    unit, _, ranges = asked.strip().partition("=")
    for item in ranges.lstrip(", \t").split(","):
        found = _RANGE.fullmatch(item.strip())
        if unit.lower() != "bytes" or not found:
            yield 0, -1
        elif found[1]:
            yield int(found[1]), min(int(found[2] or length), length - 1)
        else:
            yield max(length - int(found[4]), 0), length - 1
