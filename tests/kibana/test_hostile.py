"""Requests that mean harm: the server stays up, and others are answered meanwhile."""

import base64
import gzip
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator

import pytest

from mockbana import Mockbana
from tests.golden.wire import Server

BARE_400 = b"HTTP/1.1 400 Bad Request\r\n\r\n"
HEAD = "POST /api/cases HTTP/1.1\r\nHost: x\r\nkbn-xsrf: 1\r\nContent-Type: application/json\r\n"

pytestmark = pytest.mark.mockbana(allow_unexpected=True)


@pytest.fixture
def raw(mockbana: Mockbana) -> Iterator[socket.socket]:
    with socket.create_connection((mockbana.host, mockbana.port), timeout=5) as connection:
        yield connection


def everything(connection: socket.socket) -> bytes:
    received = b""
    try:
        while chunk := connection.recv(65536):
            received += chunk
    except ConnectionResetError:
        pass
    return received


def status_of(connection: socket.socket) -> int:
    return int(connection.recv(65536).split(b" ", 2)[1])


def is_well(mockbana: Mockbana) -> bool:
    reply = Server(mockbana.url).once({"method": "GET", "path": "/api/cases/_find"})
    return reply.status == 200 and not mockbana.bugs


@pytest.mark.parametrize(
    "request_text",
    [
        pytest.param("nonsense\r\n\r\n", id="no HTTP at all"),
        pytest.param(
            "GET /api/cases/_find HTTP/1.1\r\nHost x\r\n\r\n", id="a header without colon"
        ),
        pytest.param(
            HEAD + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            id="both a length and chunks",
        ),
        pytest.param(HEAD + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", id="two lengths"),
        pytest.param(HEAD + "Content-Length: -1\r\n\r\n", id="a negative length"),
        pytest.param(
            HEAD + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n", id="a bad chunk size"
        ),
        pytest.param(
            "GET /api/cases/_find HTTP/1.1\r\nHost: x\r\nX: " + "x" * 70_000 + "\r\n\r\n",
            id="a header of 70 kB",
        ),
        pytest.param(
            "GET /api/cases/_find HTTP/1.1\r\nHost: x\r\n"
            + "".join(f"X-{n}: {'x' * 90}\r\n" for n in range(700))
            + "\r\n",
            id="a flood of headers",
        ),
        pytest.param("GET /" + "x" * 70_000 + " HTTP/1.1\r\nHost: x\r\n\r\n", id="a long address"),
    ],
)
def test_what_cannot_be_read_gets_a_bare_400_and_is_cut_off(
    mockbana: Mockbana, raw: socket.socket, request_text: str
) -> None:
    raw.sendall(request_text.encode())

    assert everything(raw) == BARE_400
    assert is_well(mockbana)


@pytest.mark.parametrize(("more", "status"), [(0, 404), (1, 400)])
def test_the_header_block_is_measured_as_node_measures_it(
    raw: socket.socket, more: int, status: int
) -> None:
    value = "x" * (65_535 - len("/api/cases/xHostxX") + more)

    raw.sendall(f"GET /api/cases/x HTTP/1.1\r\nHost: x\r\nX: {value}\r\n\r\n".encode())

    assert status_of(raw) == status


def test_a_half_sent_request_keeps_nobody_waiting(mockbana: Mockbana, raw: socket.socket) -> None:
    raw.sendall(b"POST /api/cases HTTP/1.1\r\nHost")

    assert is_well(mockbana)

    raw.sendall(b": x\r\nContent-Length: 0\r\n\r\n")
    assert status_of(raw) == 400


def test_a_body_that_comes_in_drops_keeps_nobody_waiting(
    mockbana: Mockbana, raw: socket.socket
) -> None:
    raw.sendall(f"{HEAD}Content-Length: 4\r\n\r\n".encode())
    for byte in b"nul":
        raw.sendall(bytes([byte]))
        assert is_well(mockbana)
    raw.sendall(b"l")

    assert status_of(raw) == 400


def test_a_body_longer_than_it_may_be_is_refused_though_it_never_comes(
    mockbana: Mockbana, raw: socket.socket
) -> None:
    raw.sendall(f"{HEAD}Content-Length: 1048577\r\n\r\n".encode())

    assert status_of(raw) == 413
    assert is_well(mockbana)


def test_chunks_without_end_are_cut_off_without_an_answer(
    mockbana: Mockbana, raw: socket.socket
) -> None:
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    raw.sendall(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode())
    try:
        for _ in range(20):
            raw.sendall(chunk)
    except OSError:
        pass

    assert everything(raw) == b""
    assert is_well(mockbana)
    assert mockbana.requests[0].answered is False


def test_a_gzip_bomb_is_never_unpacked_whole(mockbana: Mockbana) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    server = Server(mockbana.url)
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}

    reply = server.once(
        {
            "method": "POST",
            "path": "/api/cases",
            "raw_b64": base64.b64encode(bomb).decode(),
            "headers": headers,
        }
    )

    assert (reply.status, reply.json["error"]) == (413, "Request Entity Too Large")
    assert is_well(mockbana)


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("[" * 200_000 + "]" * 200_000, (400, "[request body]: types that failed validation:")),
        (
            '{"cases":' + "[" * 200_000 + "]" * 200_000 + "}",
            (500, "Maximum call stack size exceeded"),
        ),
        ("[" * 200_000, (400, "Invalid request payload JSON format")),
    ],
    ids=["a list", "an object", "without end"],
)
def test_two_hundred_thousand_nested_lists_do_no_harm(
    mockbana: Mockbana, body: str, answer: tuple[int, str]
) -> None:
    reply = Server(mockbana.url).once({"method": "PATCH", "path": "/api/cases", "raw": body})

    assert (reply.status, reply.json["message"].split("\n")[0]) == answer
    assert is_well(mockbana)


