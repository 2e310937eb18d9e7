"""``GET openapi.json``: says of requests what the schemas say that judge them."""

from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from mockbana import Mockbana
from mockbana.app import ROUTES
from mockbana.kibana import javascript
from mockbana.kibana.cases.attachments.schemas import ATTACHMENT_PATCH
from mockbana.kibana.cases.configure.schemas import CONFIGURE_PATCH, CONFIGURE_POST
from mockbana.kibana.cases.crud.schemas import CASE_POST, CASES_PATCH
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.io_ts.decode import decode, decode_whole
from mockbana.kibana.openapi import OPERATIONS, openapi
from tests.control.api import control
from tests.golden.data import bodies

VERSIONS = ["8.19.0", "9.0.0", "9.1.0"]


@lru_cache
def document(version: str = "9.1.0") -> dict[str, Any]:
    return openapi(ROUTES, version, "http://localhost:5601")


@lru_cache
def validator(path: str, method: str) -> Draft202012Validator:
    operation = document()["paths"][path][method]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    return Draft202012Validator({**schema, "components": document()["components"]})


def is_accepted(judge: Any, schema: Any, body: Any) -> bool:
    try:
        judge(schema, body)
    except KibanaError:
        return False
    return True


@pytest.mark.parametrize("version", VERSIONS)
def test_the_document_is_valid_openapi(version: str) -> None:
    validate(document(version))


def test_every_route_of_the_cases_api_has_a_description_and_no_other_has() -> None:
    routes = {
        f"{route.method} {route.path}"
        for route in ROUTES
        if route.path.startswith(("/api/cases", "/internal/cases"))
    }

    assert set(OPERATIONS) == routes


@pytest.mark.parametrize(("version", "there"), [("8.19.0", True), ("9.1.0", False)])
def test_a_version_has_the_routes_that_it_has(version: str, there: bool) -> None:
    assert ("/api/cases/status" in document(version)["paths"]) is there


def test_operations_have_names_of_their_own() -> None:
    names = [
        operation["operationId"]
        for operations in document()["paths"].values()
        for operation in operations.values()
    ]

    assert len(names) == len(set(names))


def test_a_server_tells_where_it_is_and_which_version_it_is() -> None:
    with Mockbana(base_path="/kb", kibana_version="8.19.0") as kibana:
        told = control(kibana, "GET", "openapi.json").json()

    assert told["openapi"].startswith("3.1")
    assert [server["url"] for server in told["servers"]] == [
        kibana.url,
        f"{kibana.url}/s/{{space}}",
    ]
    assert "8.19.0" in told["info"]["description"]


def test_limits_are_those_of_the_schemas() -> None:
    schemas = document()["components"]["schemas"]

    assert schemas["CasesPatch"]["properties"]["cases"]["maxItems"] == 100
    assert schemas["CasePatch"]["properties"]["title"]["maxLength"] == 160
    assert schemas["CasePatch"]["required"] == ["id", "version"]
    assert schemas["CasePatch"]["additionalProperties"] is False


def test_a_query_is_told_as_parameters() -> None:
    parameters = document()["paths"]["/api/cases/_find"]["get"]["parameters"]
    by_name = {each["name"]: each for each in parameters}

    assert {"from", "to", "page", "perPage", "sortField", "customFields"} <= by_name.keys()
    assert by_name["sortOrder"]["schema"] == {"type": "string", "enum": ["desc", "asc"]}


RECORDED = [
    pytest.param(file, path, method, schema, id=file)
    for file, path, method, schema in [
        ("patch_validation_dev.jsonl", "/api/cases", "patch", CASES_PATCH),
        ("post_validation_dev.jsonl", "/api/cases", "post", CASE_POST),
    ]
]


@pytest.mark.parametrize(("file", "path", "method", "schema"), RECORDED)
def test_recorded_bodies_are_valid_here_when_they_are_valid_there(
    file: str, path: str, method: str, schema: Any
) -> None:
    sent = [body.value for body in bodies(file) if isinstance(body.value, dict)]

    disagreed = [
        body
        for body in sent
        if is_accepted(decode, schema, body) != validator(path, method).is_valid(body)
        and not has_odd_length(body)
    ]

    assert len(sent) > 100
    assert disagreed == []


