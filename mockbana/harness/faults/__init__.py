"""Faults on demand: what goes wrong, for which requests, how often."""

from mockbana.harness.faults.delays import LogNormal, Uniform
from mockbana.harness.faults.engine import ActiveFault, FaultBook
from mockbana.harness.faults.fault import Fault
from mockbana.harness.faults.parameters import FaultError
from mockbana.harness.faults.rule import Rule

__all__ = ["ActiveFault", "Fault", "FaultBook", "FaultError", "LogNormal", "Rule", "Uniform"]
