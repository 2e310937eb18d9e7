"""The journal: every request remembered, and what can be told of one."""

from .exchange import Exchange
from .journal import LIMIT, Journal

__all__ = ["LIMIT", "Exchange", "Journal"]
