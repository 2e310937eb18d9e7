from typing import Any
from unittest.mock import ANY

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockbana.harness.comparison import contains, json_differences

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from([0.5, 1.0, "", "a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=6,
)


class Positive:
    """A matcher of somebody else's."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int) and other > 0

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "a positive\n number"


def told(actual: Any, wanted: Any, *, exact: bool = False) -> list[str]:
    return [str(one) for one in json_differences(actual, wanted, exact=exact)]


@given(JSON, JSON)
def test_there_are_differences_exactly_where_the_wanted_is_not_contained(
    actual: Any, wanted: Any
) -> None:
    assert contains(actual, wanted) == (not told(actual, wanted))


@given(JSON, JSON)
def test_two_values_are_exactly_equal_when_each_contains_the_other(one: Any, other: Any) -> None:
    same = contains(one, other) and contains(other, one)

    assert same == (not told(one, other, exact=True))


@pytest.mark.parametrize(
    ("actual", "wanted", "text"),
    [
        ({"a": 1, "b": 2}, {"a": 2}, "json.a: expected 2, got 1"),
        ({"b": 2}, {"a": 1}, "json.a: expected 1, got nothing"),
        ({"a": True}, {"a": 1}, "json.a: expected 1, got true"),
        ({"a": "1"}, {"a": 1}, 'json.a: expected 1, got "1"'),
        ({"a": None}, {"a": {"b": 1}}, 'json.a: expected {"b": 1}, got null'),
        ({"a": [{"b": 1}, {"b": 2}]}, {"a": [{}, {"b": 3}]}, "json.a[1].b: expected 3, got 2"),
        ({"a": [1]}, {"a": [1, 2]}, "json.a[1]: expected 2, got nothing"),
        ({"a": [1, 2]}, {"a": [1]}, "json.a[1]: expected nothing, got 2"),
        ({"a": [1] * 9}, {"a": [1]}, "json.a: expected 1 item, got 9 items"),
        ({"a": []}, {"a": [1, 2, 3, 4]}, "json.a: expected 4 items, got 0 items"),
        ({"a.b": 1}, {"a.b": 2}, 'json["a.b"]: expected 2, got 1'),
        ({"a": "x y"}, {"a": "x\u00a0y"}, 'json.a: expected "x\\u00a0y", got "x y"'),
        ({"a": 0}, {"a": Positive()}, "json.a: expected a positive number, got 0"),
    ],
)
def test_a_difference_names_the_place_what_was_expected_and_what_came(
    actual: Any, wanted: Any, text: str
) -> None:
    assert told(actual, wanted) == [text]


def test_anything_that_knows_equality_is_a_matcher() -> None:
    actual = {"id": "c1", "tags": ["a", "b"], "total": 2}

    assert told(actual, {"id": ANY, "tags": [ANY, "b"], "total": Positive()}) == []
    assert told(actual, {"id": ANY, "tags": ANY, "total": ANY}, exact=True) == []


def test_an_exact_comparison_counts_what_nobody_asked_for() -> None:
    assert told({"a": {"b": 1, "c": 2}}, {"a": {"b": 1}}, exact=True) == [
        "json.a.c: expected nothing, got 2"
    ]


def test_long_values_are_cut_to_the_place_where_they_part() -> None:
    expected, got = "a" * 100 + "x" + "b" * 100, "a" * 100 + "y" + "b" * 150

    (text,) = told({"title": got}, {"title": expected})

    assert text.splitlines() == [
        "json.title:",
        f"  expected …{'a' * 20}x{'b' * 51}… (201 characters)",
        f"  got      …{'a' * 20}y{'b' * 51}… (251 characters)",
    ]


def test_what_lies_very_deep_is_left_out() -> None:
    deep: Any = 1
    for _ in range(50):
        deep = [deep]

    (text,) = told({"a": deep}, {"a": 1})

    assert text == f"json.a: expected 1, got {'[' * 12}[…]{']' * 12}"
