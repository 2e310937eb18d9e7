import gc
import threading
import weakref
from collections.abc import Callable

import pytest

from mockbana.harness.assertions.requests import Requests
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.journal import Journal
from mockbana.kibana.http.errors import KibanaError, bad_request

Make = Callable[..., Exchange]


def test_exchanges_are_numbered_from_one_in_the_order_in_which_they_came(
    journal: Journal, send: Make
) -> None:
    first, second = send("GET", "/a"), send("GET", "/b")

    assert [first.seq, second.seq] == [1, 2]
    assert list(journal) == [first, second]
    assert journal[-1] is second
    assert journal[:1] == (first,)


def test_the_oldest_go_when_there_are_too_many_and_are_still_counted(
    journal: Journal, requests: Requests, send: Make
) -> None:
    journal.limit = 3

    for number in range(5):
        send("GET", f"/{number}")

    assert [exchange.path for exchange in journal] == ["/2", "/3", "/4"]
    assert (requests.total, requests.evicted, len(requests)) == (5, 2, 3)


def test_the_oldest_go_when_they_weigh_too_much(journal: Journal, send: Make) -> None:
    journal.size_limit = 100_000

    for number in range(5):
        send("POST", f"/{number}", raw=b"x" * 40_000)

    assert [exchange.path for exchange in journal] == ["/3", "/4"]
    assert journal.evicted == 3


def test_an_exchange_that_is_evicted_before_it_ends_weighs_nothing(
    journal: Journal, begin: Make, send: Make
) -> None:
    journal.limit, journal.size_limit = 1, 60_000
    slow = begin("POST", "/slow", raw=b"x" * 50_000)
    send("GET", "/1")

    journal.close(slow)
    send("POST", "/2", raw=b"x" * 40_000)

    assert [exchange.path for exchange in journal] == ["/2"]


def test_an_exchange_that_a_reset_cut_off_does_not_come_back(
    journal: Journal, begin: Make, send: Make
) -> None:
    told: list[Exchange] = []
    journal.listeners.add(told.append)
    old = begin("POST", "/old", raw=b"x" * 50_000)
    journal.clear()
    new = send("GET", "/new")

    journal.close(old)

    assert list(journal) == [new]
    assert told == [new]
    assert journal.total == new.seq == 1


def test_listeners_hear_of_every_exchange_when_it_has_ended(journal: Journal, begin: Make) -> None:
    told: list[str] = []
    journal.listeners.add(lambda exchange: told.append(str(exchange)))

    exchange = begin("GET", "/api/cases/c1")
    before = list(told)
    exchange.answer(204, {}, None)
    journal.close(exchange)

    assert (before, told) == ([], ["GET /api/cases/c1 -> 204"])


def test_reading_is_safe_while_another_thread_records(journal: Journal, send: Make) -> None:
    journal.limit = 50
    stop = threading.Event()

    def record() -> None:
        while not stop.is_set():
            send("GET", "/api/cases/c1")

    thread = threading.Thread(target=record)
    thread.start()
    try:
        lengths = [len(list(journal)) for _ in range(300)]
    finally:
        stop.set()
        thread.join()

    assert max(lengths) <= 50


def test_a_refused_exchange_holds_no_frames_of_the_server(send: Make) -> None:
    class Held:
        pass

    def fall(held: Held) -> None:
        raise ValueError(held)

    def refuse(held: Held) -> None:
        try:
            fall(held)
        except ValueError:
            raise bad_request("no")  # noqa: B904 - the context is the point

    def refused() -> tuple[KibanaError, "weakref.ref[Held]"]:
        held = Held()
        with pytest.raises(KibanaError) as refusal:
            refuse(held)
        return refusal.value, weakref.ref(held)

    error, held = refused()
    exchange = send("POST", "/api/cases", error=error)
    gc.collect()

    assert exchange.rejected == "400: no"
    assert held() is None


@pytest.mark.parametrize("limit", [0, 1])
def test_a_tiny_journal_counts_as_well_as_a_big_one(
    limit: int, send: Make, journal: Journal
) -> None:
    journal.limit = limit

    for _ in range(3):
        send("GET", "/")

    assert (len(journal), journal.total, journal.evicted) == (limit, 3, 3 - limit)
