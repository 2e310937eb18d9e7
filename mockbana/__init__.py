"""A fake Kibana that people can trust: the Cases API for tests, in Kibana's own words."""

from typing import TYPE_CHECKING, Any

from mockbana import originals  # noqa: F401 - before a test patches anything

if TYPE_CHECKING:
    from mockbana.harness.journal.exchange import Exchange
    from mockbana.server.mockbana import Mockbana

__all__ = ["Exchange", "Mockbana", "__version__"]

_HOMES = {
    "Exchange": ".harness.journal.exchange",
    "Fault": ".harness.faults",
    "Mockbana": ".server",
}


def __getattr__(name: str) -> Any:
    """Import public names on first use: every pytest run of every user imports this package."""
    if name not in _HOMES:
        raise AttributeError(f"module 'mockbana' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name], __name__), name)
