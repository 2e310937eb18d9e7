"""What becomes of a body before anybody looks at what it says."""

import base64
import gzip
import json
import zlib
from contextlib import nullcontext
from typing import Any

import pytest

from mockbana import Mockbana
from mockbana.kibana.config_schema.validation import accept_shape
from mockbana.kibana.http.body import inflated
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.http.json import parse_json
from mockbana.kibana.http.request import accept_media_type
from tests.golden.wire import Reply, Server

pytestmark = pytest.mark.mockbana(allow_unexpected=True)

HEADER = "Invalid content-type header"
UNREADABLE = "[request body.0]: could not parse object value from json input"
LONG = " " * 1_048_577


def patch(mockbana: Mockbana, path: str = "/api/cases", **request: Any) -> Reply:
    return Server(mockbana.url).once({"method": "PATCH", "path": path, **request})


@pytest.mark.parametrize(
    ("content_type", "refusal"),
    [
        ("application/x+JSON; a=b", ""),
        ("application/json charset=utf-8", ""),
        ("application/json;charset=latin1", ""),
        ("application/+json", "Unsupported Media Type"),
        ("x-json/+json", "Unsupported Media Type"),
        ("multipart/mixed; boundary=x", "Unsupported Media Type"),
        ('multipart/form-data; a=b; BOUNDARY="x"', "Unsupported Media Type"),
        ("multipart/mixed", f"{HEADER}: multipart missing boundary"),
        ("multipart/form-data; boundary=", f"{HEADER}: multipart missing boundary"),
        ("multipart/form-data; xboundary=x", f"{HEADER}: multipart missing boundary"),
        ("application/json; charset=a; charset=b", f"{HEADER}: duplicate parameter"),
        ("application/json, text/plain", HEADER),
        ("application/json/x", HEADER),
        ("application//json", HEADER),
        ('"application/json"', HEADER),
        ("a@b/c", HEADER),
        ("é/json", HEADER),
    ],
)
def test_a_media_type_is_taken_or_refused(content_type: str, refusal: str) -> None:
    expected = pytest.raises(KibanaError) if refusal else nullcontext()

    with expected as error:
        accept_media_type(content_type, "json")

    assert not error or error.value.message == refusal


@pytest.mark.parametrize(
    ("content_type", "status", "message"),
    [
        ("application/json", 500, "Cannot read properties of null (reading 'cases')"),
        ("application/octet-stream", 500, "Cannot read properties of null (reading 'cases')"),
        (
            "application/x-www-form-urlencoded",
            500,
            "Cannot read properties of undefined (reading 'map')",
        ),
        ("text/plain", 400, UNREADABLE),
    ],
)
def test_no_bytes_say_something_else_in_each_media_type(
    mockbana: Mockbana, content_type: str, status: int, message: str
) -> None:
    reply = patch(mockbana, raw="", headers={"Content-Type": content_type})

    assert (reply.status, message in reply.json["message"]) == (status, True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"__proto__":1,"a":2}', {"a": 2}),
        ('{"a":{"__proto__":1}}', {"a": {"__proto__": 1}}),
        ('{"a":"\ud800"}', {"a": "\ud800"}),
        (" {} ", {}),
    ],
)
def test_json_inside_a_text_is_read_without_suspicion(text: str, value: Any) -> None:
    assert accept_shape(text) == value


@pytest.mark.parametrize("raw", [b'{"__proto__":1}', b'{"a":[{"\\u005f_proto__":1}]}'])
def test_a_body_is_read_with_suspicion(raw: bytes) -> None:
    with pytest.raises(KibanaError, match="Invalid request payload JSON format"):
        parse_json(raw)


