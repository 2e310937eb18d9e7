"""Broken transport as it is on the wire, byte by byte."""

import errno
import json
import socket
import time
from typing import Any

import pytest

from mockbana import Mockbana
from tests.faults.clients import GET_FIND, say


def parts(received: bytes) -> tuple[bytes, dict[bytes, bytes], bytes]:
    """Return the status line, the headers and the rest."""
    head, _, rest = received.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    pairs = (line.partition(b": ") for line in lines)
    return first, {name.lower(): value for name, _, value in pairs}, rest


def body_of(kibana: Mockbana) -> bytes:
    return parts(say(kibana, GET_FIND.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")))[2]


def test_a_reset_is_a_tcp_reset(kibana: Mockbana) -> None:
    kibana.faults.connection_reset()

    with pytest.raises(ConnectionResetError) as seen:
        say(kibana, GET_FIND)

    assert seen.value.errno == errno.ECONNRESET


def test_a_reset_after_a_body_is_one_too(kibana: Mockbana, case: dict[str, Any]) -> None:
    kibana.faults.connection_reset(phase="after")
    change = {"id": case["id"], "version": case["version"], "title": "new"}
    body = json.dumps({"cases": [change]}).encode()
    lines = ["PATCH /api/cases HTTP/1.1", "Host: k", "kbn-xsrf: 1", f"Content-Length: {len(body)}"]

    with pytest.raises(ConnectionResetError):
        say(kibana, "\r\n".join([*lines, "", ""]).encode() + body)

    assert kibana.cases[case["id"]]["title"] == "new"


def test_an_empty_response_is_an_orderly_end_without_a_byte(kibana: Mockbana) -> None:
    kibana.faults.empty_response()

    assert say(kibana, GET_FIND) == b""


def test_an_empty_response_to_a_large_body_is_no_reset(kibana: Mockbana) -> None:
    kibana.faults.empty_response()
    body = b" " * 1_000_000
    head = f"POST /api/cases HTTP/1.1\r\nHost: k\r\nContent-Length: {len(body)}\r\n\r\n"

    assert say(kibana, head.encode() + body) == b""


def test_random_data_are_no_http_and_the_same_for_the_same_seed(kibana: Mockbana) -> None:
    seen = []
    for seed in (1, 1, 2):
        with kibana.faults.random_data_then_close(seed=seed):
            seen.append(say(kibana, GET_FIND))

    assert len(seen[0]) == 64
    assert seen[0] == seen[1] != seen[2]
    assert not any(data.startswith(b"HTTP/") for data in seen)


def test_as_many_random_bytes_as_wanted(kibana: Mockbana) -> None:
    kibana.faults.random_data_then_close(bytes=5000)

    assert len(say(kibana, GET_FIND)) == 5000


@pytest.mark.parametrize(("given", "sent"), [(None, 0.5), (0, 0), (10, 10), (10**6, -1)])
def test_a_truncated_body_is_shorter_than_the_headers_promise(
    kibana: Mockbana, given: int | None, sent: float
) -> None:
    whole = body_of(kibana)
    kibana.faults.truncated_body(bytes=given)

    first, headers, body = parts(say(kibana, GET_FIND))

    expected = len(whole) // 2 if sent == 0.5 else sent if sent >= 0 else len(whole) - 1
    assert first == b"HTTP/1.1 200 OK"
    assert int(headers[b"content-length"]) == len(whole)
    assert (len(body), body) == (expected, whole[: len(body)])


def test_even_an_answer_without_a_body_can_be_truncated(
    kibana: Mockbana, case: dict[str, Any]
) -> None:
    kibana.faults.truncated_body(phase="after")
    path = f'/api/cases?ids=["{case["id"]}"]'

    request = f"DELETE {path} HTTP/1.1\r\nHost: k\r\nkbn-xsrf: 1\r\n\r\n"
    first, headers, body = parts(say(kibana, request.encode()))

    assert (first, headers[b"content-length"], body) == (b"HTTP/1.1 200 OK", b"1", b"")
    assert case["id"] not in kibana.cases


def test_a_malformed_chunk_follows_a_good_one(kibana: Mockbana) -> None:
    whole = body_of(kibana)
    kibana.faults.malformed_response_chunk(bytes=10)

    first, headers, rest = parts(say(kibana, GET_FIND))

    assert (first, headers[b"transfer-encoding"]) == (b"HTTP/1.1 200 OK", b"chunked")
    assert rest.startswith(b"a\r\n" + whole[:10] + b"\r\nno chunk size\r\n")
    assert b"0\r\n\r\n" not in rest


def test_malformed_json_is_good_http(kibana: Mockbana) -> None:
    whole = body_of(kibana)
    kibana.faults.malformed_json()

    first, headers, body = parts(
        say(kibana, GET_FIND.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    )

    assert first == b"HTTP/1.1 200 OK"
    assert int(headers[b"content-length"]) == len(body) == len(whole) // 2
    with pytest.raises(json.JSONDecodeError):
        json.loads(body)


def test_a_hang_outlives_the_patience_of_the_client(kibana: Mockbana) -> None:
    kibana.faults.hang()

    with socket.create_connection((kibana.host, kibana.port), timeout=0.2) as connection:
        connection.sendall(GET_FIND)
        with pytest.raises(TimeoutError):
            connection.recv(1)


def test_a_hang_with_an_end_closes_the_connection_then(kibana: Mockbana) -> None:
    kibana.faults.hang(0.1)
    began = time.monotonic()

    assert say(kibana, GET_FIND) == b""
    assert 0.1 <= time.monotonic() - began < 1


@pytest.mark.parametrize("pace", [{"seconds": 0.3}, {"bytes_per_second": 600}])
def test_a_slow_body_comes_whole_but_slowly_and_the_connection_stays(
    kibana: Mockbana, pace: dict[str, float]
) -> None:
    whole = body_of(kibana)
    expected = pace.get("seconds") or len(whole) / pace["bytes_per_second"]
    kibana.faults.slow_body(times=1, **pace)  # type: ignore[arg-type]

    with socket.create_connection((kibana.host, kibana.port), timeout=5) as connection:
        connection.sendall(GET_FIND)
        received, began, pieces = connection.recv(65_536), time.monotonic(), 0
        while not received.endswith(whole):
            received += connection.recv(65_536)
            pieces += 1
        took = time.monotonic() - began
        connection.sendall(GET_FIND)
        assert connection.recv(12) == b"HTTP/1.1 200"

    assert int(parts(received)[1][b"content-length"]) == len(whole)
    assert pieces > 2
    assert expected * 0.9 <= took < expected + 0.5
