import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
import requests as http

from mockbana import Mockbana
from mockbana.harness.assertions.requests import Requests
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.journal import Journal

Make = Callable[..., Exchange]


class Broken:
    """A matcher with a bug."""

    def __eq__(self, _: object) -> bool:
        raise ZeroDivisionError

    __hash__ = None  # type: ignore[assignment]


def later(send: Make, *arguments: Any) -> threading.Timer:
    timer = threading.Timer(0.02, send, arguments)
    timer.start()
    return timer


def test_waiting_ends_with_the_request_that_comes(requests: Requests, send: Make) -> None:
    timer = later(send, "PATCH", "/api/cases")

    found = requests.wait("PATCH", "/api/cases")

    assert [exchange.seq for exchange in found] == [1]
    timer.join()


def test_requests_that_came_before_count(requests: Requests, send: Make) -> None:
    send("PATCH", "/api/cases")
    timer = later(send, "PATCH", "/api/cases")

    assert len(requests.wait("PATCH", count=2)) == 2
    assert requests.wait("PUT", count=0) == []
    timer.join()


def test_waiting_ends_although_the_request_is_evicted_at_once(
    journal: Journal, requests: Requests, send: Make
) -> None:
    journal.limit = 0
    timer = later(send, "PATCH", "/api/cases")

    assert requests.wait("PATCH")[0].path == "/api/cases"
    timer.join()


def test_waiting_in_vain_says_what_came_instead(requests: Requests, send: Make) -> None:
    send("PATCH", "/api/case")

    with pytest.raises(AssertionError) as failure:
        requests.wait("PATCH", "/api/cases", timeout=0.01)

    assert str(failure.value) == (
        "expected at least 1 PATCH /api/cases within 0.01 s, got 0\n"
        "the only request:\n"
        "  #1 PATCH /api/case -> 200: unknown route, the nearest is PATCH /api/cases\n"
        '     path: expected "/api/cases", got "/api/case"'
    )


def test_waiting_in_vain_for_an_answer_shows_the_request(requests: Requests, begin: Make) -> None:
    begin("PATCH", "/api/cases")

    with pytest.raises(AssertionError) as failure:
        requests.wait("PATCH", "/api/cases", timeout=0.01)

    assert str(failure.value) == (
        "expected at least 1 PATCH /api/cases within 0.01 s, got 0\n"
        "not answered yet:\n"
        "  #1 PATCH /api/cases -> not answered yet"
    )


def test_never_lasts_its_time_and_fails_at_once(requests: Requests, send: Make) -> None:
    began = time.perf_counter()
    requests.never("PATCH", within=0.05)
    lasted = time.perf_counter() - began
    timer = later(send, "PATCH", "/api/cases")
    with pytest.raises(AssertionError) as failure:
        requests.never("PATCH", within=20)

    assert lasted >= 0.05
    assert str(failure.value) == (
        "expected no PATCH requests within 20 s, got 1\n"
        "matching requests:\n"
        "  #1 PATCH /api/cases -> 200"
    )
    timer.join()


def test_a_request_that_has_come_already_breaks_a_never(requests: Requests, send: Make) -> None:
    send("PATCH", "/api/cases")

    with pytest.raises(AssertionError, match="expected no PATCH requests within 9 s, got 1"):
        requests.never("PATCH", within=9)


def test_a_bug_of_a_matcher_is_raised_by_the_wait(requests: Requests, send: Make) -> None:
    timer = later(send, "PATCH", "/api/cases", {"title": "new"})

    with pytest.raises(ZeroDivisionError):
        requests.wait(json={"title": Broken()})
    timer.join()


def test_a_wait_that_is_over_has_no_listener(
    journal: Journal, requests: Requests, send: Make
) -> None:
    send("GET", "/")
    requests.wait("GET")
    requests.never("PUT", within=0)
    with pytest.raises(AssertionError):
        requests.wait("PUT", timeout=0)

    assert journal.listeners == set()


@pytest.mark.asyncio
async def test_what_is_there_already_needs_no_time_at_all(requests: Requests, send: Make) -> None:
    send("PATCH", "/api/cases")

    found = await requests.wait_for("PATCH", timeout=0)

    assert [exchange.path for exchange in found] == ["/api/cases"]


@pytest.mark.asyncio
async def test_an_event_loop_waits_without_standing_still(requests: Requests, send: Make) -> None:
    async def soon() -> None:
        await asyncio.sleep(0.01)
        send("PATCH", "/api/cases")

    found, _ = await asyncio.gather(requests.wait_for("PATCH"), soon())
    await requests.never_for("PUT", within=0.01)
    with pytest.raises(AssertionError, match=r"expected no PATCH requests within 0\.01 s, got 1"):
        await requests.never_for("PATCH", within=0.01)
    with pytest.raises(AssertionError, match="expected at least 2 PATCH requests within 0 s"):
        await requests.wait_for("PATCH", count=2, timeout=0)

    assert found[0].path == "/api/cases"


@pytest.mark.asyncio
async def test_an_event_loop_must_not_be_blocked(requests: Requests) -> None:
    with pytest.raises(RuntimeError, match=r"this would block the event loop: use await wait_for"):
        requests.wait("PATCH")
    with pytest.raises(RuntimeError, match=r"this would block the event loop: use await never_for"):
        requests.never("PATCH", within=1)


@pytest.mark.asyncio
async def test_a_server_in_a_thread_wakes_a_loop_in_another() -> None:
    def ask(url: str) -> None:
        import urllib.request

        urllib.request.urlopen(f"{url}/api/cases/_find").read()  # noqa: S310

    with Mockbana() as kibana:
        asked = asyncio.to_thread(ask, kibana.url)
        (found, _) = await asyncio.gather(kibana.requests.wait_for(path="*/_find"), asked)

    assert found[0].status == 200


def test_waiting_takes_no_time_once_the_request_is_there(requests: Requests, send: Make) -> None:
    send("GET", "/")
    began = time.perf_counter()

    for _ in range(100):
        requests.wait("GET")

    assert time.perf_counter() - began < 0.5


class Slow:
    """A matcher that takes its time, and says in which thread."""

    def __init__(self) -> None:
        self.threads: set[int] = set()

    def __eq__(self, _: object) -> bool:
        self.threads.add(threading.get_ident())
        time.sleep(0.05)
        return True

    __hash__ = None  # type: ignore[assignment]


def test_matchers_run_on_the_thread_that_waits(requests: Requests, send: Make) -> None:
    slow = Slow()
    timer = later(send, "GET", "/api/cases/_find?page=1")

    requests.wait("GET", query={"page": slow})

    assert slow.threads == {threading.get_ident()}
    timer.join()


def test_a_slow_matcher_does_not_hold_up_the_server(mockbana: Mockbana) -> None:
    slow, found = Slow(), []
    waiter = threading.Thread(
        target=lambda: found.extend(mockbana.requests.wait("GET", query={"page": slow}, count=3))
    )
    waiter.start()
    for _ in range(3):
        http.get(f"{mockbana.url}/api/cases/_find?page=1", timeout=5)
    waiter.join()

    assert len(found) == 3
    assert slow.threads == {waiter.ident}
