"""How answers go out: framing, headers, and who answers at all."""

import json
import socket

import pytest

from mockbana import Mockbana
from tests.golden.wire import Connection, Reply

GZIP = "Accept-Encoding: gzip\r\n"
LONG = "x" * 3000

pytestmark = pytest.mark.mockbana(
    fixtures={"cases": [{"id": "short"}, {"id": "long", "description": LONG}, {"id": "gone"}]},
    allow_unexpected=True,
)


def ask(kibana: Mockbana, request_line: str, headers: str = "") -> Reply:
    connection = Connection(kibana.host, kibana.port, 5)
    try:
        request = f"{request_line}\r\nHost: x\r\n{headers}\r\n"
        return connection.exchange(request_line.partition(" ")[0], request.encode())
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("request_line", "headers", "framing"),
    [
        ("GET /api/cases/short HTTP/1.1", "", {"content-length", "connection", "keep-alive"}),
        ("GET /api/cases/long HTTP/1.1", GZIP, {"transfer-encoding", "connection", "keep-alive"}),
        ("HEAD /api/cases/short HTTP/1.1", "", {"content-length", "connection", "keep-alive"}),
        ("HEAD /api/cases/long HTTP/1.1", GZIP, {"content-length", "connection", "keep-alive"}),
        ("GET /api/cases/short HTTP/1.0", "", {"content-length", "connection"}),
        (
            "GET /api/cases/short HTTP/1.1",
            "Connection: close\r\n",
            {"content-length", "connection"},
        ),
        (
            "DELETE /api/cases?ids=%5B%22gone%22%5D HTTP/1.1",
            "kbn-xsrf: 1\r\n",
            {"connection", "keep-alive"},
        ),
    ],
)
def test_an_answer_says_how_long_it_is_and_what_becomes_of_the_connection(
    mockbana: Mockbana, request_line: str, headers: str, framing: set[str]
) -> None:
    known = {"content-length", "transfer-encoding", "connection", "keep-alive"}

    reply = ask(mockbana, request_line, headers)

    assert known & reply.headers.keys() == framing
    assert (reply.body == b"") == request_line.startswith(("HEAD", "DELETE"))
    assert "date" in reply.headers


def test_a_compressed_answer_to_a_client_that_knows_no_chunks_says_its_length(
    mockbana: Mockbana,
) -> None:
    reply = ask(mockbana, "GET /api/cases/long HTTP/1.0", GZIP)

    assert reply.headers["content-encoding"] == "gzip"
    assert int(reply.headers["content-length"]) < len(reply.body)
    assert "transfer-encoding" not in reply.headers
    assert reply.json["description"] == LONG


def test_the_status_line_is_that_of_http_1_1_whatever_the_client_speaks(mockbana: Mockbana) -> None:
    with socket.create_connection((mockbana.host, mockbana.port), timeout=5) as client:
        client.sendall(b"GET /api/cases/short HTTP/1.0\r\n\r\n")
        line = client.makefile("rb").readline()

    assert line == b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize("kind", [None, "not_ready", "bad_gateway", "malformed_json", "slow_body"])
def test_no_answer_names_the_server_behind_it(mockbana: Mockbana, kind: str | None) -> None:
    if kind is not None:
        mockbana.faults.add({"kind": kind, **({"seconds": 0.01} if kind == "slow_body" else {})})

    reply = ask(mockbana, "GET /api/cases/short HTTP/1.1")

    assert "server" not in reply.headers


@pytest.mark.parametrize(
    ("target", "own"),
    [
        ("/__mockbana__/health", True),
        ("/%5f_mockbana__/health", True),
        ("/api/cases/short?of=/__mockbana__/health", False),
        ("/api/cases/sh%6frt", False),
    ],
)
def test_the_control_api_is_found_however_its_path_is_written(
    mockbana: Mockbana, target: str, own: bool
) -> None:
    reply = ask(mockbana, f"GET {target} HTTP/1.1")

    assert reply.status == 200
    assert reply.json.get("id") == (None if own else "short")
    assert len(mockbana.requests) == (0 if own else 1)


def test_the_signature_changes_with_the_licence(mockbana: Mockbana) -> None:
    before = ask(mockbana, "GET /api/cases/short HTTP/1.1")
    mockbana.load({"settings": {"license": "basic"}})

    after = ask(mockbana, "GET /api/cases/short HTTP/1.1")

    assert before.headers["kbn-license-sig"] != after.headers["kbn-license-sig"]


def test_who_reads_slowly_gets_all_of_a_long_answer(mockbana: Mockbana) -> None:
    for number in range(100):
        mockbana.cases.add(id=f"big-{number}", description="y" * 20_000)

    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(5)
        connection.connect((mockbana.host, mockbana.port))
        connection.sendall(b"GET /api/cases/_find?perPage=100 HTTP/1.0\r\n\r\n")
        received = b"".join(iter(lambda: connection.recv(1 << 20), b""))

    assert json.loads(received.partition(b"\r\n\r\n")[2])["total"] == 103
    assert mockbana.requests[-1].status == 200
