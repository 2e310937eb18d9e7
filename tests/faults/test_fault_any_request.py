"""Every fault on every sort of request: none of them hurts the server."""

import ssl
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from mockbana import Fault, Mockbana
from mockbana.harness.faults.kinds import KINDS
from tests.faults.clients import GET_FIND, OF_REQUESTS, get, say

NEEDED: dict[str, dict[str, Any]] = {
    "status": {"status": 500},
    "rate_limited": {"requests": 1, "window": 60},
    "delay": {"seconds": 0.001},
    "hang": {"seconds": 0.001},
    "slow_body": {"seconds": 0.01},
    "version_conflict": {"mode": "stale"},
}
REQUESTS = [
    GET_FIND,
    b"GET /api/cases/_find HTTP/1.0\r\n\r\n",
    b"HEAD /api/cases/_find HTTP/1.1\r\nHost: k\r\n\r\n",
    b"OPTIONS /api/cases HTTP/1.1\r\nHost: k\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: k\r\n\r\n",
    b"GET /%zz HTTP/1.1\r\nHost: k\r\n\r\n",
    b"BREW /pot HTTP/1.1\r\nHost: k\r\n\r\n",
    b"GET /api/cases/_find HTTP/1.1\r\nHost: k\r\nAuthorization: Basic !\r\n\r\n",
    b"DELETE /api/cases?ids=[] HTTP/1.1\r\nHost: k\r\nkbn-xsrf: 1\r\n\r\n",
    b"PATCH /s/none/api/cases HTTP/1.1\r\nHost: k\r\nkbn-xsrf: 1\r\nContent-Length: 2\r\n\r\n{}",
    b"POST /x HTTP/1.1\r\nHost: k\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    b"POST /x HTTP/1.1\r\nHost: k\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
]


def hung_up(request: bytes) -> bytes:
    """Ask the server to close the connection after the answer."""
    return request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)


@pytest.mark.parametrize("phase", ["before", "after"])
@pytest.mark.parametrize("kind", OF_REQUESTS)
def test_no_request_makes_a_fault_stumble(kibana: Mockbana, kind: str, phase: Any) -> None:
    kibana.faults.add(Fault(kind, phase=phase, **NEEDED.get(kind, {})))

    for request in REQUESTS:
        with suppress(ConnectionError):
            say(kibana, hung_up(request))

    kibana.faults.clear()
    assert get(kibana, "/api/cases/_find").status_code == 200
    assert kibana.bugs == []
    assert kibana.rig.journal.total >= len(REQUESTS) - 1


@pytest.mark.parametrize("kind", [kind for kind in KINDS if KINDS[kind].breaks])
def test_transport_breaks_behind_tls_too(kind: str, tmp_path: Path) -> None:
    pytest.importorskip("trustme")
    import socket

    with Mockbana(tls=True) as kibana:
        (authority := tmp_path / "ca.pem").write_text(kibana.ca_pem or "")
        context = ssl.create_default_context(cafile=str(authority))
        kibana.faults.add(Fault(kind, **NEEDED.get(kind, {})))

        seen = b""
        with (
            suppress(ConnectionResetError, ssl.SSLEOFError),
            socket.create_connection((kibana.host, kibana.port), timeout=5) as plain,
            context.wrap_socket(plain, server_hostname=kibana.host) as connection,
        ):
            connection.sendall(hung_up(GET_FIND))
            while data := connection.recv(65_536):
                seen += data

        answered = kind not in ("connection_reset", "empty_response", "hang")
        assert (seen != b"") == answered
        kibana.faults.clear()
        assert kibana.bugs == []
