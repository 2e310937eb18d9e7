"""HAR 1.2: http://www.softwareishard.com/blog/har-12-spec/ ."""

import base64
import gzip
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from multidict import CIMultiDict

from mockbana.kibana.http.errors import KibanaError
from mockbana.rig.journal.exchange import Exchange
from mockbana.rig.journal.har import to_har
from mockbana.rig.journal.journal import Journal
from mockbana.rig.requests.requests import Requests

Make = Callable[..., Exchange]

NUMBER = (int, float)
PAIRS = [{"name": str, "value": str}]
LOG = {"version": "1.2", "creator": {"name": str, "version": str}, "pages": [], "entries": list}
ENTRY = {
    "startedDateTime": str,
    "time": NUMBER,
    "request": {
        "method": str,
        "url": re.compile(r"https?://[^/]+/.*"),
        "httpVersion": str,
        "cookies": [],
        "headers": PAIRS,
        "queryString": PAIRS,
        "headersSize": -1,
        "bodySize": int,
        "postData?": {"mimeType": str, "text": str},
    },
    "response": {
        "status": int,
        "statusText": str,
        "httpVersion": str,
        "cookies": [],
        "headers": PAIRS,
        "content": {
            "size": int,
            "compression": int,
            "mimeType": str,
            "text": str,
            "encoding?": "base64",
        },
        "redirectURL": str,
        "headersSize": -1,
        "bodySize": int,
        "_error?": str,
    },
    "cache": {},
    "timings": {"send": NUMBER, "wait": NUMBER, "receive": NUMBER},
    "comment": str,
}


def assert_shape(value: Any, shape: Any, path: str = "log") -> None:
    """Fail unless *value* has the members of *shape*, of these types, and no others."""
    match shape:
        case dict():
            optional = {key.removesuffix("?") for key in shape if key.endswith("?")}
            required = {key for key in shape if not key.endswith("?")}
            assert required <= value.keys() <= required | optional, path
            for key, inner in shape.items():
                name = key.removesuffix("?")
                if name in value:
                    assert_shape(value[name], inner, f"{path}.{name}")
        case [inner]:
            for index, item in enumerate(value):
                assert_shape(item, inner, f"{path}[{index}]")
        case re.Pattern():
            assert shape.fullmatch(value), path
        case type() | tuple():
            assert isinstance(value, shape), path
        case _:
            assert value == shape, path


@pytest.fixture
def har(requests: Requests, send: Make, begin: Make) -> dict[str, Any]:
    """Return the HAR of one exchange of each kind."""
    send(
        "PATCH",
        "/api/cases?a=1&a=2&b=",
        {"title": "é\ud800"},
        headers=CIMultiDict({"Authorization": "Basic abc", "Content-Type": "application/json"}),
    )
    send("GET", "/api/cases/c1", answer=b"\xff\xfe")
    send("GET", "/api/cases/c1", status=None, fault="f1")
    send("POST", "/api/cases", error=KibanaError(409, "Conflict", detail="sent a, current b"))
    packed = send("GET", "/api/cases/c1")
    headers = CIMultiDict({"content-type": "text/plain", "content-encoding": "gzip"})
    packed.answer(200, headers, gzip.compress(b"x" * 1_000))
    begin("GET", "/slow")
    log: dict[str, Any] = json.loads(json.dumps(requests.to_har()))["log"]
    return log


def test_a_har_has_the_shape_that_the_specification_wants(har: dict[str, Any]) -> None:
    assert_shape(har, LOG)
    assert_shape(har["entries"], [ENTRY])
    assert len(har["entries"]) == 6
    for entry in har["entries"]:
        assert datetime.fromisoformat(entry["startedDateTime"]).tzinfo
        assert entry["time"] == sum(entry["timings"].values())


def test_an_entry_tells_of_the_request(har: dict[str, Any]) -> None:
    request = har["entries"][0]["request"]

    assert (request["method"], request["url"]) == (
        "PATCH",
        "http://kibana:5601/api/cases?a=1&a=2&b=",
    )
    assert request["queryString"] == [
        {"name": "a", "value": "1"},
        {"name": "a", "value": "2"},
        {"name": "b", "value": ""},
    ]
    assert request["postData"]["mimeType"] == "application/json"
    assert json.loads(request["postData"]["text"]) == {"title": "é\ud800"}
    assert {"name": "Authorization", "value": "Basic ***"} in request["headers"]


def test_bytes_that_are_no_text_are_in_base64(har: dict[str, Any]) -> None:
    content = har["entries"][1]["response"]["content"]

    assert content["encoding"] == "base64"
    assert base64.b64decode(content["text"]) == b"\xff\xfe"


def test_an_answer_that_was_not_sent_has_status_0_and_an_error(har: dict[str, Any]) -> None:
    response = har["entries"][2]["response"]

    assert (response["status"], response["statusText"]) == (0, "")
    assert response["_error"] == "no answer: fault f1"


def test_a_refusal_says_why(har: dict[str, Any]) -> None:
    assert har["entries"][3]["comment"] == "#4 409: sent a, current b"
    assert har["entries"][3]["response"]["statusText"] == "Conflict"


def test_packed_content_is_shown_unpacked(har: dict[str, Any]) -> None:
    response = har["entries"][4]["response"]

    assert response["content"]["text"] == "x" * 1_000
    assert response["content"]["size"] == 1_000
    assert response["content"]["compression"] == 1_000 - response["bodySize"]


def test_the_address_of_the_server_beats_the_host_header(journal: Journal, send: Make) -> None:
    send("GET", "/api/cases/c1")

    url = "https://localhost:9/kb"
    hars = to_har(journal, url), Requests(journal, lambda: url).to_har()

    assert {har["log"]["entries"][0]["request"]["url"] for har in hars} == {
        "https://localhost:9/api/cases/c1"
    }
