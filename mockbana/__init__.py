"""A fake Kibana that people can trust: the Cases API for tests, in Kibana's own words."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockbana._version import __version__
    from mockbana.harness.faults.fault import Fault
    from mockbana.harness.faults.parameters import FaultError
    from mockbana.harness.faults.rule import Rule
    from mockbana.harness.fixtures.problems import FixtureError
    from mockbana.harness.journal.exchange import Exchange
    from mockbana.harness.protocol import FakeKibana
    from mockbana.remote.connection import ControlError
    from mockbana.remote.mockbana import RemoteMockbana
    from mockbana.server.mockbana import Mockbana

__all__ = [
    "ControlError",
    "Exchange",
    "FakeKibana",
    "Fault",
    "FaultError",
    "FixtureError",
    "Mockbana",
    "RemoteMockbana",
    "Rule",
    "__version__",
]

if not TYPE_CHECKING:
    _HOMES = {
        "ControlError": "remote.connection",
        "Exchange": "harness.journal.exchange",
        "FakeKibana": "harness.protocol",
        "Fault": "harness.faults.fault",
        "FaultError": "harness.faults.parameters",
        "FixtureError": "harness.fixtures.problems",
        "Mockbana": "server.mockbana",
        "RemoteMockbana": "remote.mockbana",
        "Rule": "harness.faults.rule",
        "__version__": "_version",
    }

    def __getattr__(name: str) -> object:
        """Import public names on first use: every run of every user's pytest imports this."""
        if name not in _HOMES:
            raise AttributeError(f"module 'mockbana' has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f"mockbana.{_HOMES[name]}"), name)

    def __dir__() -> list[str]:
        return __all__
