"""A forked child inherits sockets and objects: neither may disturb the parent's server."""

import asyncio
import gc
import multiprocessing
import os
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
import requests

from mockbana import Fault, Mockbana
from mockbana.harness.faults.kinds import KINDS
from mockbana.server.forks import _owners
from tests.faults.clients import GET_FIND

FORK = multiprocessing.get_context("fork")
BROKEN = [kind for kind in KINDS if KINDS[kind].breaks]
NEEDED: dict[str, dict[str, Any]] = {"hang": {"seconds": 0.01}, "slow_body": {"seconds": 0.01}}
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

Fork = Callable[[], None]


@pytest.fixture
def fork() -> Iterator[Fork]:
    """Return a function that forks a child which lives on until the test ends."""
    children = []

    def start() -> None:
        child = FORK.Process(target=time.sleep, args=(30,), daemon=True)
        child.start()
        children.append(child)

    yield start
    for child in children:
        child.kill()
        child.join()


def in_child(work: Callable[[], object]) -> str:
    """Return what a forked child says of *work*; it has three seconds."""
    outcomes = FORK.Queue()

    def run() -> None:
        try:
            outcomes.put(f"done: {work()}")
        except Exception as error:  # noqa: BLE001 - the test says which one it wants
            outcomes.put(f"{type(error).__name__}: {error}")

    child = FORK.Process(target=run, daemon=True)
    child.start()
    try:
        return str(outcomes.get(timeout=3))
    finally:
        child.kill()
        child.join()


def until_the_end(connection: socket.socket) -> None:
    connection.settimeout(3)
    while connection.recv(65_536):
        pass


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_transport_ends_for_the_client_beside_a_child(fork: Fork, kind: str) -> None:
    with Mockbana() as kibana, socket.create_connection((kibana.host, kibana.port)) as client:
        client.sendall(GET_FIND)
        client.recv(65_536)
        fork()
        kibana.faults.add(Fault(kind, **NEEDED.get(kind, {})))

        client.sendall(GET_FIND.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))

        if kind == "connection_reset":
            with pytest.raises(ConnectionResetError):
                until_the_end(client)
        else:
            until_the_end(client)


def test_a_connection_behind_tls_ends_beside_a_child(fork: Fork) -> None:
    pytest.importorskip("trustme")
    with Mockbana(tls=True) as kibana:
        assert kibana.ssl is not None
        with kibana.ssl.wrap_socket(
            socket.create_connection((kibana.host, kibana.port)), server_hostname="localhost"
        ) as client:
            client.sendall(GET_FIND)
            client.recv(65_536)
            fork()
            kibana.faults.truncated_body()
            client.sendall(GET_FIND)
            with suppress(ssl.SSLEOFError):
                until_the_end(client)


def test_a_request_that_cannot_be_read_is_cut_off_beside_a_child(fork: Fork) -> None:
    with Mockbana() as kibana, socket.create_connection((kibana.host, kibana.port)) as client:
        client.sendall(GET_FIND)
        client.recv(65_536)
        fork()
        client.sendall(b"nonsense\r\n\r\n")
        until_the_end(client)


def test_a_stopped_server_refuses_connections_beside_a_child(fork: Fork) -> None:
    with Mockbana() as kibana:
        fork()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((kibana.host, kibana.port), timeout=2)


def test_a_child_is_a_client_like_any_other() -> None:
    with Mockbana() as kibana:

        def ask() -> int:
            return requests.get(f"{kibana.url}/api/status", auth=kibana.auth, timeout=2).status_code

        assert in_child(ask) == "done: 200"
        assert ask() == 200


CALLS: list[Callable[[Mockbana], object]] = [
    lambda kibana: kibana.cases.add(title="x"),
    lambda kibana: kibana.reset(),
    lambda kibana: kibana.load({}),
    lambda kibana: kibana.snapshot(),
    lambda kibana: kibana.savepoint().__enter__(),
    lambda kibana: kibana.faults.overloaded(),
    lambda kibana: kibana.clock.freeze(),
    lambda kibana: kibana.requests.wait("GET"),
    lambda kibana: kibana.down(),
    lambda kibana: kibana.bugs,
]


@pytest.mark.parametrize("call", CALLS)
def test_what_belongs_to_the_parent_is_refused_in_a_child(call: Any) -> None:
    with Mockbana() as kibana:
        outcome = in_child(lambda: call(kibana))

    assert outcome.startswith("RuntimeError: this Mockbana runs in the process that forked this")


def test_the_api_is_refused_in_a_child_of_the_thread_of_the_loop() -> None:
    async def work() -> str:
        async with Mockbana() as kibana:
            return await asyncio.to_thread(in_child, lambda: kibana.cases.add(title="x"))

    assert asyncio.run(work()).startswith("RuntimeError: this Mockbana runs in")


def test_the_block_of_the_parent_may_end_in_a_child() -> None:
    with Mockbana() as kibana:
        assert in_child(lambda: kibana.__exit__(None, None, None)) == "done: None"
        assert requests.get(f"{kibana.url}/api/status", timeout=2).status_code == 200


def test_a_child_may_run_a_server_of_its_own() -> None:
    kibana = Mockbana()

    def serve() -> int:
        with kibana:
            kibana.cases.add(title="x")
            return len(kibana.cases)

    assert in_child(serve) == "done: 1"


def test_a_connected_server_is_used_by_parent_and_child_at_once() -> None:
    with Mockbana() as kibana, Mockbana.connect(kibana.url) as remote:
        assert in_child(lambda: remote.cases.add(title="child")["title"]) == "done: child"
        remote.cases.add(title="parent")
        assert {case["title"] for case in remote.cases} == {"child", "parent"}


def test_a_server_that_has_ended_is_not_remembered() -> None:
    gc.collect()
    before = len(_owners())
    for _ in range(3):
        with Mockbana():
            assert len(_owners()) > before
    gc.collect()
    assert len(_owners()) == before


def test_a_child_leaves_the_descriptors_of_others_alone() -> None:
    read, write = os.pipe()
    with Mockbana():
        child = os.fork()
        if child == 0:
            os.write(write, b"here")
            os._exit(0)
        os.waitpid(child, 0)
        assert os.read(read, 4) == b"here"
    os.close(read)
    os.close(write)
