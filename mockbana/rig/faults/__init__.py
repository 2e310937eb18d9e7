"""Faults on demand: what goes wrong, for which requests, how often."""

from .book import FaultBook
from .delays import LogNormal, Uniform
from .live import Rule
from .refusal import FaultError
from .rule import Fault

__all__ = ["Fault", "FaultBook", "FaultError", "LogNormal", "Rule", "Uniform"]
