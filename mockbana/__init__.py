"""A fake Kibana that people can trust: the Cases API for tests, in Kibana's own words."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .rig.journal.exchange import Exchange
    from .server import Mockbana

__version__ = "0.1.0"
__all__ = ["Exchange", "Mockbana", "__version__"]

_HOMES = {"Exchange": ".rig.journal.exchange", "Fault": ".rig.faults", "Mockbana": ".server"}


def __getattr__(name: str) -> Any:
    """Import public names on first use: every pytest run of every user imports this package."""
    if name not in _HOMES:
        raise AttributeError(f"module 'mockbana' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name], __name__), name)
