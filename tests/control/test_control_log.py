"""What ``mockbana serve`` prints: a line a request, JSON on demand, nothing on demand."""

import io
import json
import logging
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from mockbana import Mockbana
from mockbana.serve.log import LineWriter, as_json, as_text, logging_to_stderr, target_of

SECRETS = ["changeme-hush", "hush-token", "hush-admin", "aHVzaA=="]


@contextmanager
def serving(*options: str, stderr: Any) -> Iterator[str]:
    command = [sys.executable, "-m", "mockbana", "serve", "--port", "0", *options]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=stderr, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert process.stdout.read() == ""


def lines_of(tmp_path: Path, *options: str) -> list[str]:
    """Return what the server prints about three requests, one of them refused, one struck."""
    file = tmp_path / "stderr"
    with file.open("w") as stderr, serving(*options, stderr=stderr) as url:
        requests.get(f"{url}/api/cases/_find?perPage=1", timeout=5)
        requests.patch(f"{url}/api/cases", json={}, timeout=5)
        rule: dict[str, Any] = {"kind": "unauthorized", "times": 1}
        requests.post(f"{url}/__mockbana__/faults", json=rule, timeout=5)
        requests.get(f"{url}/api/cases/tags", auth=("elastic", "changeme-hush"), timeout=5)
    return file.read_text().splitlines()


def test_on_a_terminal_there_is_a_line_for_each_request(tmp_path: Path) -> None:
    greeting, *lines = lines_of(tmp_path)

    assert greeting.startswith("Kibana 9.1.0 with 0 cases")
    patterns = [
        r"\d\d:\d\d:\d\d +[\d.]+ ms  GET /api/cases/_find\?perPage=1 -> 200",
        r"\S+ +[\d.]+ ms  PATCH /api/cases -> 400: Request must contain a kbn-xsrf header\.",
        r"\S+ +[\d.]+ ms  GET /api/cases/tags -> 401: fault f1: unauthorized",
    ]
    assert len(lines) == 3
    for pattern, line in zip(patterns, lines, strict=True):
        assert re.fullmatch(pattern, line)


def test_as_json_every_line_is_an_object(tmp_path: Path) -> None:
    greeting, found, refused, struck = map(json.loads, lines_of(tmp_path, "--log-format", "json"))

    assert (greeting["event"], greeting["cases"]) == ("listening", 0)
    assert {"event": "request", "method": "GET", "path": "/api/cases/_find?perPage=1"}.items() <= (
        found.items()
    )
    assert (found["status"], found["why"], found["fault"]) == (200, None, None)
    assert (refused["status"], refused["user"]) == (400, "elastic")
    assert refused["why"] == "Request must contain a kbn-xsrf header."
    assert (struck["status"], struck["fault"]) == (401, "f1")
    assert all(row["ms"] >= 0 for row in (found, refused, struck))


def test_quiet_prints_nothing(tmp_path: Path) -> None:
    assert lines_of(tmp_path, "--quiet") == []


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_no_secret_is_logged(tmp_path: Path, log_format: str) -> None:
    file = tmp_path / "stderr"
    options = ["--log-format", log_format, "--admin-token", "hush-admin", "--require-auth"]
    with (
        file.open("w") as stderr,
        serving(*options, "--user", "ana:changeme-hush", stderr=stderr) as url,
    ):
        for authorization in ("Bearer hush-token", "aHVzaA==", "ApiKey aHVzaA==", "Basic aHVzaA=="):
            headers = {"Authorization": authorization, "Cookie": "sid=hush-token"}
            requests.get(f"{url}/api/cases/tags", headers=headers, timeout=5)
        requests.get(f"{url}/api/cases/tags", auth=("ana", "changeme-hush"), timeout=5)
        requests.get(f"{url}/__mockbana__/snapshot", headers={"x": "hush-admin"}, timeout=5)
    text = file.read_text()

    assert text.count("/api/cases/tags") == 5
    assert [secret for secret in SECRETS if secret in text] == []


def test_credentials_in_an_absolute_target_are_starred_out(kibana: Mockbana) -> None:
    requests.get(f"{kibana.url}/api/cases/tags", timeout=5)
    exchange = kibana.requests[0]
    exchange.call.target = "http://elastic:changeme@kibana:5601/api/cases?mail=a@b.c"

    assert target_of(exchange) == "http://***@kibana:5601/api/cases?mail=a@b.c"


