"""A server whose standard streams are closed or full, whose loop knows no signals."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

SERVE = [sys.executable, "-m", "mockbana", "serve"]
Start = Callable[..., tuple[subprocess.Popen[bytes], int]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Return a function that serves behind a line of shell; its log is ``log``."""
    started: list[subprocess.Popen[bytes]] = []

    def serve(shell: str, *options: str) -> tuple[subprocess.Popen[bytes], int]:
        port_file = tmp_path / "port"
        command = [*SERVE, "--port", "0", "--port-file", str(port_file), *options]
        with (tmp_path / "log").open("wb") as log:
            process = subprocess.Popen(
                ["sh", "-c", shell, "sh", *command], stdout=subprocess.DEVNULL, stderr=log
            )
        started.append(process)
        patience = time.monotonic() + 10
        while not port_file.exists():
            assert process.poll() is None, (tmp_path / "log").read_text()
            assert time.monotonic() < patience
            time.sleep(0.02)
        return process, int(port_file.read_text())

    yield serve
    for process in started:
        process.kill()
        process.wait()


def health(port: int) -> int:
    return requests.get(f"http://127.0.0.1:{port}/__mockbana__/health", timeout=5).status_code


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_serving_goes_on_with_standard_streams_closed(start: Start, closed: str) -> None:
    process, port = start(f'exec "$@" {closed}')

    assert [health(port) for _ in range(3)] == [200, 200, 200]
    requests.get(f"http://127.0.0.1:{port}/api/cases/_find", timeout=5)
    assert health(port) == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(5) == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")  # noqa: PTH110
@pytest.mark.parametrize("full", [">", "2>"])
def test_serving_goes_on_with_standard_streams_full(
    start: Start, tmp_path: Path, full: str
) -> None:
    process, port = start(f'exec "$@" {full}/dev/full')

    assert health(port) == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(5) == 0
    log = (tmp_path / "log").read_text()
    if full == ">":
        assert f"serving at http://127.0.0.1:{port}, which can't be written to stdout: No" in log
    assert "Traceback" not in log


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_descriptors_used_up_are_a_line_a_second(
    start: Start, tmp_path: Path, log_format: str
) -> None:
    _, port = start('ulimit -n 40; exec "$@"', "--log-format", log_format)

    connections = [socket.create_connection(("127.0.0.1", port), 2) for _ in range(80)]
    time.sleep(1.5)
    for connection in connections:
        connection.close()
    time.sleep(1.2)

    assert health(port) == 200
    log = (tmp_path / "log").read_text()
    assert 1 <= log.count("no file descriptor is left for another connection") <= 3
    assert "Traceback" not in log


WINDOWS = """
import asyncio, runpy, signal, sys
def no(self, *_): raise NotImplementedError
asyncio.unix_events._UnixSelectorEventLoop.add_signal_handler = no
del signal.SIGHUP
sys.argv = ["mockbana", "serve", "--port", "0", "--quiet", *sys.argv[1:]]
runpy.run_module("mockbana", run_name="__main__")
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serving_starts_and_ends_where_loops_know_no_signals(
    tmp_path: Path, number: signal.Signals
) -> None:
    state = tmp_path / "state.json"
    command = [sys.executable, "-c", WINDOWS, "--state", str(state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert health(int(url.rpartition(":")[2])) == 200
        process.send_signal(number)
        assert process.wait(5) == 0
    assert state.exists()
