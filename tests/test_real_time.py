"""The server, and waiting for it, go on in real time while a test stops or patches its own."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from email.utils import parsedate_to_datetime
from typing import Any, TypeAlias
from unittest.mock import AsyncMock, patch

import pytest
import requests
from freezegun import freeze_time

from mockbana import Mockbana
from mockbana.kibana.clock import iso
from mockbana.originals import time as real

Stop: TypeAlias = Callable[[], AbstractContextManager[Any]]
FIND = "/api/cases/_find"


def stopped(*names: str) -> AbstractContextManager[Any]:
    stack = ExitStack()
    for name in names:
        stack.enter_context(patch(name, return_value=5))
    return stack


STOPS: dict[str, Stop] = {
    "freezegun": lambda: freeze_time("2001-01-01"),
    "monotonic": lambda: stopped("time.monotonic", "time.monotonic_ns"),
    "counter": lambda: stopped("time.perf_counter", "time.perf_counter_ns"),
    "wall": lambda: stopped("time.time", "time.time_ns"),
    "asyncio": lambda: patch.multiple("asyncio", sleep=AsyncMock(), wait_for=AsyncMock()),
}


@pytest.fixture(params=STOPS)
def stop(request: pytest.FixtureRequest) -> Stop:
    return STOPS[request.param]


@pytest.fixture
def kibana() -> Iterator[Mockbana]:
    with Mockbana() as server:
        yield server


def get(kibana: Mockbana, path: str = FIND, **more: Any) -> requests.Response:
    return requests.get(f"{kibana.url}{path}", timeout=5, **more)


def lasts(function: Callable[[], Any]) -> float:
    """Return how many seconds *function* takes, on a clock that no patch reaches."""
    began = real.monotonic()
    function()
    return real.monotonic() - began


def test_a_delay_ends_and_is_measured(kibana: Mockbana, stop: Stop) -> None:
    kibana.faults.delay(0.1)

    with stop():
        answer = get(kibana)

    assert answer.status_code == 200
    assert 95 < (kibana.requests.one().duration_ms or 0) < 4000


def test_a_delay_that_began_before_ends_all_the_same(kibana: Mockbana, stop: Stop) -> None:
    kibana.faults.delay(0.3)
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(get, kibana)
        real.sleep(0.1)
        with stop():
            status = answer.result(5).status_code

    assert status == 200
    assert 250 < (kibana.requests.one().duration_ms or 0) < 4000


def test_a_hang_and_a_slow_body_end(kibana: Mockbana, stop: Stop) -> None:
    kibana.faults.hang(seconds=0.1, times=1)
    kibana.faults.slow_body(seconds=0.1, times=1)

    with stop():
        with pytest.raises(requests.ConnectionError, match="RemoteDisconnected"):
            get(kibana)
        answer = get(kibana)

    assert answer.json()["total"] == 0


def test_a_server_that_starts_meanwhile_is_on_real_time_too(stop: Stop) -> None:
    with stop(), Mockbana() as kibana:
        kibana.faults.delay(0.05)
        assert get(kibana).status_code == 200


def test_a_rule_ends_with_its_ttl(kibana: Mockbana, stop: Stop) -> None:
    kibana.faults.internal_error(ttl=0.5)

    with stop():
        statuses = [get(kibana).status_code]
        real.sleep(0.6)
        statuses.append(get(kibana).status_code)

    assert statuses == [500, 200]


def test_the_clock_of_the_server_is_its_own(kibana: Mockbana, stop: Stop) -> None:
    with stop():
        made = kibana.cases.add(title="New")["created_at"]
        date = parsedate_to_datetime(get(kibana).headers["Date"])
        kibana.clock.freeze("2001-01-01")
        frozen = kibana.cases.add(title="Old")["created_at"]

    assert iso(real.time_ns() // 1_000_000 - 60_000) < made
    assert date.timestamp() > real.time() - 60
    assert frozen == "2001-01-01T00:00:00.000Z"


def test_blocking_waits_last_their_time(kibana: Mockbana, stop: Stop) -> None:
    def wait() -> None:
        with pytest.raises(AssertionError):
            kibana.requests.wait("GET", timeout=0.1)

    with stop():
        spans = lasts(wait), lasts(lambda: kibana.requests.never("GET", within=0.1))

    assert [0.09 < span < 4 for span in spans] == [True, True]


def test_waits_over_http_last_their_time(kibana: Mockbana, stop: Stop) -> None:
    where = "/__mockbana__/requests/wait?path=/never&timeout=0.1"

    with stop():
        answer = get(kibana, where)

    assert answer.status_code == 408


def test_waits_from_elsewhere_last_their_time(kibana: Mockbana, stop: Stop) -> None:
    def wait() -> None:
        with pytest.raises(AssertionError):
            remote.requests.wait("GET", timeout=0.1)

    with stop(), Mockbana.connect(kibana.url) as remote:
        span = lasts(wait)
        get(kibana)
        found = remote.requests.wait("GET", timeout=4)

    assert 0.09 < span < 4
    assert len(found) == 1


@pytest.mark.asyncio
async def test_a_loop_on_a_stopped_clock_waits_no_longer(kibana: Mockbana) -> None:
    with freeze_time("2001-01-01"):
        began = real.monotonic()
        with pytest.raises(AssertionError, match="expected at least 1 GET"):
            await kibana.requests.wait_for("GET", timeout=0.1)
        await kibana.requests.never_for("GET", within=0.1)
        span = real.monotonic() - began

    assert 0.19 < span < 4


def test_looking_for_a_server_ends_although_nothing_sleeps() -> None:
    with patch("time.sleep") as sleep, freeze_time("2001-01-01"):
        began = real.monotonic()
        with pytest.raises(ConnectionError):
            Mockbana.connect("http://127.0.0.1:1", timeout=0.2)

    assert 0.2 <= real.monotonic() - began < 5
    sleep.assert_not_called()


def test_the_real_time_is_known_where_the_first_import_comes_under_a_patch() -> None:
    program = """
from unittest.mock import patch
from freezegun import freeze_time
import requests
with freeze_time("2001-01-01"), patch("time.monotonic", return_value=5.0):
    from mockbana import Mockbana
    with Mockbana() as kibana:
        kibana.faults.delay(0.1)
        print(requests.get(f"{kibana.url}/api/cases/_find", timeout=5).status_code)
        print(kibana.requests.one().duration_ms > 95)
"""

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )

    assert (done.stdout.split(), done.stderr) == (["200", "True"], "")


def test_the_copy_of_time_is_no_part_of_what_tests_patch() -> None:
    assert real.monotonic is not time.monotonic
    assert abs(real.monotonic() - time.monotonic()) < 1
    assert abs(real.time() - time.time()) < 1
