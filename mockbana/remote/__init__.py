"""A fake Kibana in another process or container, used as one that runs here.

All of it goes over the control API, on nothing but the standard library's HTTP client.
"""

from .connection import ControlError
from .kibana import RemoteMockbana

__all__ = ["ControlError", "RemoteMockbana"]
