"""Kibana's status and statistics."""

from .routes import ROUTES

__all__ = ["ROUTES"]
