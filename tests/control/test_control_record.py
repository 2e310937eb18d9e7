"""The whole journal over HTTP: what comes out at the other end is the same journal."""

import asyncio
import json
import threading
import time
from typing import Any
from unittest.mock import ANY

import aiohttp
import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from mockbana import Mockbana
from mockbana.app import ROUTES
from mockbana.harness.journal.describe import RouteMap
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.wire import from_wire, mask_header, to_wire, unmask_header
from mockbana.kibana.deployment import Deployment
from mockbana.kibana.http.routing import Router
from mockbana.remote import RemoteMockbana
from tests.control.api import control


def there_and_back(exchange: Exchange) -> Exchange:
    wire = json.loads(json.dumps(to_wire(exchange, "salt")))
    return from_wire(wire, "salt", Deployment(), RouteMap(Router(ROUTES)))


SENT: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "/api/cases/_find?perPage=1&tags=a&tags=b", {}),
    ("GET", "/s/nowhere/api/cases/x", {}),
    ("PATCH", "/api/cases", {"json": {"cases": [{"id": "a", "version": "x", "title": "T" * 170}]}}),
    ("PATCH", "/api/cases", {"json": {"cases": [{"id": "a", "version": "WzAsMF0="}]}}),
    ("POST", "/api/cases", {"data": b"\xff\x00{", "auth": ("elastic", "wrong")}),
    ("POST", "/api/cases", {"data": "{}", "headers": {"Content-Type": "image/png"}}),
    ("DELETE", '/api/cases?ids=["a","b"]', {}),
    ("GET", "/api/caces", {}),
    ("GET", "/%zz", {}),
    ("HEAD", "/api/status", {}),
]


def test_an_exchange_is_the_same_after_the_way_there_and_back(kibana: Mockbana) -> None:
    kibana.cases.add(id="a", title="Here")
    for method, path, more in SENT:
        headers = {"kbn-xsrf": "1", **more.pop("headers", {})}
        requests.request(method, kibana.url + path, headers=headers, timeout=5, **more)
    with kibana.faults.connection_reset(phase="after"), pytest.raises(requests.ConnectionError):
        requests.get(f"{kibana.url}/api/cases/a", timeout=5)

    for exchange in kibana.requests:
        copy = there_and_back(exchange)
        assert copy.as_dict() == exchange.as_dict()
        assert (str(copy), copy.unexpected) == (str(exchange), exchange.unexpected)
        assert (copy.body, copy.response_body) == (exchange.body, exchange.response_body)


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_sealed_secret_is_equal_to_itself_and_to_nothing_else(secret: str, other: str) -> None:
    name, value = unmask_header(mask_header("Authorization", secret, "salt"), "salt")

    assert name == "Authorization"
    assert value == secret
    assert secret == value
    assert (value == other) is (secret == other)
    assert (value != other) is (secret != other)
    assert value in ("***", f"{secret.partition(' ')[0]} ***") or str(value).endswith("***")


def test_no_secret_leaves_the_server(kibana: Mockbana) -> None:
    requests.get(
        f"{kibana.url}/api/cases/_find",
        headers={"Authorization": "Bearer hush", "Cookie": "sid=hush", "X-Api-Key": "hush"},
        timeout=5,
    )

    for path in ("requests", "requests/1", "requests.har", "requests/record"):
        assert "hush" not in control(kibana, "GET", path).text


@pytest.fixture
def remote(kibana: Mockbana) -> RemoteMockbana:
    return Mockbana.connect(kibana.url)


def send(kibana: Mockbana, path: str = "/api/cases/_find") -> None:
    requests.get(kibana.url + path, timeout=5)


def test_only_what_is_new_is_fetched(kibana: Mockbana, remote: RemoteMockbana) -> None:
    send(kibana)
    first = remote.requests[0]
    send(kibana)

    assert [exchange.seq for exchange in remote.requests] == [1, 2]
    assert remote.requests[0] is first


def test_a_request_under_way_is_there_and_changes_when_it_ends(
    kibana: Mockbana, remote: RemoteMockbana
) -> None:
    kibana.faults.delay(0.3, times=1)
    sender = threading.Thread(target=send, args=[kibana])
    sender.start()
    while not remote.requests:
        time.sleep(0.01)
    before = remote.requests[0].status
    sender.join()

    assert (before, remote.requests[0].status) == (None, 200)


def test_what_was_forgotten_there_is_forgotten_here(
    kibana: Mockbana, remote: RemoteMockbana
) -> None:
    for _ in range(3):
        send(kibana)
    assert len(remote.requests) == 3

    remote.requests.clear()
    send(kibana, "/api/cases/tags")

    assert [exchange.path for exchange in remote.requests] == ["/api/cases/tags"]
    assert (remote.requests.total, remote.requests.evicted) == (1, 0)


def test_another_server_at_the_same_address_is_read_anew() -> None:
    with Mockbana() as first:
        remote = Mockbana.connect(first.url)
        send(first)
        assert len(remote.requests) == 1
        port = first.port
    with Mockbana(port=port) as second:
        remote.close()
        assert len(remote.requests) == 0
        send(second, "/api/cases/tags")
        assert remote.requests.one("GET").path == "/api/cases/tags"


def test_evicted_requests_count() -> None:
    with Mockbana(journal_limit=2) as kibana:
        remote = Mockbana.connect(kibana.url)
        for _ in range(5):
            send(kibana)
        assert len(remote.requests) == 2
        assert (remote.requests.total, remote.requests.evicted) == (5, 3)
        assert remote.requests.count("GET", route="/api/cases/_find") == 5
        with pytest.raises(AssertionError, match="evicted"):
            remote.requests.assert_not_sent("GET", "/api/cases/tags")


def test_waiting_ends_when_the_request_does(kibana: Mockbana, remote: RemoteMockbana) -> None:
    threading.Timer(0.1, send, [kibana]).start()

    began = time.monotonic()
    found = remote.requests.wait("GET", "/api/cases/_find", timeout=40)

    assert found[0].status == 200
    assert time.monotonic() - began < 20


def test_waiting_in_vain_tells_what_came(kibana: Mockbana, remote: RemoteMockbana) -> None:
    send(kibana)

    with pytest.raises(AssertionError, match=r"within 0\.1 s, got 0\nthe only request:"):
        remote.requests.wait("PATCH", timeout=0.1)


def test_waiting_leaves_no_thread_behind(kibana: Mockbana, remote: RemoteMockbana) -> None:
    threads = threading.active_count()
    send(kibana)

    for _ in range(5):
        remote.requests.wait("GET", timeout=1)

    end = time.monotonic() + 2
    while threading.active_count() > threads and time.monotonic() < end:
        time.sleep(0.01)
    assert threading.active_count() == threads


@pytest.mark.asyncio
async def test_waiting_in_an_event_loop_does_not_block_it(
    kibana: Mockbana, remote: RemoteMockbana
) -> None:
    async with aiohttp.ClientSession() as session:

        async def send_later() -> None:
            await asyncio.sleep(0.05)
            await session.get(f"{kibana.url}/api/cases/tags")

        sending = asyncio.create_task(send_later())
        found = await remote.requests.wait_for("GET", "/api/cases/tags", user=ANY)
        await sending

    assert [exchange.status for exchange in found] == [200]


@pytest.mark.parametrize("query", ["after=then", "timeout=-1", "timeout=61", "timeout=x"])
def test_a_question_that_makes_no_sense_is_a_400(kibana: Mockbana, query: str) -> None:
    assert control(kibana, "GET", f"requests/record?{query}").status_code == 400
