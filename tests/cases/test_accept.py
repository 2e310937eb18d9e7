"""The quick way accepts what marshmallow accepts, and nothing else."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockbana.kibana.cases.crud.schemas import CASE_POST, CASES_PATCH
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.io_ts.accept import acceptor
from mockbana.kibana.io_ts.decode import explain
from tests.golden.data import bodies

ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, 1.5, 2**53, "", " ", "x", "😀" * 81, "\ufeff", [], [None], {}, {"a": 1}]
)
TYPES = st.sampled_from([".none", ".jira", ".thehive", ".bogus"])
CONNECTOR = st.fixed_dictionaries(
    {"id": st.just("c") | ODD, "name": st.just("n") | ODD, "type": TYPES | ODD},
    optional={
        "fields": st.none()
        | ODD
        | st.fixed_dictionaries(
            {key: st.none() | st.text(max_size=3) for key in ("issueType", "priority", "parent")}
        )
        | st.fixed_dictionaries({"tlp": st.floats(allow_nan=False) | ODD}),
        "extra": st.just(1),
    },
)
FIELD = st.fixed_dictionaries(
    {"key": st.text(max_size=3) | ODD, "type": st.sampled_from(["text", "toggle", "number"])},
    optional={"value": st.text(max_size=3) | st.booleans() | st.integers() | ODD},
)
MEMBERS: dict[Any, st.SearchStrategy[Any]] = {
    "title": st.text(max_size=170) | ODD,
    "description": st.text(max_size=5) | ODD,
    "tags": st.lists(st.text(max_size=4) | ODD, max_size=4) | ODD,
    "severity": st.sampled_from(["low", "high", "LOW"]) | ODD,
    "category": st.text(max_size=60) | ODD,
    "assignees": st.lists(st.fixed_dictionaries({"uid": st.text() | ODD}), max_size=11) | ODD,
    "settings": st.fixed_dictionaries({"syncAlerts": st.booleans() | ODD}) | ODD,
    "connector": CONNECTOR | ODD,
    "customFields": st.lists(FIELD, max_size=3) | ODD,
    "owner": st.just("cases") | ODD,
    "extra": ODD,
}
CASE = st.fixed_dictionaries(
    {"id": st.text(max_size=3) | ODD, "version": st.just("v")},
    optional={**MEMBERS, "status": st.sampled_from(["open", "closed", "shut"]) | ODD},
)


def explained(schema: Any, body: Any) -> bool:
    try:
        explain(schema, body)
    except KibanaError:
        return False
    return True


@settings(max_examples=150, deadline=None)
@given(body=st.fixed_dictionaries({"cases": st.lists(CASE, max_size=3)}) | ODD)
def test_both_ways_accept_the_same_patches(body: Any) -> None:
    if isinstance(body, dict):
        assert acceptor(CASES_PATCH)(body) == explained(CASES_PATCH, body)


@settings(max_examples=150, deadline=None)
@given(body=st.fixed_dictionaries({}, optional=MEMBERS))
def test_both_ways_accept_the_same_posts(body: Any) -> None:
    assert acceptor(CASE_POST)(body) == explained(CASE_POST, body)


@pytest.mark.parametrize(
    ("schema", "file"),
    [(CASES_PATCH, "patch_validation_dev.jsonl"), (CASE_POST, "post_validation_dev.jsonl")],
)
def test_the_quick_way_agrees_with_the_recorded_truth(schema: Any, file: str) -> None:
    wrong = [
        body.id
        for body in bodies(file)
        if isinstance(body.value, dict) and acceptor(schema)(body.value) != body.expect["ok"]
    ]

    assert wrong == []