@pytest.mark.parametrize(
    ("sent", "logged"),
    [
        ("/api/cases?apiKey=hush&page=1", "/api/cases?apiKey=***&page=1"),
        ("/api/cases?page=1&access_token=hush", "/api/cases?page=1&access_token=***"),
        ("/api/cases?PASSWORD=hush==&key=hush", "/api/cases?PASSWORD=***&key=***"),
        ("/api/cases?client_secret=hush%26x&a", "/api/cases?client_secret=***&a"),
        ("/api/cases?sortField=updatedAt&author=ana", "/api/cases?sortField=updatedAt&author=ana"),
        ("/api/cases/token=x?tags=a", "/api/cases/token=x?tags=a"),
    ],
)
def test_a_secret_in_a_query_is_starred_out(kibana: Mockbana, sent: str, logged: str) -> None:
    requests.get(f"{kibana.url}{sent}", timeout=5)
    exchange = kibana.requests[0]

    assert f"GET {logged} -> " in as_text(exchange)
    assert json.loads(as_json(exchange))["path"] == logged


ATTACKS = ["\x1b[31mred", "a\nb", "a\r\nFAKE 200", "\u202eevil", "\x00", "\ud800", "x" * 5_000]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_request_breaks_a_line_or_a_terminal(kibana: Mockbana, attack: str) -> None:
    requests.get(f"{kibana.url}/api/cases/tags", timeout=5)
    exchange = kibana.requests[0]
    exchange.call.target = f"/{attack}"
    exchange.rejected = f"400: {attack}"

    text, row = as_text(exchange), as_json(exchange)

    assert (text[-1], row[-1]) == ("\n", "\n")
    assert text[:-1].isprintable()
    assert row[:-1].isascii()
    assert row[:-1].isprintable()
    assert json.loads(row)["path"] == f"/{attack}"
    assert len(text) < 1_000


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_bug_of_ours_is_logged_with_its_trace(
    kibana: Mockbana, monkeypatch: pytest.MonkeyPatch, log_format: Any
) -> None:
    reader, writer = os.pipe()
    monkeypatch.setattr("mockbana.serve.log.STDERR", writer)

    with logging_to_stderr(kibana.rig.journal, log_format):
        bug = ZeroDivisionError("oops\x1b[31m")
        logging.getLogger("mockbana").error("met by %s", "GET /\x1b", exc_info=bug)
    os.close(writer)
    with os.fdopen(reader) as file:
        told = file.read()

    assert "ZeroDivisionError: oops" in told
    assert "\x1b" not in told
    if log_format == "json":
        assert json.loads(told)["event"] == "error"


def test_a_reader_that_never_reads_holds_up_nobody(tmp_path: Path) -> None:
    with serving(stderr=subprocess.PIPE) as url, requests.Session() as session:
        began = time.monotonic()
        for _ in range(250):
            session.get(f"{url}/api/cases/tags?{'x' * 300}", timeout=5)

    assert time.monotonic() - began < 30


def test_lines_that_nobody_reads_make_room_for_newer_ones() -> None:
    reader, writer = os.pipe()
    lines = LineWriter(writer, most=10)
    lines.close()

    for number in range(100):
        lines.add(f"{number}\n")

    assert len(lines._waiting) == 10
    os.close(writer)
    os.close(reader)


def test_a_closed_standard_error_is_no_reason_to_fail() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    lines = LineWriter(writer)

    lines.add("nobody reads this\n")
    lines.close(1)

    os.close(writer)
    assert not lines._thread.is_alive()


def test_a_line_is_told_within_a_moment() -> None:
    reader, writer = os.pipe()
    lines = LineWriter(writer)
    began = time.monotonic()

    lines.add("now\n")

    assert os.read(reader, 10) == b"now\n"
    assert time.monotonic() - began < 10
    lines.close()
    for end in (reader, writer):
        os.close(end)


def test_logging_stops_with_its_block(kibana: Mockbana, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("os.write", lambda _, data: stream.write(data.decode()) and len(data))
    handlers = list(logging.getLogger().handlers)

    with logging_to_stderr(kibana.rig.journal):
        requests.get(f"{kibana.url}/api/cases/tags", timeout=5)
    requests.get(f"{kibana.url}/api/cases/reporters", timeout=5)

    assert "tags" in stream.getvalue()
    assert "reporters" not in stream.getvalue()
    assert logging.getLogger().handlers == handlers
