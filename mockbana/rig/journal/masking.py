"""Secrets, starred out."""

import re
from collections.abc import Mapping
from typing import Final

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
        shown = masked_value(name, value)
        found[name] = f"{found[name]}, {shown}" if name in found else shown
    return found