def has_odd_length(value: Any) -> bool:
    """Whether some text is longer or shorter in Kibana's eyes, which trims, than in JSON's."""
    if isinstance(value, dict):
        return any(map(has_odd_length, value.values()))
    if isinstance(value, list):
        return any(map(has_odd_length, value))
    if not isinstance(value, str):
        return False
    return len(value) != javascript.length(javascript.trim(value))


TEXT = st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
CONNECTORS = st.sampled_from([".none", ".jira", ".swimlane", ".thehive", ".unknown"])
FIELDS = {
    "title": TEXT | JSON,
    "tags": st.lists(TEXT, max_size=3) | JSON,
    "severity": st.sampled_from(["low", "urgent"]) | JSON,
    "connector": JSON
    | st.fixed_dictionaries(
        {"id": TEXT, "name": TEXT, "type": CONNECTORS},
        optional={"fields": st.none() | st.just({"caseId": None}) | st.just({"tlp": 1}) | JSON},
    ),
    "customFields": JSON
    | st.lists(
        st.fixed_dictionaries(
            {"key": TEXT, "type": st.sampled_from(["text", "toggle", "number", "date"])},
            optional={"value": st.none() | st.booleans() | st.integers() | TEXT},
        ),
        max_size=2,
    ),
    "category": st.none() | TEXT,
    "nonsense": JSON,
}


STAMP = {"id": TEXT | JSON, "version": TEXT}


@given(st.lists(st.fixed_dictionaries(STAMP, optional=FIELDS), max_size=2))
def test_any_patch_is_valid_here_when_it_is_valid_there(cases: list[Any]) -> None:
    body = {"cases": cases}

    there = is_accepted(decode, CASES_PATCH, body)

    assert validator("/api/cases", "patch").is_valid(body) is there


ATTACHMENTS = st.fixed_dictionaries(
    {"type": st.sampled_from(["user", "alert", "persistableState", "other"])},
    optional={
        "id": TEXT,
        "version": TEXT,
        "owner": TEXT,
        "comment": TEXT,
        "alertId": TEXT | st.lists(TEXT, max_size=2) | JSON,
        "index": TEXT | st.lists(TEXT, max_size=2),
        "rule": st.just({"id": None, "name": "r"}) | JSON,
        "persistableStateAttachmentTypeId": TEXT,
        "persistableStateAttachmentState": st.just({}) | JSON,
        "nonsense": JSON,
    },
)


@given(ATTACHMENTS)
def test_any_attachment_is_valid_here_when_it_is_valid_there(body: Any) -> None:
    there = is_accepted(decode_whole, ATTACHMENT_PATCH, body)

    assert validator("/api/cases/{case_id}/comments", "patch").is_valid(body) is there


@pytest.mark.parametrize(
    ("path", "method", "schema", "body"),
    [
        (
            "/api/cases/configure",
            "post",
            CONFIGURE_POST,
            {
                "connector": {"id": "none", "name": "none", "type": ".none", "fields": None},
                "closure_type": "close-by-user",
                "owner": "cases",
                "customFields": [
                    {"key": "a", "label": "A", "type": "text", "required": False},
                    {"key": "B", "label": "A", "type": "text", "required": False},
                ],
            },
        ),
        ("/api/cases/configure/{configuration_id}", "patch", CONFIGURE_PATCH, {"version": "x"}),
        (
            "/api/cases/configure/{configuration_id}",
            "patch",
            CONFIGURE_PATCH,
            {"version": "x", "templates": [{"key": "t", "name": "T", "caseFields": None}]},
        ),
    ],
)
def test_a_configuration_is_valid_here_when_it_is_valid_there(
    path: str, method: str, schema: Any, body: Any
) -> None:
    assert validator(path, method).is_valid(body) is is_accepted(decode, schema, body)
