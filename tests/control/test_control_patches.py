"""Patches of a test, and cassettes, spare the way to a server elsewhere, and don't stay in it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockbana import Mockbana
from mockbana.originals import copy_module, has_green_threads

PATCHES = [
    "http.client.HTTPConnection",
    "http.client.HTTPSConnection",
    "socket.socket",
    "socket.create_connection",
    "socket.getaddrinfo",
    "ssl.create_default_context",
    "threading.Thread",
    "time.sleep",
    "time.monotonic",
]
PATCHED = """
import sys
from contextlib import ExitStack
from unittest.mock import MagicMock, patch
from mockbana import Mockbana

url, ca = sys.argv[1], open(sys.argv[2]).read() or None

def use():
    with Mockbana.connect(url, ca_pem=ca, timeout=5) as kibana:
        kibana.cases.add(title="x")
        try:
            kibana.requests.wait("DELETE", timeout=0.05)
        except AssertionError:
            return len(kibana.cases)

with ExitStack() as patches:
    for name in {names}:
        patches.enter_context(patch(name, MagicMock(side_effect=OSError("no network"))))
    print(use())
print(use())
"""
CASSETTE = """
import sys
import vcr
from mockbana import Mockbana

with vcr.use_cassette(sys.argv[2] + ".none", record_mode="none") as cassette:
    with Mockbana.connect(sys.argv[1], timeout=5) as kibana:
        kibana.cases.add(title="x")
        print(len(kibana.cases))
    print(len(cassette))
"""


@pytest.fixture(params=[False, True], ids=["http", "https"])
def server(request: pytest.FixtureRequest) -> Iterator[Mockbana]:
    with Mockbana(tls=request.param) as server:
        yield server


def run(program: str, server: Mockbana, folder: Path) -> list[str]:
    """Run *program*, in which nothing has been imported yet, and return the words it prints."""
    file = folder / "ca.pem"
    file.write_text(server.ca_pem or "")
    command = [sys.executable, "-c", program, server.url, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_a_first_connection_under_patches_works_and_so_does_the_next(
    server: Mockbana, tmp_path: Path
) -> None:
    assert run(PATCHED.format(names=PATCHES), server, tmp_path) == ["1", "2"]


def test_a_cassette_neither_records_nor_refuses_control_calls(tmp_path: Path) -> None:
    with Mockbana() as server:
        assert run(CASSETTE, server, tmp_path) == ["1", "0"]


def test_a_copy_of_a_module_is_made_once_and_is_not_the_one_that_tests_patch() -> None:
    import socket

    copy = copy_module("socket")

    assert copy is copy_module("socket")
    assert copy is not socket
    assert copy.socket is not socket.socket
    assert socket.AddressFamily.__module__ == "socket"


def test_green_threads_keep_the_modules_that_know_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    before = has_green_threads()
    monkeypatch.setattr("_thread.start_new_thread", lambda *_: 0)

    assert (before, has_green_threads()) == (False, True)
    assert copy_module("socket") is socket
