import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from multidict import CIMultiDict

from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.export import curl

Make = Callable[..., Exchange]

PRINT = 'curl() { printf "%s\\0" "$@"; }; '


def shell_words(line: str) -> list[bytes]:
    """Return what the shell makes of the arguments of *line*."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    done = subprocess.run([bash, "-c", PRINT + line], capture_output=True, check=True)
    return done.stdout.split(b"\0")[:-1]


@pytest.mark.parametrize(
    ("request_", "rest"),
    [
        (("GET", "/api/cases/c1"), "http://kibana:5601/api/cases/c1"),
        (("HEAD", "/api/cases/c1"), "--head http://kibana:5601/api/cases/c1"),
        (("DELETE", '/a?ids=["1"]'), "-X DELETE --globoff 'http://kibana:5601/a?ids=[\"1\"]'"),
        (("GET", "/a/../b"), "--path-as-is http://kibana:5601/a/../b"),
        (("GET", "http://else/a"), "http://else/a"),
    ],
)
def test_a_request_becomes_a_curl_line(send: Make, request_: tuple[str, str], rest: str) -> None:
    assert curl(send(*request_)) == f"curl {rest}"


def test_headers_and_body_are_repeated_and_what_curl_adds_itself_is_not(send: Make) -> None:
    headers = {
        "Accept": "*/*",
        "Accept-Encoding": "gzip",
        "Content-Length": "16",
        "Content-Type": "application/json",
        "User-Agent": "test",
        "kbn-xsrf": "true",
    }

    exchange = send("PATCH", "/api/cases", {"title": "it's"}, headers=headers)

    assert curl(exchange, "https://localhost:9/kb") == (
        "curl -X PATCH --insecure https://localhost:9/api/cases "
        "-H 'Content-Type: application/json' -H 'kbn-xsrf: true' "
        """--data-raw '{"title": "it'"'"'s"}'"""
    )


def test_a_secret_is_left_to_a_variable(send: Make) -> None:
    headers = {"Authorization": "Basic abc", "Cookie": "sid=abc", "X-Empty": ""}

    assert curl(send("GET", "/", headers=headers)) == (
        'curl http://kibana:5601/ -H "Authorization: Basic $SECRET" -H "Cookie: $SECRET" '
        "-H 'X-Empty;'"
    )


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b'{\n "a": 1\n}', r"""--data-raw $'{\n "a": 1\n}'"""),
        (b"\xff\x1b'\\", r"--data-raw $'\xff\x1b\'\\'"),
        ("é🙂".encode(), "--data-raw 'é🙂'"),
        (b"x" * 8_001, "--data-binary @body"),
    ],
)
def test_a_body_stays_on_one_line(send: Make, raw: bytes, words: str) -> None:
    exchange = send("POST", "/", raw=raw, headers={"Content-Type": "text/plain"})

    assert curl(exchange).endswith(f"-H 'Content-Type: text/plain' {words}")


def test_a_body_with_zeros_goes_through_a_pipe(send: Make) -> None:
    line = curl(send("POST", "/", raw=b"a\0"))

    assert line == (
        r"printf '\141\000' | curl -X POST http://kibana:5601/ -H Content-Type: --data-binary @-"
    )


@pytest.mark.parametrize("raw", [b"x" * 8_001, b"\xff" * 2_001, b"\0" * 2_001])
def test_a_body_that_would_be_a_very_long_line_is_a_file(send: Make, raw: bytes) -> None:
    assert curl(send("POST", "/", raw=raw)).endswith(" --data-binary @body")


def test_a_body_that_nobody_read_is_for_the_reader_to_add(send: Make) -> None:
    assert curl(send("POST", "/", headers={"Content-Length": "9"})).endswith("--data-binary @body")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=40).filter(lambda raw: b"\0" not in raw))
@example(b"$(id) `id` \"'\\ ! *")
def test_the_shell_gives_curl_the_very_bytes(send: Make, raw: bytes) -> None:
    line = curl(send("POST", "/$(id)'`id`", raw=raw, headers={"X-Odd": "a'b $(id)"}))

    words = shell_words(line)

    assert words[:3] == [b"-X", b"POST", b"http://kibana:5601/$(id)'`id`"]
    assert b"X-Odd: a'b $(id)" in words
    assert words[-2:] == [b"--data-raw", raw]


def test_odd_bytes_of_headers_are_escaped(send: Make) -> None:
    headers: Any = CIMultiDict({"X-Odd": b"caf\xe9\x1b".decode("utf-8", "surrogateescape")})

    line = curl(send("GET", "/", headers=headers))

    assert line == r"curl http://kibana:5601/ -H $'X-Odd: caf\xe9\x1b'"
    assert shell_words(line)[-1] == b"X-Odd: caf\xe9\x1b"
