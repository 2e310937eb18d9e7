"""Requests to the control API, as little dressed up as possible."""

from typing import Any

import requests

from mockbana import Mockbana


def control(kibana: Mockbana, method: str, path: str, **more: Any) -> requests.Response:
    """Send one request; *path* is the one below ``/__mockbana__/``."""
    root = kibana.url.removesuffix(kibana.base_path)
    return requests.request(method, f"{root}/__mockbana__/{path}", timeout=10, **more)
