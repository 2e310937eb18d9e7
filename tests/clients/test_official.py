"""The judge of all answers, judged."""

from copy import copy, deepcopy
from typing import Any

import pytest
import requests
import yaml

from mockbana import Mockbana
from mockbana.app import ROUTES
from tests.amendments import amend
from tests.official import DATA, Operation, official

CASE = "/api/cases/{case_id}"
FIND = "/api/cases/_find"
REFUSAL = {"statusCode": 404, "error": "Not Found", "message": "No."}
UNDOCUMENTED = {f"GET {CASE}/resolve"}  # internal, in spite of its path


@pytest.fixture
def case(mockbana: Mockbana) -> Any:
    return deepcopy(mockbana.cases.add(comments=[{"type": "user", "comment": "Seen."}]))


def complaints(path: str, body: Any, status: int = 200, method: str = "GET") -> list[str]:
    return list(official().complaints(method, path, status, body))


def test_an_answer_as_documented_is_fine(case: Any) -> None:
    assert complaints(CASE, case) == []
    assert complaints(CASE, REFUSAL, 404) == []
    assert complaints("/api/cases", None, 204, "DELETE") == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"surprise": 1}, "$: Additional properties are not allowed ('surprise' was unexpected)"),
        ({"status": "done"}, "$.status: 'done' is not one of ['closed', 'in-progress', 'open']"),
        ({"title": None}, "$.title: None is not of type 'string'"),
        ({"created_at": "2025-01-01T00:00:00Z"}, "is not a 'date-time'"),
        ({"created_at": "2025-13-01T00:00:00.000Z"}, "is not a 'date-time'"),
        ({"created_by": {"username": "a"}}, "$.created_by: 'email' is a required property"),
        ({"observables": [{}]}, "$.observables[0]: 'id' is a required property"),
        ({"connector": {"id": "j", "name": "J", "type": ".x", "fields": None}}, "$.connector"),
        ({"duration": 1.5}, "$.duration: 1.5 is not of type 'integer', 'null'"),
    ],
)
def test_a_case_that_is_not_as_documented_is_noticed(
    case: Any, change: dict[str, Any], complaint: str
) -> None:
    assert complaint in "\n".join(complaints(CASE, {**case, **change}))


def test_a_member_that_is_missing_is_noticed(case: Any) -> None:
    del case["closed_by"]

    assert complaints(CASE, case) == ["$: 'closed_by' is a required property"]


def test_a_comment_that_is_not_as_documented_is_noticed() -> None:
    comment = {"type": "user", "comment": 5}
    page = {"comments": [comment], "page": 1, "per_page": 20, "total": 1}

    assert complaints(f"{CASE}/comments/_find", page) == [
        "$.comments[0].comment: 5 is not of type 'string'"
    ]


@pytest.mark.parametrize(
    ("method", "path", "status", "body", "complaint"),
    [
        ("GET", FIND, 200, {"cases": {}}, "$.cases: {} is not of type 'array'"),
        ("GET", FIND, 201, {}, "the document knows no 201"),
        ("GET", FIND, 418, REFUSAL, "the document knows no 418"),
        ("GET", FIND, 404, {"oops": 1}, "$: Additional properties"),
        ("GET", FIND, 404, None, "$: None is not of type 'object'"),
        ("DELETE", "/api/cases", 204, {}, "a 204 has no body"),
        ("GET", "/api/status", 404, {"oops": 1}, "$: Additional properties"),
        ("GET", "/api/status", 418, REFUSAL, "nobody answers 418"),
    ],
)
def test_an_answer_of_another_kind_is_noticed(
    method: str, path: str, status: int, body: Any, complaint: str
) -> None:
    (found,) = complaints(path, body, status, method)

    assert found.startswith(complaint)


def test_the_answers_of_a_server_are_judged(mockbana: Mockbana) -> None:
    requests.get(f"{mockbana.url}/api/cases/_find", timeout=5)
    exchange = copy(mockbana.requests[-1])

    assert official().judge(exchange) == []
    exchange.response_body = b'{"total":"none"}'
    assert official().judge(exchange) == [f"{exchange}: $.total: 'none' is not of type 'integer'"]
    exchange.response_body = b""
    assert official().judge(exchange) == [f"{exchange}: $: None is not of type 'object'"]
    exchange.status = 500
    assert official().judge(exchange) == [f"{exchange}: Kibana has no such 500"]


def test_every_public_route_is_in_the_document() -> None:
    strangers = {
        f"{route.method} {route.path}"
        for route in ROUTES
        if route.path.startswith("/api/cases")
        if Operation.of(route.method, route.path) not in official().operations
    }

    assert strangers == UNDOCUMENTED


def test_every_operation_of_the_document_has_a_route() -> None:
    served = {Operation.of(route.method, route.path) for route in ROUTES}

    assert set(official().operations) - served == set()


def test_every_exception_has_a_reason_and_a_source() -> None:
    exceptions = yaml.safe_load((DATA / "kibana-cases.exceptions.yaml").read_text("utf-8"))

    rows = [*exceptions["refusals"], *exceptions["members"]]
    assert [row for row in rows if not (row.get("reason") and row.get("source"))] == []


def test_an_exception_that_changes_nothing_is_an_error() -> None:
    document = deepcopy(official().document)

    with pytest.raises(LookupError, match="is like that anyway"):
        amend(document, "Cases_case_response_properties", {"adds": {"id": {"type": "string"}}})
    with pytest.raises(LookupError):
        amend(document, "Cases_case_response_properties.surprise", {"also": [None]})
