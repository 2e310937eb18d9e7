import gzip
import json
import zlib

import pytest
import requests

from mockbana import Mockbana
from mockbana.kibana.http.response import accepted_coding
from tests.golden.wire import Server


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("deflate", "deflate"),
        ("deflate, gzip", "gzip"),
        ("gzip;q=0.5, deflate", "deflate"),
        ("gzip;q=0", None),
        ("gzip;q=0.001", "gzip"),
        ("identity, gzip;q=0.5", None),
        ("br", None),
        ("*", None),
        ("", None),
        ("gzip;q=x", "gzip"),
        ("gzip;q=2", "gzip"),
        ("x-gzip", "gzip"),
        ("identity, gzip", None),
        ("gzip;q=0.3, identity;q=0.3", None),
        ("identity;q=0.2, gzip;q=0.3", "gzip"),
        ("identity;q=0, *", "gzip"),
        ("deflate;q=0.5, *;q=0.9", None),
        ("gzip;a=b", None),
        ("gzip;q=1;a=b", None),
        ("gzip;", None),
        (",, gzip ,", "gzip"),
    ],
)
def test_the_coding_follows_the_clients_wish(header: str, coding: str | None) -> None:
    assert accepted_coding(header) == coding


@pytest.mark.parametrize(
    ("coding", "unpack"), [("gzip", gzip.decompress), ("deflate", zlib.decompress)]
)
def test_a_long_answer_is_compressed_and_a_short_one_is_not(
    mockbana: Mockbana, coding: str, unpack: object
) -> None:
    mockbana.cases.add(id="long", description="x" * 2000)
    mockbana.cases.add(id="short")
    with requests.Session() as session:
        answers = {
            name: session.get(
                f"{mockbana.url}/api/cases/{name}",
                headers={"Accept-Encoding": coding},
                stream=True,
                timeout=5,
            )
            for name in ("long", "short")
        }
        long, short = answers["long"], answers["short"]

        assert callable(unpack)
        assert json.loads(unpack(long.raw.read(decode_content=False)))["id"] == "long"
        assert long.headers["content-encoding"] == coding
        assert "content-length" not in long.headers
        assert long.headers["vary"] == "accept-encoding"
        assert "accept-ranges" not in long.headers
        assert short.json()["id"] == "short"
        assert not {"content-encoding", "vary"} & set(map(str.lower, short.headers))


@pytest.mark.parametrize(
    ("asked", "status", "content_range"),
    [
        ("bytes=0-9", 206, "bytes 0-9/{}"),
        ("bytes=-5", 206, "bytes {-5}-{-1}/{}"),
        ("bytes=10-", 206, "bytes 10-{-1}/{}"),
        ("bytes=99999-", 416, "bytes */{}"),
        ("lines=1-2", 416, "bytes */{}"),
        ("bytes=a-b", 416, "bytes */{}"),
        ("bytes=5-2", 416, "bytes */{}"),
        ("bytes=0-1,", 416, "bytes */{}"),
        ("bytes=-0", 416, "bytes */{}"),
        ("BYTES= 0-9", 206, "bytes 0-9/{}"),
        ("bytes=0-1, 4-5", 200, None),
        ("", 200, None),
    ],
)
def test_a_range_of_a_small_answer_can_be_asked_for(
    mockbana: Mockbana, asked: str, status: int, content_range: str | None
) -> None:
    mockbana.cases.add(id="a")
    path = "/api/cases/a"
    whole = Server(mockbana.url).once({"method": "GET", "path": path}).body

    reply = Server(mockbana.url).once({"method": "GET", "path": path, "headers": {"Range": asked}})

    assert reply.status == status
    if content_range is None:
        assert reply.body == whole
        return
    length = len(whole)
    named = content_range.replace("{-5}", str(length - 5)).replace("{-1}", str(length - 1))
    assert reply.headers["content-range"] == named.replace("{}", str(length))
    if status == 206:
        first, _, last = named.split(" ")[1].partition("/")[0].partition("-")
        assert reply.body == whole[int(first) : int(last) + 1]


def test_a_range_is_not_cut_when_it_depends_on_a_tag(mockbana: Mockbana) -> None:
    headers = {"Range": "bytes=0-1", "If-Range": '"x"'}

    reply = Server(mockbana.url).once(
        {"method": "GET", "path": "/api/cases/_find", "headers": headers}
    )

    assert reply.status == 200


def test_a_refused_range_has_none_of_kibanas_headers(mockbana: Mockbana) -> None:
    headers = {"Range": "bytes=9-1"}

    reply = Server(mockbana.url).once(
        {"method": "GET", "path": "/api/cases/_find", "headers": headers}
    )

    assert not {"kbn-name", "elastic-api-version", "x-content-type-options"} & set(reply.headers)
    assert reply.headers["cache-control"] == "private, no-cache, no-store, must-revalidate"


def test_an_answer_to_head_is_not_compressed(mockbana: Mockbana) -> None:
    mockbana.cases.add(id="long", description="x" * 2000)
    request = {"path": "/api/cases/long", "headers": {"Accept-Encoding": "gzip"}}

    head = Server(mockbana.url).once({"method": "HEAD", **request})
    plain = Server(mockbana.url).once({"method": "GET", "path": "/api/cases/long"})

    assert head.headers["content-length"] == plain.headers["content-length"]
    assert head.headers["vary"] == "accept-encoding"
    assert "content-encoding" not in head.headers


def test_an_old_client_gets_a_compressed_answer_without_chunks(mockbana: Mockbana) -> None:
    mockbana.cases.add(id="long", description="x" * 2000)
    connection = Server(mockbana.url).connect()

    request = b"GET /api/cases/long HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n"
    reply = connection.exchange("GET", request)
    connection.close()

    assert reply.json["id"] == "long"
    assert reply.headers["connection"] == "close"
