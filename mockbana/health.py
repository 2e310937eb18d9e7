"""The health check of the command line, on nothing but the standard library."""

import json
import os
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit


def default_url() -> str:
    """Return where the server of this environment listens (``MOCKBANA_PORT``)."""
    port = os.environ.get("MOCKBANA_PORT") or "5601"
    return f"http://127.0.0.1:{port}"


def ask(url: str | None = None) -> tuple[str, bool]:
    """Return what the server at *url* says of itself, and whether that is good."""
    url = url or default_url()
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 5601, timeout=2)
    try:
        connection.request("GET", "/__mockbana__/health")
        answer = json.loads(connection.getresponse().read())
    except (OSError, HTTPException, ValueError) as error:
        return f"{url} doesn't answer: {error}", False
    finally:
        connection.close()
    return f"{url} {answer}", answer.get("status") == "ok"
