"""A server that goes down, comes back on its port, is started again."""

import asyncio
import socket
import threading
from typing import Any

import aiohttp
import pytest
import requests

from mockbana import Mockbana
from mockbana.server.ports import addresses_of, bound_to, close_all, port_of

SEED = {"cases": [{"id": "c1", "title": "Kept"}]}


def status(kibana: Mockbana) -> int:
    return requests.get(f"{kibana.url}/api/cases/c1", timeout=3).status_code


def test_a_server_that_is_down_refuses_and_comes_back_with_its_state() -> None:
    with Mockbana(SEED) as kibana:
        port = kibana.port
        with kibana.down(), pytest.raises(requests.ConnectionError, match="refused"):
            status(kibana)
        assert (kibana.port, status(kibana)) == (port, 200)
        kibana.requests.assert_sent("GET", "/api/cases/c1", times=1)


def test_the_state_may_change_while_the_server_is_down() -> None:
    with Mockbana(SEED) as kibana:
        with kibana.down():
            kibana.cases.edit("c1", title="Changed")
        answer = requests.get(f"{kibana.url}/api/cases/c1", timeout=3).json()
        assert answer["title"] == "Changed"


def test_connections_end_when_the_server_goes_down() -> None:
    with Mockbana() as kibana, socket.create_connection((kibana.host, kibana.port), 3) as client:
        client.sendall(b"GET /api/status HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.recv(100_000)
        with kibana.down():
            assert client.recv(100) == b""


def test_a_request_under_way_is_lost_when_the_server_goes_down() -> None:
    with Mockbana() as kibana, socket.create_connection((kibana.host, kibana.port), 3) as client:
        kibana.faults.hang()
        client.sendall(b"GET /api/status HTTP/1.1\r\nHost: x\r\n\r\n")
        while not len(kibana.requests):
            threading.Event().wait(0.01)
        with kibana.down():
            assert client.recv(100) == b""
        assert kibana.requests[0].status is None


def test_blocks_of_down_may_be_nested() -> None:
    with Mockbana(SEED) as kibana:
        with kibana.down():
            with kibana.down():
                pass
            with pytest.raises(requests.ConnectionError):
                status(kibana)
        assert status(kibana) == 200


def test_the_port_is_not_free_for_others_while_the_server_is_down() -> None:
    with (
        Mockbana() as kibana,
        kibana.down(),
        socket.socket() as other,
        pytest.raises(OSError, match="in use"),
    ):
        other.bind((kibana.host, kibana.port))


@pytest.mark.asyncio
async def test_a_server_in_the_running_loop_goes_down_and_comes_back() -> None:
    async with Mockbana(SEED) as kibana, aiohttp.ClientSession() as client:

        async def ask() -> int:
            async with client.get(f"{kibana.url}/api/cases/c1") as answer:
                return answer.status

        assert await ask() == 200
        async with kibana.down():
            with pytest.raises(aiohttp.ClientConnectorError):
                await ask()
        assert await ask() == 200
        with kibana.down(), pytest.raises(aiohttp.ClientConnectorError):
            await ask()
        assert await ask() == 200
    assert asyncio.all_tasks() == {asyncio.current_task()}


def test_a_server_that_stops_while_it_is_down_is_stopped() -> None:
    with Mockbana() as kibana:
        down = kibana.down()
        down.__enter__()
    down.__exit__(None, None, None)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((kibana.host, kibana.port), timeout=2)


def test_a_server_that_does_not_run_cannot_go_down() -> None:
    with pytest.raises(RuntimeError, match=r"isn't running, so it can't go down; start it: with"):
        Mockbana().down()


def test_a_server_elsewhere_says_that_nothing_could_bring_it_back() -> None:
    with (
        Mockbana() as kibana,
        Mockbana.connect(kibana.url) as remote,
        pytest.raises(NotImplementedError, match=r"faults\.refused\(seconds=\.\.\.\)"),
    ):
        remote.down()


def test_a_server_is_started_again_on_its_port_with_its_state() -> None:
    kibana = Mockbana(SEED)
    with kibana:
        kibana.cases.edit("c1", title="Changed")
        first = status(kibana), kibana.port
    with kibana:
        assert (status(kibana), kibana.port) == first
        assert kibana.cases["c1"]["title"] == "Changed"
        kibana.reset()
        assert kibana.cases["c1"]["title"] == "Kept"


def test_a_server_runs_in_one_loop_after_the_other() -> None:
    kibana = Mockbana(SEED)

    async def ask() -> int:
        async with (
            kibana,
            aiohttp.ClientSession() as client,
            client.get(f"{kibana.url}/api/cases/c1") as answer,
        ):
            return answer.status

    assert [asyncio.run(ask()) for _ in range(2)] == [200, 200]
    with kibana:
        assert status(kibana) == 200


def test_a_server_that_runs_is_not_started_once_more() -> None:
    threads = threading.active_count()
    with Mockbana(SEED) as kibana:
        with pytest.raises(RuntimeError, match=f"running already, at {kibana.url}"), kibana:
            pass
        assert status(kibana) == 200
    assert threading.active_count() == threads


def both_families(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def found(host: Any, port: Any, *more: Any, **named: Any) -> list[Any]:
        hosts = ("::1", "127.0.0.1") if host == "localhost" else (host,)
        return [row for name in hosts for row in real(name, port, *more, **named)]

    monkeypatch.setattr(socket, "getaddrinfo", found)


def test_a_name_with_two_addresses_has_one_port(monkeypatch: pytest.MonkeyPatch) -> None:
    both_families(monkeypatch)
    with Mockbana(host="localhost") as kibana:
        for address in ("::1", "127.0.0.1"):
            socket.create_connection((address, kibana.port), timeout=2).close()
        with kibana.down():
            for address in ("::1", "127.0.0.1"):
                with pytest.raises(ConnectionRefusedError):
                    socket.create_connection((address, kibana.port), timeout=2)


def test_a_port_that_is_taken_on_one_address_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both_families(monkeypatch)
    addresses = asyncio.run(addresses_of("localhost"))
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            bound_to(addresses, taken)

        first = iter([taken])
        real = socket.socket.bind

        def bind(plug: socket.socket, address: Any) -> None:
            port = address[1] or next(first, 0)
            real(plug, (address[0], port, *address[2:]))

        monkeypatch.setattr("mockbana.server.ports.ListeningSocket.bind", bind, raising=False)
        sockets = bound_to(addresses, 0)
    assert port_of(sockets) != taken
    assert len({plug.getsockname()[1] for plug in sockets}) == 1
    close_all(sockets)


def test_an_address_that_the_machine_lacks_is_left_out_where_there_is_another() -> None:
    addresses = asyncio.run(addresses_of("127.0.0.1"))
    lacking = addresses[0]._replace(ip="192.0.2.1")

    sockets = bound_to([lacking, *addresses], 0)

    assert [plug.getsockname()[0] for plug in sockets] == ["127.0.0.1"]
    close_all(sockets)
    with pytest.raises(OSError, match="assign requested address"):
        bound_to([lacking], 0)
