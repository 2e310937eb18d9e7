"""What the tests of faults say to a server, and how."""

import socket
from typing import Any

import requests

from mockbana import Mockbana
from mockbana.harness.faults.kinds import KINDS

XSRF = {"kbn-xsrf": "true"}
TIMEOUT = 5
OF_REQUESTS = [kind for kind in KINDS if not KINDS[kind].at_port]
"""The kinds that strike requests; the others strike connections."""


def change(case: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"id": case["id"], "version": case["version"], **fields}


def patch(kibana: Mockbana, *changes: dict[str, Any], **more: Any) -> requests.Response:
    return requests.patch(
        f"{kibana.url}/api/cases", json={"cases": changes}, headers=XSRF, timeout=TIMEOUT, **more
    )


def retitle(kibana: Mockbana, case: dict[str, Any], title: str) -> requests.Response:
    return patch(kibana, change(case, title=title))


def get(kibana: Mockbana, path: str, **more: Any) -> requests.Response:
    return requests.get(f"{kibana.url}{path}", timeout=TIMEOUT, **more)


def say(kibana: Mockbana, request: bytes) -> bytes:
    """Send raw bytes and return all that comes back until the server hangs up."""
    with socket.create_connection((kibana.host, kibana.port), timeout=TIMEOUT) as connection:
        connection.sendall(request)
        received = b""
        while data := connection.recv(65_536):
            received += data
    return received


GET_FIND = b"GET /api/cases/_find HTTP/1.1\r\nHost: kibana\r\n\r\n"


def ask(kibana: Mockbana, method: str, path: str, body: Any = None) -> requests.Response:
    url = f"{kibana.url}{path}"
    return requests.request(method, url, json=body, headers=XSRF, timeout=TIMEOUT)
