"""A fake Kibana in another process or container, used as one that runs here.

All of it goes over the control API, on nothing but the standard library's HTTP client.
"""

from mockbana.remote.connection import ControlError
from mockbana.remote.mockbana import RemoteMockbana

__all__ = ["ControlError", "RemoteMockbana"]
