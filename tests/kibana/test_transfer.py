import gzip
import json
import zlib

import pytest
import requests

from mockbana import Mockbana
from mockbana.kibana.http.transfer import accepted_coding
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
        ("gzip;q=x", None),
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
        ("lines=1-2", 200, None),
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
