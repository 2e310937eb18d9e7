"""One fake Kibana: the class ``Mockbana``, its listener, its thread and its certificates."""

from mockbana.server.mockbana import Mockbana

__all__ = ["Mockbana"]
