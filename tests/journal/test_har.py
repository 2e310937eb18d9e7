"""HAR 1.2: http://www.softwareishard.com/blog/har-12-spec/ ."""

import base64
import gzip
import json
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft6Validator
from multidict import CIMultiDict
from referencing import Registry
from referencing.jsonschema import DRAFT6

from mockbana.harness.assertions.requests import Requests
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.export import to_har
from mockbana.harness.journal.journal import Journal
from mockbana.kibana.http.errors import KibanaError

Make = Callable[..., Exchange]

SCHEMAS = Path(__file__).parents[1] / "data" / "har-schema"  # har-schema 2.0.0 of npm


@cache
def published() -> Draft6Validator:
    """Return the published schema, read strictly: others may add members that begin with ``_``."""
    strict = {"additionalProperties": False, "patternProperties": {"^_": {}}}
    schemas = [json.loads(file.read_text()) for file in SCHEMAS.glob("*.json")]
    registry = Registry().with_resources(
        (schema["$id"].rstrip("#"), DRAFT6.create_resource({**strict, **schema}))
        for schema in schemas
    )
    return Draft6Validator(
        {"$ref": "har.json"}, registry=registry, format_checker=Draft6Validator.FORMAT_CHECKER
    )


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
    send("OPTIONS", "*")
    log: dict[str, Any] = json.loads(json.dumps(requests.to_har()))["log"]
    return log


def test_a_har_is_what_the_published_schema_wants(har: dict[str, Any]) -> None:
    assert list(published().iter_errors({"log": har})) == []
    assert len(har["entries"]) == 7
    for entry in har["entries"]:
        assert datetime.fromisoformat(entry["startedDateTime"]).tzinfo
        assert entry["time"] == sum(entry["timings"].values())
        assert urlsplit(entry["request"]["url"]).netloc == "kibana:5601"


@pytest.mark.parametrize("broken", ["creator", "entries", "version"])
def test_the_published_schema_is_really_asked(har: dict[str, Any], broken: str) -> None:
    wrong = [
        {**har, broken: 1},
        {**har, "more": 1},
        {key: har[key] for key in har if key != broken},
    ]

    assert not any(published().is_valid({"log": log}) for log in wrong)


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
