import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockbana.kibana import javascript
from mockbana.kibana.javascript import UNDEFINED

JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1.0", "1"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("1e21", "1e+21"),
        ("1e20", "100000000000000000000"),
        ("123456789012345680000.5", "123456789012345680000"),
        ("0.000001", "0.000001"),
        ("1e-7", "1e-7"),
        ("1.5e-10", "1.5e-10"),
        ("5e-324", "5e-324"),
        ("12345678901234567890", "12345678901234567000"),
        ("9007199254740993", "9007199254740992"),
        ("1e400", "Infinity"),
        ("-1e400", "-Infinity"),
        ("123.456", "123.456"),
    ],
)
def test_a_number_reads_as_javascript_writes_it(written: str, shown: str) -> None:
    assert javascript.number_text(javascript.number(written)) == shown


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_text_of_a_number_is_that_number_again(value: float) -> None:
    assert float(javascript.number_text(value)) == value


@pytest.mark.parametrize(
    ("text", "value"), [("", 0), (" 12 ", 12), ("1e2", 100), ("0x1F", 31), (".5", 0.5), ("-7", -7)]
)
def test_text_turns_into_a_number_as_in_javascript(text: str, value: float) -> None:
    assert javascript.to_number(text) == value


@pytest.mark.parametrize("text", ["abc", "1_000", "12px", "0x", "١٢", "nan", "inf"])
def test_other_text_is_no_number(text: str) -> None:
    assert math.isnan(javascript.to_number(text))


def test_trim_takes_a_bom_and_leaves_what_python_would_strip() -> None:
    assert javascript.trim("\ufeff\u00a0 x \u2028\n") == "x"
    assert javascript.trim("\x85x\x1c\u200b") == "\x85x\x1c\u200b"


@pytest.mark.parametrize(
    ("text", "units"), [("", 0), ("é", 1), ("😀", 2), ("\ud83d", 1), ("a😀b", 4)]
)
def test_length_counts_utf_16_units(text: str, units: int) -> None:
    assert javascript.length(text) == units


def test_array_indexes_come_first_and_in_order() -> None:
    members = dict.fromkeys(["b", "10", "a", "2", "02", "4294967295", "-1"])

    assert list(javascript.keys(members)) == ["2", "10", "b", "a", "02", "4294967295", "-1"]


@given(JSON)
def test_what_is_written_is_json_of_the_same_value(value: object) -> None:
    def finite(item: object) -> object:
        if isinstance(item, float):
            return item if math.isfinite(item) else None
        if isinstance(item, dict):
            return {key: finite(each) for key, each in item.items()}
        return [finite(each) for each in item] if isinstance(item, list) else item

    assert json.loads(javascript.stringify(value), parse_int=float) == finite(value)


def test_a_lone_surrogate_is_escaped_inside_json_and_raw_outside() -> None:
    assert javascript.stringify(["\udc00"]) == '["\\udc00"]'
    assert javascript.show("\udc00") == "\udc00"
    assert javascript.show(UNDEFINED) == "undefined"


def test_deep_nesting_is_written_like_any_other() -> None:
    deep: object = {}
    for _ in range(5000):
        deep = [deep]

    assert javascript.to_json(deep) == b"[" * 5000 + b"{}" + b"]" * 5000


def test_an_answer_may_hold_what_a_fast_encoder_refuses() -> None:
    assert javascript.to_json({"a": "\ud83d", "b": 2**70}) == (
        b'{"a":"\\ud83d","b":1.1805916207174113e+21}'
    )
