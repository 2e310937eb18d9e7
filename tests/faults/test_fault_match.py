"""For which requests a rule is."""

from typing import Any
from unittest.mock import ANY

import pytest
import requests

from mockbana import Mockbana
from tests.faults.clients import XSRF, change, get, patch

USERS = [
    {"username": "ann", "password": "a", "privileges": {"cases": "all"}},
    {"username": "bob", "password": "b", "privileges": {"cases": "all"}},
]
SPACES = [{"id": "default", "name": "Default"}, {"id": "soc", "name": "SOC"}]
FIXTURE = {"users": USERS, "spaces": SPACES}


def is_struck(kibana: Mockbana, match: dict[str, Any], method: str, path: str, **more: Any) -> bool:
    with kibana.faults.status(418, match=match):
        url = f"{kibana.url}{path}"
        return requests.request(method, url, timeout=5, **more).status_code == 418


@pytest.fixture
def kibana(kibana: Mockbana) -> Mockbana:
    kibana.load(FIXTURE)
    return kibana


@pytest.mark.parametrize(
    ("match", "path", "struck"),
    [
        ({}, "/api/cases/_find", True),
        ({"method": "GET"}, "/api/cases/_find", True),
        ({"method": "get"}, "/api/cases/_find", True),
        ({"method": "PATCH"}, "/api/cases/_find", False),
        ({"path": "/api/cases/_find"}, "/api/cases/_find?page=2", True),
        ({"path": "/api/cases"}, "/api/cases/_find", False),
        ({"path": "/api/cases/*"}, "/api/cases/_find", True),
        ({"path": "*/_find"}, "/s/soc/api/cases/_find", True),
        ({"path": "/api/cases/_find"}, "/s/soc/api/cases/_find", False),
        ({"path": "/s/soc/api/cases/_find"}, "/s/soc/api/cases/_find", True),
        ({"space": "soc"}, "/s/soc/api/cases/_find", True),
        ({"space": "soc", "path": "/api/cases/_find"}, "/s/soc/api/cases/_find", True),
        ({"space": "soc", "path": "/s/soc/api/*"}, "/s/soc/api/cases/_find", True),
        ({"space": "default"}, "/api/cases/_find", True),
        ({"space": "default"}, "/s/default/api/cases/_find", True),
        ({"space": "default"}, "/s/soc/api/cases/_find", False),
        ({"path": "/nonsense"}, "/nonsense", True),
    ],
)
def test_method_path_and_space(
    kibana: Mockbana, match: dict[str, Any], path: str, struck: bool
) -> None:
    assert is_struck(kibana, match, "GET", path) == struck


def test_the_user_is_the_one_behind_the_credentials(kibana: Mockbana) -> None:
    match = {"user": "ann"}

    assert is_struck(kibana, match, "GET", "/api/cases/_find", auth=("ann", "a"))
    assert not is_struck(kibana, match, "GET", "/api/cases/_find", auth=("bob", "b"))
    assert not is_struck(kibana, match, "GET", "/api/cases/_find", auth=("ann", "wrong"))
    assert is_struck(kibana, {"user": "elastic"}, "GET", "/api/cases/_find")


@pytest.mark.parametrize(
    ("wanted", "sent", "struck"),
    [
        ({"x-tenant": "a"}, {"X-Tenant": "a"}, True),
        ({"x-tenant": "a"}, {"X-Tenant": "b"}, False),
        ({"x-tenant": "a"}, {}, False),
        ({"x-tenant": None}, {}, True),
        ({"x-tenant": None}, {"X-Tenant": ""}, False),
        ({"x-tenant": ANY}, {"X-Tenant": "b"}, True),
    ],
)
def test_headers(
    kibana: Mockbana, wanted: dict[str, Any], sent: dict[str, str], struck: bool
) -> None:
    match = {"headers": wanted}

    assert is_struck(kibana, match, "GET", "/api/cases/_find", headers=sent) == struck


@pytest.mark.parametrize(
    ("wanted", "struck"),
    [
        ({"cases": [{"title": "new"}]}, True),
        ({"cases": [{"id": ANY, "title": "new"}]}, True),
        ({"cases": [{"title": "other"}]}, False),
        ({"cases": []}, False),
        ({}, True),
    ],
)
def test_json_is_a_subset_of_the_body(
    kibana: Mockbana, case: dict[str, Any], wanted: dict[str, Any], struck: bool
) -> None:
    body = {"cases": [change(case, title="new")]}

    found = is_struck(kibana, {"json": wanted}, "PATCH", "/api/cases", json=body, headers=XSRF)

    assert found == struck


def test_a_case_is_found_in_path_query_and_body(kibana: Mockbana, case: dict[str, Any]) -> None:
    match, body = {"case_id": case["id"]}, {"cases": [change(case, title="new")]}

    assert is_struck(kibana, match, "GET", f"/api/cases/{case['id']}")
    assert is_struck(kibana, match, "PATCH", "/api/cases", json=body, headers=XSRF)
    assert is_struck(kibana, match, "DELETE", f'/api/cases?ids=["{case["id"]}"]', headers=XSRF)
    assert is_struck(kibana, {"case_id": ["x", case["id"]]}, "GET", f"/api/cases/{case['id']}")
    assert not is_struck(kibana, match, "GET", "/api/cases/another")


def test_the_owner_is_that_of_the_stored_case_or_of_the_body(kibana: Mockbana) -> None:
    own = kibana.cases.add(owner="observability")
    match = {"owner": "observability"}

    assert is_struck(kibana, match, "GET", f"/api/cases/{own['id']}")
    assert is_struck(
        kibana, match, "POST", "/api/cases", json={"owner": "observability"}, headers=XSRF
    )
    assert not is_struck(kibana, match, "POST", "/api/cases", json={"owner": "cases"}, headers=XSRF)


def test_all_keys_must_hold(kibana: Mockbana, case: dict[str, Any]) -> None:
    kibana.faults.overloaded(match={"method": "PATCH", "case_id": case["id"], "user": "elastic"})

    assert get(kibana, f"/api/cases/{case['id']}").status_code == 200
    assert patch(kibana, change(case, title="new")).status_code == 429


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 5000, b'"text"', b"", b'{"cases": 5}'])
def test_a_body_that_is_no_good_matches_nothing_and_is_left_to_kibana(
    kibana: Mockbana, body: bytes
) -> None:
    url, headers = f"{kibana.url}/api/cases", {**XSRF, "content-type": "application/json"}
    plain = requests.patch(url, data=body, headers=headers, timeout=5)
    kibana.faults.overloaded(match={"case_id": "x"})

    watched = requests.patch(url, data=body, headers=headers, timeout=5)

    assert (watched.status_code, watched.content) == (plain.status_code, plain.content)


def test_a_compressed_body_is_matched_and_read_once(kibana: Mockbana, case: dict[str, Any]) -> None:
    import gzip
    import json

    body = gzip.compress(json.dumps({"cases": [change(case, title="new")]}).encode())
    kibana.faults.overloaded(match={"case_id": case["id"]}, times=1)
    headers = {**XSRF, "content-type": "application/json", "content-encoding": "gzip"}

    seen = [
        requests.patch(f"{kibana.url}/api/cases", data=body, headers=headers, timeout=5).status_code
        for _ in range(2)
    ]

    assert seen == [429, 200]
