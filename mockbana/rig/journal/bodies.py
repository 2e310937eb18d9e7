"""Bodies as they went over the wire, and what they say."""

import json
import zlib
from collections.abc import Mapping
from typing import Any, Final

_ANY_WINDOW: Final = zlib.MAX_WBITS | 32
_MOST: Final = 64 * 1024 * 1024


def plain(raw: bytes, headers: Mapping[str, str]) -> bytes:
    """Return *raw* without its ``Content-Encoding``, as far as it can be unpacked."""
    if headers.get("Content-Encoding", "").lower() not in ("gzip", "deflate"):
        return raw
    try:
        return zlib.decompressobj(_ANY_WINDOW).decompress(raw, _MOST)
    except zlib.error:
        return raw


def text_of(raw: bytes, headers: Mapping[str, str]) -> str:
    """Return a body as text; bytes that aren't UTF-8 become U+FFFD."""
    return plain(raw, headers).decode("utf-8", "replace")


def json_of(raw: bytes, headers: Mapping[str, str]) -> Any:
    """Return a body as JSON, ``None`` if it is none."""
    try:
        return json.loads(text_of(raw, headers), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
