"""Clients that keep their body to themselves for a while, as curl does and slow networks do."""

import socket
import time
from typing import Any

import pytest

from mockbana import Fault, Mockbana
from tests.faults.clients import TIMEOUT

BODY = b'{"cases": []}'
HEAD = (
    b"POST /internal/cases/_bulk_get HTTP/1.1\r\nHost: kibana\r\nkbn-xsrf: 1\r\n"
    b"Content-Type: application/json\r\nContent-Length: %d\r\n"
) % len(BODY)
EXPECT = b"Expect: 100-continue\r\n"
WRONG = b"Authorization: Basic eDp5\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def waiting(kibana: Mockbana, head: bytes) -> bytes:
    """Send all but the body, which the server has to ask for; return what it says in JSON."""
    with socket.create_connection((kibana.host, kibana.port), timeout=TIMEOUT) as client:
        client.sendall(head + EXPECT + b"\r\n")
        received = b""
        while not received.endswith(b"}"):
            received += client.recv(65_536)
            if received == CONTINUE:
                client.sendall(BODY)
    return received


def lines(answer: bytes) -> list[bytes]:
    """Return the lines that are the same each time."""
    return [line for line in answer.split(b"\r\n") if not line.startswith(b"Date:")]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("unauthorized", 401),
        ("overloaded", 429),
        ("license_unavailable", 503),
        ("shutting_down", 503),
    ],
)
def test_what_kibana_refuses_ahead_of_the_body_is_refused_without_a_100(
    kibana: Mockbana, kind: str, status: int
) -> None:
    kibana.faults.add(Fault(kind, match={"method": "POST"}))
    kibana.faults.version_conflict(match={"path": "/api/cases/configure/*"})

    answer = waiting(kibana, HEAD)

    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert kibana.requests.one(fault="f1").unread


def test_a_401_of_a_fault_is_the_one_that_kibana_itself_gives(kibana: Mockbana) -> None:
    own = waiting(kibana, HEAD + WRONG)
    kibana.faults.unauthorized(reason="bad_credentials")

    struck = waiting(kibana, HEAD + WRONG)

    assert own.startswith(b"HTTP/1.1 401 ")
    assert lines(struck) == lines(own)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("forbidden"),
        Fault("unauthorized", phase="after"),
        Fault("unauthorized", match={"json": {"cases": []}}),
        Fault("delay", seconds=0.001),
    ],
)
def test_what_takes_the_body_asks_for_it(kibana: Mockbana, fault: Fault) -> None:
    kibana.faults.add(fault)

    answer = waiting(kibana, HEAD)

    assert answer.startswith(CONTINUE + b"HTTP/1.1 ")
    assert kibana.requests.one(fault="f1").body == BODY


@pytest.mark.parametrize("match", [{"json": {"cases": []}}, {"path": "/none"}])
def test_a_body_that_takes_too_long_is_a_408_also_where_a_rule_has_read_it(
    kibana: Mockbana, monkeypatch: pytest.MonkeyPatch, match: dict[str, Any]
) -> None:
    monkeypatch.setattr("mockbana.kibana.http.body.PAYLOAD_TIMEOUT", 0.02)
    kibana.faults.not_found(match=match)
    kibana.faults.delay(0.001)

    with socket.create_connection((kibana.host, kibana.port), timeout=TIMEOUT) as client:
        client.sendall(HEAD + b"\r\n" + BODY[:5])
        time.sleep(0.05)
        client.sendall(BODY[5:])
        answer = client.recv(65_536)

    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b'{"statusCode":408,"error":"Request Time-out","message":"Request Time-out"}' in answer
    assert kibana.requests.one().rejected == "408: Request Time-out"
