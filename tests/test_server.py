"""Starting and stopping: in a loop, in a thread, from the command line."""

import asyncio
import json
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest
import requests

from mockbana import Mockbana
from mockbana.harness.fixtures import FixtureError
from mockbana.kibana.clock import milliseconds

SERVE = [sys.executable, "-m", "mockbana", "serve", "--port", "0"]


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.asyncio
async def test_in_a_loop_it_answers_and_leaves_no_task_behind() -> None:
    async with Mockbana() as kibana, aiohttp.ClientSession() as session:
        reply = await session.get(f"{kibana.url}/api/cases/_find")
        assert reply.status == 200

    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="there is no /proc here")
def test_in_a_thread_it_leaves_neither_thread_nor_socket_behind() -> None:
    threads, descriptors = threading.active_count(), open_descriptors()

    with Mockbana() as kibana, socket.create_connection((kibana.host, kibana.port)) as idle:
        idle.sendall(b"GET /api/cases/_find HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle.recv(12) == b"HTTP/1.1 200"

    assert (threading.active_count(), open_descriptors()) == (threads, descriptors)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((kibana.host, kibana.port))


def test_a_taken_port_is_an_error_and_leaves_no_thread_behind() -> None:
    threads = threading.active_count()

    with Mockbana() as kibana, pytest.raises(OSError, match="in use"), Mockbana(port=kibana.port):
        pass

    assert threading.active_count() == threads


def test_two_servers_know_nothing_of_each_other() -> None:
    with Mockbana() as one, Mockbana() as other:
        one.cases.add(title="Here")

        assert (len(one.cases), len(other.cases)) == (1, 0)


def test_a_savepoint_undoes_the_block() -> None:
    with Mockbana({"cases": [{"id": "a", "title": "Kept"}]}) as kibana:
        with kibana.savepoint():
            kibana.cases.edit("a", title="Changed")
            kibana.cases.add(title="Added")

        assert [case["title"] for case in kibana.cases] == ["Kept"]


def test_savepoints_nest_and_keep_the_clock() -> None:
    with Mockbana({"cases": [{"id": "a", "title": "0"}]}) as kibana:
        kibana.clock.freeze("2025-01-01")
        with kibana.savepoint():
            kibana.cases.edit("a", title="1")
            with kibana.savepoint():
                kibana.cases.edit("a", title="2")
                kibana.clock.advance(60)
                kibana.load({"spaces": [{"id": "soc", "name": "SOC"}]})
            inner = kibana.cases["a"]["title"], len(kibana.deployment.spaces)
        outer = kibana.cases["a"]["title"]

        assert (inner, outer) == (("1", 1), "0")
        assert kibana.clock.now() == milliseconds("2025-01-01")


def test_a_savepoint_of_a_block_that_fails_is_gone_back_to_as_well() -> None:
    with Mockbana() as kibana:
        with suppress(LookupError), kibana.savepoint():
            kibana.cases.add(title="Added")
            raise LookupError

        assert len(kibana.cases) == 0


def test_going_back_hands_over_pointers_and_copies_nothing() -> None:
    def rows(kibana: Mockbana) -> list[int]:
        frozen = kibana.deployment.freeze().objects["default"]
        return [id(table[0] if isinstance(table, tuple) else table) for table in frozen.values()]

    with Mockbana(
        {"cases": [{"id": "a", "comments": [{"type": "user", "comment": "x"}]}]}
    ) as kibana:
        start = rows(kibana)
        with kibana.savepoint():
            kibana.cases.edit("a", title="Changed")
            assert rows(kibana) != start
        assert rows(kibana) == start
        kibana.cases.edit("a", title="Changed")
        kibana.reset()
        assert rows(kibana) == start


def test_a_reset_goes_back_to_the_seed_or_to_exactly_what_is_given() -> None:
    with Mockbana({"cases": [{"id": "a", "title": "Seed"}]}) as kibana:
        kibana.cases.edit("a", title="Changed")
        kibana.reset()
        assert kibana.cases["a"]["title"] == "Seed"

        kibana.reset({"cases": [{"title": "Other"}]})
        assert [case["title"] for case in kibana.cases] == ["Other"]

        with pytest.raises(FixtureError, match="titel"):
            kibana.reset({"cases": [{"titel": "Typo"}]})
        assert [case["title"] for case in kibana.cases] == ["Other"]


def test_over_tls_a_client_that_trusts_the_ca_gets_through() -> None:
    with Mockbana(tls=True) as kibana:
        context = kibana.ssl
        assert isinstance(context, ssl.SSLContext)
        plain = socket.create_connection((kibana.host, kibana.port))
        with context.wrap_socket(plain, server_hostname="localhost") as secure:
            secure.sendall(b"GET /api/cases/_find HTTP/1.1\r\nHost: x\r\n\r\n")
            assert secure.recv(12) == b"HTTP/1.1 200"
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(f"{kibana.url}/api/cases/_find", timeout=5)


def test_serve_says_where_it_is_and_ends_at_once_on_sigterm(tmp_path: Path) -> None:
    port_file = tmp_path / "port"
    command = [*SERVE, "--port-file", str(port_file)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process,
        requests.Session() as session,
    ):
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        health = session.get(f"{url}/__mockbana__/health", timeout=5).json()
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        status = process.wait(5)

    assert (status, health["status"]) == (0, "ok")
    assert time.monotonic() - began < 1
    assert url == f"http://127.0.0.1:{port_file.read_text().strip()}"


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        (
            "cases:\n  - title: A\n    severity: urgent\n",
            ':3: cases[0].severity: must be low, medium, high or critical, not "urgent"',
        ),
        ("cases:\n- titel: A\n", ':2: cases[0].titel: unknown key "titel"; did you mean "title"?'),
        ("cases:\n- title: 'A\n", ":3: found unexpected end of stream"),
    ],
)
def test_serve_refuses_a_bad_fixture_and_names_the_line(
    tmp_path: Path, document: str, complaint: str
) -> None:
    file = tmp_path / "seed.yaml"
    file.write_text(document)

    ended = subprocess.run(
        [*SERVE, "--fixtures", str(file)], capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"{file}{complaint}\n"


def test_an_option_may_be_an_environment_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCKBANA_REQUIRE_AUTH", "1")
    monkeypatch.setenv("MOCKBANA_QUIET", "1")
    with subprocess.Popen(SERVE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()

        status = requests.get(f"{url}/api/cases/_find", timeout=5).status_code

        process.terminate()
    assert status == 401


def test_check_lists_every_problem(tmp_path: Path) -> None:
    file = tmp_path / "seed.json"
    file.write_text(json.dumps({"cases": [{"title": ""}, {"owner": "nobody"}]}, indent=1))

    ended = subprocess.run(
        [sys.executable, "-m", "mockbana", "check", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stdout.splitlines() == [
        f"{file}:4: cases[0].title: The title field cannot be an empty string.",
        f'{file}:7: cases[1].owner: must be cases, observability or securitySolution, not "nobody"',
    ]


def test_fake_writes_the_same_document_for_the_same_seed() -> None:
    command = [sys.executable, "-m", "mockbana", "fake", "--cases", "3", "--random-seed", "7"]

    one, two = (subprocess.run(command, capture_output=True, check=True).stdout for _ in range(2))

    assert one == two
    assert one.count(b"title:") == 3


def test_no_address_is_refused_for_it_would_mean_all_of_them() -> None:
    with pytest.raises(
        ValueError, match=r"^host must be an address or a name, such as 127\.0\.0\.1"
    ):
        Mockbana(host="")
