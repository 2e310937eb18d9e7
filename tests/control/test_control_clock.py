"""``/__mockbana__/clock``."""

import time
from typing import Any

import pytest
import requests

from mockbana import Mockbana
from tests.control.api import control


def set_clock(kibana: Mockbana, body: Any) -> requests.Response:
    return control(kibana, "POST", "clock", json=body)


def test_a_stopped_clock_stands_still_and_dates_what_is_written(kibana: Mockbana) -> None:
    set_clock(kibana, {"freeze": "2024-02-29T12:00:00Z"})

    case = kibana.cases.add(title="Dated")

    assert case["created_at"] == "2024-02-29T12:00:00.000Z"
    shown = control(kibana, "GET", "clock").json()
    assert shown == {"now": "2024-02-29T12:00:00.000Z", "frozen": True}


def test_it_moves_on_and_back(kibana: Mockbana) -> None:
    set_clock(kibana, {"freeze": "2024-01-01"})

    assert set_clock(kibana, {"advance": 1.5}).json()["now"] == "2024-01-01T00:00:01.500Z"
    assert set_clock(kibana, {"advance": -2}).json()["now"] == "2023-12-31T23:59:59.500Z"


def test_it_stops_where_it_stands_and_runs_on_from_there(kibana: Mockbana) -> None:
    set_clock(kibana, {"advance": 86_400})

    stopped = set_clock(kibana, {"freeze": True}).json()
    running = set_clock(kibana, {"unfreeze": True}).json()

    assert (stopped["frozen"], running["frozen"]) == (True, False)
    assert stopped["now"][:10] == running["now"][:10]


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"freeze": "tomorrow"},
        {"freeze": False},
        {"freeze": 0},
        {"unfreeze": False},
        {"advance": "1"},
        {"advance": True},
        {"advance": 1, "freeze": True},
        {"freeze": "2024-01-01", "extra": 1},
        {"advance": 1e18},
        {"advance": -1e12},
        {"advance": 10**400},
    ],
)
def test_nonsense_is_a_400_and_leaves_the_clock_alone(kibana: Mockbana, body: Any) -> None:
    set_clock(kibana, {"freeze": "2024-01-01"})

    reply = set_clock(kibana, body)

    assert reply.status_code == 400
    assert list(reply.json()) == ["error", "path"]
    assert control(kibana, "GET", "clock").json()["now"] == "2024-01-01T00:00:00.000Z"


def test_a_number_that_json_does_not_have_is_refused(kibana: Mockbana) -> None:
    for number in ("NaN", "Infinity", "1e999"):
        reply = control(kibana, "POST", "clock", data=f'{{"advance": {number}}}')
        assert reply.status_code == 400


def test_where_dates_end_time_stops(kibana: Mockbana) -> None:
    set_clock(kibana, {"freeze": "9999-12-31T23:59:59.999Z"})
    set_clock(kibana, {"unfreeze": True})
    time.sleep(0.01)

    reply = control(kibana, "GET", "clock")

    assert reply.json() == {"now": "9999-12-31T23:59:59.999Z", "frozen": False}
    assert kibana.cases.add(title="Late")["created_at"] == "9999-12-31T23:59:59.999Z"
    assert set_clock(kibana, {"freeze": "2024-01-01"}).status_code == 200
