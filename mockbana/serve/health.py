"""The health check of the command line, on nothing but the standard library."""

import json
import os
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from mockbana.address import address

PATIENCE: Final = 2.0
_TRUE: Final = ("1", "true", "yes", "on", "t", "y")
_ANY_HOST: Final = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - we ask


def default_url(environment: Mapping[str, str] = os.environ) -> str:
    """Return where the server with the options in *environment* (``MOCKBANA_*``) listens."""
    options = {name.removeprefix("MOCKBANA_"): value for name, value in environment.items()}
    host = options.get("HOST", "")
    host = _ANY_HOST.get(host, host)
    tls = options.get("TLS", "").lower() in _TRUE or bool(options.get("TLS_CERT"))
    return f"{'https' if tls else 'http'}://{f'[{host}]' if ':' in host else host}:{_port(options)}"


def _port(options: Mapping[str, str]) -> str:
    """Return the port; a free one that the server took is in its port file.

    An address instead of a port is from Kubernetes, or Docker, and means a service of our name.
    """
    port = options.get("PORT") or "5601"
    if port.startswith("tcp://"):
        return "5601"
    file = options.get("PORT_FILE")
    return Path(file).read_text().strip() if port == "0" and file else port


def ask(url: str | None = None) -> tuple[str, bool]:
    """Return what the server at *url* says of itself, and whether that is good.

    Certificates are not judged: the question is whether it answers.
    """
    try:
        url = url or default_url()
        status, answer = _get(url)
    except (OSError, HTTPException, ValueError) as error:
        return f"{url or 'the server'} doesn't answer: {error}", False
    healthy = status == 200 and isinstance(answer, dict) and answer.get("status") == "ok"
    return f"{url} {answer}", healthy


def _get(url: str) -> tuple[int, object]:
    parts = urlsplit(address(url if "://" in url else f"http://{url}"))
    host, port = parts.hostname or "127.0.0.1", parts.port or 5601
    connection = (
        HTTPSConnection(host, port, timeout=PATIENCE, context=_trusting())
        if parts.scheme == "https"
        else HTTPConnection(host, port, timeout=PATIENCE)
    )
    try:
        connection.request("GET", "/__mockbana__/health")
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def _trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