def test_a_client_that_vanishes_leaves_nothing_behind(mockbana: Mockbana) -> None:
    mockbana.cases.fake(100)
    for _ in range(20):
        with socket.create_connection((mockbana.host, mockbana.port)) as connection:
            connection.sendall(b"GET /api/cases/_find?perPage=100 HTTP/1.1\r\nHost: x\r\n\r\n" * 5)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    assert is_well(mockbana)


def test_many_idle_connections_keep_nobody_waiting(mockbana: Mockbana) -> None:
    idle = [socket.create_connection((mockbana.host, mockbana.port)) for _ in range(200)]

    began = time.monotonic()
    assert is_well(mockbana)

    assert time.monotonic() - began < 1
    for connection in idle:
        connection.close()


def test_pipelined_requests_are_answered_in_order(raw: socket.socket) -> None:
    raw.sendall(
        b"GET /api/cases/one HTTP/1.1\r\nHost: x\r\n\r\n"
        b"GET /api/cases/two HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )

    answers = everything(raw).decode()

    assert answers.index("cases/one") < answers.index("cases/two")


def test_concurrent_writers_are_all_served(mockbana: Mockbana) -> None:
    def write() -> None:
        body = json.dumps({"title": "x", "description": "x", "tags": []})
        server = Server(mockbana.url)
        replies.append(server.once({"method": "POST", "path": "/api/cases", "raw": body}).status)

    replies: list[int] = []
    writers = [threading.Thread(target=write) for _ in range(30)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert replies == [400] * 30


@pytest.mark.parametrize("with_rule", [False, True])
def test_a_client_gone_before_100_continue_has_hung_up(
    mockbana: Mockbana, *, with_rule: bool
) -> None:
    head = (
        "POST /api/cases HTTP/1.1\r\nHost: x\r\nkbn-xsrf: 1\r\nContent-Type: application/json\r\n"
    )
    if with_rule:
        mockbana.faults.overloaded(match={"json": {"never": "there"}})
    for _ in range(30):
        client = socket.create_connection((mockbana.host, mockbana.port), 2)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.sendall(f"{head}Expect: 100-continue\r\nContent-Length: 10\r\n\r\n".encode())
        client.close()

    assert is_well(mockbana)
    assert mockbana.bugs == []
    ours = [exchange for exchange in mockbana.requests if exchange.method == "POST"]
    assert {exchange.status for exchange in ours} <= {None}
    assert all("the connection ended" in (exchange.rejected or "") for exchange in ours)
