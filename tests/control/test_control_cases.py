"""``/__mockbana__/cases``: what another user does, without credentials, faults or a record."""

from typing import Any

import pytest

from mockbana import Mockbana
from tests.control.api import control


def test_a_case_goes_in_is_changed_and_read_without_leaving_a_trace(kibana: Mockbana) -> None:
    kibana.faults.connection_reset()

    added = control(kibana, "POST", "cases", json={"title": "Phishing wave"})
    case = added.json()[0]
    edited = control(kibana, "PATCH", f"cases/{case['id']}", json={"status": "closed"}).json()

    assert added.status_code == 201
    assert (edited["status"], edited["updated_by"]["username"]) == ("closed", "another.user")
    assert edited["version"] != case["version"]
    assert control(kibana, "GET", f"cases/{case['id']}").json() == edited
    assert control(kibana, "GET", "cases").json() == [edited]
    assert len(kibana.requests) == 0


def test_several_cases_go_in_at_once_or_not_at_all(kibana: Mockbana) -> None:
    good = control(kibana, "POST", "cases", json=[{"title": "A"}, {"fake": 2}])
    bad = control(kibana, "POST", "cases", json=[{"title": "B"}, {"title": ""}])

    assert len(good.json()) == 3
    assert (bad.status_code, bad.json()["path"]) == (400, "cases[1].title")
    assert len(kibana.cases) == 3


def test_a_space_has_its_own_cases() -> None:
    with Mockbana({"spaces": [{"id": "soc", "name": "SOC"}]}) as kibana:
        control(kibana, "POST", "cases?space=soc", json={"title": "There"})

        assert (len(kibana.cases), len(kibana.space("soc").cases)) == (0, 1)
        listed = control(kibana, "GET", "cases?space=soc&limit=0")
        assert (listed.json(), listed.headers["mockbana-total"]) == ([], "1")


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "cases/nope", None, 404),
        ("PATCH", "cases/nope", {"title": "x"}, 404),
        ("GET", "cases?space=nope", None, 404),
        ("GET", "cases/a?space=nope", None, 404),
        ("POST", "cases?space=nope", {"title": "x"}, 404),
        ("GET", "cases?limit=some", None, 400),
        ("GET", "cases?limit=-1", None, 400),
        ("POST", "cases", "text", 400),
        ("POST", "cases", None, 400),
        ("POST", "cases", [1], 400),
        ("POST", "cases", {"titel": "x"}, 400),
        ("PATCH", "cases/a", None, 400),
        ("PATCH", "cases/a", {"title": ""}, 400),
        ("PATCH", "cases/a", {"status": "done"}, 400),
        ("PATCH", "cases/a", {"nonsense": 1}, 400),
        ("PATCH", "cases/a", {"self": 1, "case_id": 2}, 400),
        ("PATCH", "cases/a", {"version": "WzAsMV0="}, 400),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(
    kibana: Mockbana, method: str, path: str, body: Any, status: int
) -> None:
    kibana.cases.add(id="a", title="Here")

    reply = control(kibana, method, path, json=body)

    assert reply.status_code == status
    assert isinstance(reply.json()["error"], str)
    assert kibana.cases["a"]["title"] == "Here"


def test_a_refused_change_has_kibanas_words(kibana: Mockbana) -> None:
    kibana.cases.add(id="a", title="Here")

    reply = control(kibana, "PATCH", "cases/a", json={"title": ""}).json()

    assert reply["error"] == "The title field cannot be an empty string."
    assert reply["kibana"]["statusCode"] == 400


def test_bugs_are_listed(kibana: Mockbana) -> None:
    kibana.bugs.append(ZeroDivisionError("oops"))

    assert control(kibana, "GET", "bugs").json() == ["ZeroDivisionError('oops')"]
    kibana.bugs.clear()
