"""What the spaces API takes and refuses."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockbana import Mockbana
from mockbana.kibana.config_schema.validation import validate
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.spaces import SPACE_BODY
from tests.kibana.spaces_api import (
    call,
    refusal,
)


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (None, "[request body]: expected a plain object value, but found [null] instead."),
        ([1], "[request body]: expected a plain object value, but found [Array] instead."),
        ("x", "[request body]: could not parse object value from json input"),
        ({}, "[request body.id]: expected value of type [string] but got [undefined]"),
        (
            {"id": "SOC", "name": ""},
            "[request body.id]: must be lower case, a-z, 0-9, '_', and '-' are allowed",
        ),
        (
            {"id": "soc\n", "name": "SOC"},
            "[request body.id]: must be lower case, a-z, 0-9, '_', and '-' are allowed",
        ),
        ({"id": 1}, "[request body.id]: expected value of type [string] but got [number]"),
        (
            {"id": "soc", "name": ""},
            "[request body.name]: value has length [0] but it must have a minimum length of [1].",
        ),
        (
            {"id": "soc", "name": "SOC", "description": None},
            "[request body.description]: expected value of type [string] but got [null]",
        ),
        (
            {"id": "soc", "name": "SOC", "initials": "SO\U0001f600"},
            (
                "[request body.initials]: "
                "value has length [4] but it must have a maximum length of [2]."
            ),
        ),
        (
            {"id": "soc", "name": "SOC", "color": "red"},
            "[request body.color]: must be a 6 digit hex color, starting with a #",
        ),
        (
            {"id": "soc", "name": "SOC", "disabledFeatures": "apm"},
            "[request body.disabledFeatures]: could not parse array value from json input",
        ),
        (
            {"id": "soc", "name": "SOC", "disabledFeatures": {"a": 1}},
            "[request body.disabledFeatures]: expected value of type [array] but got [Object]",
        ),
        (
            {"id": "soc", "name": "SOC", "disabledFeatures": ["apm", 1]},
            "[request body.disabledFeatures.1]: expected value of type [string] but got [number]",
        ),
        (
            {"id": "soc", "name": "SOC", "disabledFeatures": ["x"] * 101},
            (
                "[request body.disabledFeatures]: "
                "array size is [101], but cannot be greater than [100]"
            ),
        ),
        (
            {"id": "soc", "name": "SOC", "_reserved": "yes"},
            "[request body._reserved]: expected value of type [boolean] but got [string]",
        ),
        (
            {"id": "soc", "name": "SOC", "imageUrl": "https://example.org/soc.png"},
            "[request body.imageUrl]: must start with 'data:image'",
        ),
        (
            {"id": "soc", "name": "SOC", "solution": "soc"},
            (
                "[request body.solution]: types that failed validation:\n"
                "- [request body.solution.0]: expected value to equal [es]\n"
                "- [request body.solution.1]: expected value to equal [oblt]\n"
                "- [request body.solution.2]: expected value to equal [security]\n"
                "- [request body.solution.3]: expected value to equal [classic]"
            ),
        ),
        (
            {"surplus": 1, "id": "soc", "name": "SOC", "more": 2},
            "[request body.surplus]: definition for this key is missing",
        ),
    ],
)
@pytest.mark.parametrize(("method", "path"), [("POST", ""), ("PUT", "/default")])
def test_a_bad_body_is_refused_with_the_first_complaint(
    mockbana: Mockbana, method: str, path: str, body: Any, complaint: str
) -> None:
    assert refusal(call(mockbana, method, path, body)) == (400, complaint)


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        (
            "purpose=findSavedObjects",
            (
                "[request query.purpose]: types that failed validation:\n"
                "- [request query.purpose.0]: expected value to equal [any]\n"
                "- [request query.purpose.1]: expected value to equal [copySavedObjectsIntoSpace]\n"
                "- [request query.purpose.2]: expected value to equal [shareSavedObjectsIntoSpace]"
            ),
        ),
        (
            "include_authorized_purposes=1",
            (
                "[request query.include_authorized_purposes]: "
                "expected value of type [boolean] but got [string]"
            ),
        ),
        (
            "purpose=any&include_authorized_purposes=true",
            (
                "[request query]: "
                "include_authorized_purposes can only be false when purpose is specified"
            ),
        ),
        ("space=soc", "[request query.space]: definition for this key is missing"),
    ],
)
def test_a_bad_query_is_refused(mockbana: Mockbana, query: str, complaint: str) -> None:
    assert refusal(call(mockbana, "GET", f"?{query}")) == (400, complaint)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
BODIES = JSON | st.fixed_dictionaries(
    {"id": st.sampled_from(["soc", "default"]) | JSON, "name": st.just("SOC") | JSON},
    optional=dict.fromkeys(("color", "initials", "disabledFeatures", "solution", "more"), JSON),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=BODIES)
def test_a_body_is_refused_with_its_place_or_converted_once_and_for_all(body: Any) -> None:
    try:
        space = validate(SPACE_BODY, body, "request body")
    except KibanaError as refused:
        space, message = None, refused.message
        assert re.match(r"\[request body[^]]*\]: ", message)

    assert space is None or validate(SPACE_BODY, space, "request body") == space
