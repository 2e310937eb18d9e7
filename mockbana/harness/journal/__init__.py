"""The journal: every request remembered, and what can be told of one."""

from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.journal import LIMIT, Journal

__all__ = ["LIMIT", "Exchange", "Journal"]
