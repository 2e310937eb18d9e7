"""What a rule, or a lost answer, says of a request: that it was expected, and its cases."""

from contextlib import suppress
from typing import Any

import pytest
import requests

from mockbana import Mockbana
from tests.control.api import control
from tests.faults.clients import ask, get

NEW = {
    "title": "New",
    "description": "-",
    "tags": [],
    "owner": "cases",
    "connector": {"id": "none", "name": "none", "type": ".none", "fields": None},
    "settings": {"syncAlerts": True},
}
NEIGHBOURS = [
    ("/api/detection_engine/rules/_find", "/api/detection_engine/rules/_find"),
    ("/api/detection_engine/*", "/api/detection_engine/rules"),
    ("/s/soc/api/detection_engine/*", "/s/soc/api/detection_engine/rules"),
    ("/s/*/api/detection_engine/rules", "/s/soc/api/detection_engine/rules"),
    ("/api/casez", "/api/casez"),
    ("*/rules/_find", "/api/x/rules/_find"),
]
OURS = [
    *(None, "*", "/api/*", "/api/case*", "/api/cases/*"),
    *("/api/cases/typo/_fnd", "/s/*/api/cases/typo/x"),
]


@pytest.mark.parametrize(("pattern", "path"), NEIGHBOURS)
def test_who_writes_a_rule_for_a_neighbour_expects_its_requests(
    kibana: Mockbana, pattern: str, path: str
) -> None:
    kibana.faults.status(200, body={}, times=1, match={"path": pattern})

    seen = [get(kibana, path).status_code for _ in range(2)]

    assert (seen, [one.unexpected for one in kibana.requests]) == ([200, 404], [False, False])
    assert control(kibana, "GET", "verdict").json()["ok"] is True
    with Mockbana.connect(kibana.url) as remote:
        assert [one.unexpected for one in remote.requests] == [False, False]


@pytest.mark.parametrize("pattern", OURS)
def test_a_rule_for_all_or_for_cases_hides_no_mistake(
    kibana: Mockbana, pattern: str | None
) -> None:
    match = {} if pattern is None else {"path": pattern}
    rule = kibana.faults.status(200, body={}, match=match)

    for path in ("/api/cases/typo/_fnd", "/api/casee", "/s/a/api/cases/typo/x"):
        get(kibana, path)

    assert rule.fired >= 1
    assert all(exchange.unexpected for exchange in kibana.requests)


def test_a_neighbour_is_expected_only_while_its_rule_is_there_and_matches(
    kibana: Mockbana,
) -> None:
    path = "/api/lists"
    with kibana.faults.status(200, match={"path": path, "method": "POST"}):
        get(kibana, path)
    get(kibana, path)

    assert [exchange.unexpected for exchange in kibana.requests] == [True, True]


@pytest.mark.parametrize("phase", ["before", "after"])
@pytest.mark.parametrize("kind", ["connection_reset", "malformed_json", "bad_gateway"])
def test_a_lost_answer_is_about_the_case_that_it_made_and_no_other(
    kibana: Mockbana, kind: str, phase: str
) -> None:
    kibana.faults.add({"kind": kind, "phase": phase})
    with suppress(requests.RequestException):
        ask(kibana, "POST", "/api/cases", NEW)

    made = [case["id"] for case in kibana.cases]
    assert len(made) == (phase == "after")
    assert kibana.requests.one("POST").case_ids == made
    with Mockbana.connect(kibana.url) as remote:
        assert remote.requests.one("POST").case_ids == made


def test_a_bulk_get_is_about_the_cases_that_it_names(
    kibana: Mockbana, case: dict[str, Any]
) -> None:
    headers = {"kbn-xsrf": "1", "x-elastic-internal-origin": "kibana"}
    url = f"{kibana.url}/internal/cases/_bulk_get"
    requests.post(url, json={"ids": [case["id"]]}, headers=headers, timeout=5)

    assert kibana.requests.one(case_id=case["id"]).case_ids == [case["id"]]