@pytest.mark.parametrize(
    ("raw", "coding", "whole"),
    [
        (gzip.compress(b"ab", mtime=0) + gzip.compress(b"cd", mtime=0), "gzip", b"abcd"),
        (gzip.compress(b"ab", mtime=0) + b"\0\0", "gzip", b"ab"),
        (zlib.compress(b"ab") + b"x", "deflate", b"ab"),
        (gzip.compress(b"", mtime=0), "gzip", b""),
        (gzip.compress(b"ab", mtime=0) + b"x", "gzip", None),
        (gzip.compress(b"ab", mtime=0)[:-3], "gzip", None),
        (b"", "gzip", None),
        (b"", "deflate", None),
        (b"ab", "gzip, gzip", b"ab"),
        (b"ab", "GZIP", b"ab"),
    ],
)
def test_a_compressed_body_is_unpacked_as_node_does_it(
    raw: bytes, coding: str, whole: bytes | None
) -> None:
    if whole is None:
        with pytest.raises(KibanaError, match="Invalid compressed payload"):
            inflated(raw, coding, 100)
    else:
        assert inflated(raw, coding, 100) == whole


def test_one_coding_named_twice_is_none(mockbana: Mockbana) -> None:
    packed = base64.b64encode(gzip.compress(b"{}")).decode()

    reply = patch(mockbana, raw_b64=packed, headers={"Content-Encoding": ["gzip", "gzip"]})

    assert reply.json["message"] == "Invalid request payload JSON format"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"raw": LONG}, 413),
        ({"raw": LONG, "headers": {"Content-Type": "bogus"}}, 413),
        ({"raw": "<a/>", "headers": {"Content-Type": "application/xml"}}, 415),
        ({"raw": "<a/>", "headers": {"Content-Type": "bogus"}}, 400),
        ({"raw": LONG, "path": "/api/nope"}, 404),
        ({"raw": "{}", "path": "/api/cases", "method": "PUT", "chunked": True}, 404),
    ],
)
def test_a_refused_body_is_read_to_its_end_and_the_connection_kept(
    mockbana: Mockbana, request_: dict[str, Any], status: int
) -> None:
    server = Server(mockbana.url)
    connection = server.connect()
    request = {"method": "PATCH", "path": "/api/cases", **request_}

    first = connection.exchange("PATCH", server.encode(request))
    second = connection.exchange(
        "GET", server.encode({"method": "GET", "path": "/api/cases/_find"})
    )
    connection.close()

    assert (first.status, second.status) == (status, 200)
    assert first.headers["connection"] == "keep-alive"


@pytest.mark.parametrize(
    ("line", "statuses", "connection"),
    [
        ("PATCH /api/cases", [b"100", b"400"], b"keep-alive"),
        ("PATCH /api/nope", [b"404"], b"close"),
        ("GET /api/cases/_find", [b"200"], b"close"),
    ],
)
def test_an_expectation_is_met_where_the_body_is_wanted(
    mockbana: Mockbana, line: str, statuses: list[bytes], connection: bytes
) -> None:
    raw = Server(mockbana.url).connect().sock
    headers = "Host: x\r\nkbn-xsrf: 1\r\nContent-Type: foo\r\nExpect: 100-continue\r\n"

    raw.sendall(f"{line} HTTP/1.1\r\n{headers}Content-Length: 2\r\n\r\n{{}}".encode())
    received = b""
    while b'"' not in received:
        received += raw.recv(65536)
    raw.close()

    assert [part[:3] for part in received.split(b"HTTP/1.1 ")[1:]] == statuses
    assert b"\r\nconnection: " + connection in received


@pytest.mark.parametrize(
    ("request_", "status", "reason"),
    [
        ({"raw": LONG}, 413, "Payload Too Large"),
        (
            {"method": "GET", "path": "/api/cases/_find", "headers": {"Range": "bytes=9-1"}},
            416,
            "Range Not Satisfiable",
        ),
    ],
)
def test_the_status_line_has_nodes_words(
    mockbana: Mockbana, request_: dict[str, Any], status: int, reason: str
) -> None:
    reply = patch(mockbana, **request_)

    assert (reply.status, reply.reason) == (status, reason)
    assert json.loads(reply.body)["error"] != reason
