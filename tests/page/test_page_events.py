import asyncio
import json
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, TypeAlias

import httpx
import pytest
from aiohttp.test_utils import make_mocked_request

from mockbana import Mockbana
from mockbana.harness.journal.journal import Journal, Record
from mockbana.harness.page.events import ROWS, Watch, send_events

Listen: TypeAlias = Callable[..., Any]
FIND = "/api/cases/_find"


def rows(told: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told.get("rows", [])
    return found


def test_the_first_event_tells_all_there_is(
    kibana: Mockbana, client: httpx.Client, listen: Listen
) -> None:
    kibana.faults.unauthorized(match={"path": "/nowhere"})
    client.get(FIND, params={"page": 1})

    with listen() as events:
        told = events.next()

    [row] = told["rows"]
    assert row.items() >= {"seq": 1, "method": "GET", "path": f"{FIND}?page=1"}.items()
    assert row.items() >= {"status": 200, "user": "elastic", "why": "", "fault": None}.items()
    assert (told["total"], told["evicted"], told["anew"]) == (1, 0, True)
    assert told["faults"] == [rule.as_dict() for rule in kibana.faults]
    assert told["deployment"]["settings"]["license"] == "trial"


def test_a_request_is_told_as_it_arrives(client: httpx.Client, listen: Listen) -> None:
    with listen() as events:
        events.next()
        client.patch("/api/cases", json={"cases": [{"id": "x", "version": "y"}]})
        [row] = events.until(rows)

    assert (row["method"], row["status"]) == ("PATCH", 404)
    assert "x" in row["why"]


@pytest.mark.parametrize(
    ("method", "body", "why"),
    [
        ("PUT", None, "unknown route"),
        ("POST", {"title": "x" * 171}, "because title is 171 long"),
        ("PATCH", {"cases": [{"id": "c1", "version": "v"}]}, "sent v, current"),
    ],
)
def test_a_row_says_why_it_was_refused(
    kibana: Mockbana, listen: Listen, method: str, body: Any, why: str
) -> None:
    kibana.cases.add(id="c1", title="old")
    httpx.request(method, f"{kibana.url}/api/cases", json=body, headers={"kbn-xsrf": "true"})

    with listen() as events:
        [row] = rows(events.next())

    assert row["why"].startswith(why)


def test_a_row_says_once_what_elasticsearch_says_twice(
    client: httpx.Client, listen: Listen
) -> None:
    client.get(FIND, auth=("bot", "old"))

    with listen() as events:
        [row] = rows(events.next())

    assert (
        row["why"]
        == "unable to authenticate user [bot] for REST request [/_security/_authenticate]"
    )


def test_a_request_that_hangs_is_shown_at_once_and_again_when_it_is_over(
    kibana: Mockbana, client: httpx.Client, listen: Listen
) -> None:
    kibana.faults.delay(seconds=0.4)
    with listen() as events, socket.create_connection((kibana.host, kibana.port)) as slow:
        events.next()
        slow.sendall(f"GET {FIND} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        [pending] = events.until(rows)
        [over] = events.until(rows)

    assert (pending["ms"], pending["status"]) == (None, None)
    assert (over["seq"], over["status"], over["fault"]) == (pending["seq"], 200, "f1")


def test_after_a_lost_connection_it_goes_on_where_it_was(
    client: httpx.Client, listen: Listen
) -> None:
    client.get(FIND)
    with listen() as events:
        events.next()
    client.get(FIND)
    client.get(FIND)

    with listen(events.mark) as again:
        told = again.next()

    assert [row["seq"] for row in told["rows"]] == [2, 3]
    assert "anew" not in told


def test_after_a_reset_everything_is_told_anew(
    kibana: Mockbana, client: httpx.Client, listen: Listen
) -> None:
    for _ in range(3):
        client.get(FIND)
    with listen() as events:
        events.next()
        kibana.reset()
        client.get("/api/status")
        told = events.until(lambda told: told if told.get("anew") else None)

    assert [row["path"] for row in told["rows"]] in ([], ["/api/status"])


def test_fault_counters_and_the_deployment_are_told_when_they_change(
    kibana: Mockbana, client: httpx.Client, listen: Listen
) -> None:
    with listen() as events:
        events.next()
        kibana.faults.unauthorized(times=2)
        [rule] = events.until(lambda told: told.get("faults"))
        client.get(FIND)
        [struck] = events.until(lambda told: told.get("faults"))
        kibana.clock.freeze("2025-01-31T12:00:00Z")
        deployment = events.until(lambda told: told.get("deployment"))

    assert (rule["matched"], rule["fired"]) == (0, 0)
    assert (struck["matched"], struck["fired"]) == (1, 1)
    assert deployment["clock"] == {"now": "2025-01-31T12:00:00.000Z", "frozen": True}


def test_what_only_python_can_compare_with_is_told_as_python_shows_it(
    kibana: Mockbana, listen: Listen
) -> None:
    class Anything:
        def __eq__(self, _: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

        def __repr__(self) -> str:
            return "<anything>"

    kibana.faults.unauthorized(match={"json": Anything()})
    with listen() as events:
        assert events.next()["faults"][0]["match"] == {"json": "<anything>"}


def test_a_long_journal_comes_in_pieces(
    kibana: Mockbana, client: httpx.Client, listen: Listen
) -> None:
    number = ROWS + 10
    for _ in range(number):
        client.get("/api/status")

    with listen() as events:
        first, second = rows(events.next()), events.until(rows)

    assert (len(first), len(first) + len(second)) == (ROWS, number)


def test_without_a_listener_nobody_looks(
    kibana: Mockbana, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []
    read = Journal.read

    def noted(journal: Journal) -> Record:
        looks.append(1)
        return read(journal)

    monkeypatch.setattr(Journal, "read", noted)
    listeners = set(kibana.rig.journal.listeners)
    with listen() as events:
        events.next()
        assert looks
    time.sleep(0.2)
    looks.clear()
    time.sleep(0.3)

    assert looks == []
    assert kibana.rig.journal.listeners == listeners


class Busy(Watch):
    """Has news all the time, each piece of which takes 4 ms to make."""

    def __init__(self, kibana: Mockbana, pieces: list[bool]) -> None:
        super().__init__(kibana.rig, "")
        self.pieces, self.spent = iter(pieces), 0.0

    def news(self) -> bytes:
        self.more = next(self.pieces)
        self.spent += 0.004
        return b""


@pytest.mark.parametrize(
    ("credit", "pieces", "waits"),
    [
        (0, [True, True, False], [0.12, 0.12, 0.12]),
        (0.01, [True, True, True, True], [0, 0, 0.12, 0.12]),
        (0.01, [True, False, True], [0, 0.12, 0.12]),
    ],
)
def test_telling_takes_a_small_share_of_the_time_but_for_the_past(
    kibana: Mockbana,
    monkeypatch: pytest.MonkeyPatch,
    credit: float,
    pieces: list[bool],
    waits: list[float],
) -> None:
    busy, waited = Busy(kibana, pieces), []

    async def wait(seconds: float) -> None:
        waited.append(round(seconds, 3))

    clock = SimpleNamespace(thread_time=lambda: busy.spent, monotonic=lambda: 0.0)
    monkeypatch.setattr("mockbana.harness.page.events.time", clock)
    monkeypatch.setattr("mockbana.harness.page.events.sleep", wait)
    monkeypatch.setattr("mockbana.harness.page.events.CREDIT", credit)
    with suppress(RuntimeError):  # a coroutine can't end with the StopIteration of the pieces
        asyncio.run(send_events(make_mocked_request("GET", "/"), busy))

    assert waited == waits


def test_the_server_stops_at_once_although_a_page_is_open() -> None:
    kibana = Mockbana()
    with kibana, httpx.stream("GET", f"{kibana.url}/__mockbana__/events") as response:
        next(response.iter_lines())
        began = time.monotonic()
        kibana.__exit__()

        assert time.monotonic() - began < 0.5


def test_events_are_not_part_of_the_journal(kibana: Mockbana, listen: Listen) -> None:
    with listen() as events:
        events.next()

    assert len(kibana.requests) == 0


def test_the_page_learns_where_kibana_is() -> None:
    with Mockbana(base_path="/kb") as kibana:
        root = kibana.url.removesuffix("/kb")
        with httpx.stream("GET", f"{root}/__mockbana__/events") as response:
            lines = response.iter_lines()
            data = next(line for line in lines if line.startswith("data: "))

    assert json.loads(data.removeprefix("data: "))["deployment"]["base_path"] == "/kb"
