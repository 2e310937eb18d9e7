from typing import Any

import pytest

from mockbana.kibana.io_ts.excess import excess

CONNECTOR = {"id": "jira", "name": "n"}


@pytest.mark.parametrize(
    ("original", "decoded", "found"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"b": 1, "a": 2, "10": 3, "2": 4}, {}, ["2", "10", "b", "a"]),
        ({"a": {"x": 1}, "b": [1]}, {}, ["a", '{"x":1}', "b", "[1]"]),
        ({"a": None, "b": "x,y"}, {}, ["a", "b"]),
        ({"l": [{"k": 1, "z": 2}, {"z": 3}]}, {"l": [{"k": 1}, {}]}, ["z", "z"]),
        ({"c": CONNECTOR, "c.id": {"x": 1}}, {"c": CONNECTOR}, ["c.id", "x"]),
        ({"c": CONNECTOR, "c.id": {"0": 1}}, {"c": CONNECTOR}, ["c.id"]),
        ({"c": CONNECTOR, "c.no": {"x": 1}}, {"c": CONNECTOR}, ["c.no", '{"x":1}']),
        ({"c": CONNECTOR, "c[id]": {"x": 1}}, {"c": CONNECTOR}, ["c[id]", "x"]),
        ({"constructor": {"x": 1}}, {}, ["constructor", "x"]),
        ({"constructor": {"prototype": {"x": 1}}}, {}, ["constructor", "prototype", "x"]),
        ({"constructor.prototype": {"x": 1}}, {}, ["constructor.prototype", "x"]),
        ({"valueOf": [1, {}]}, {}, ["valueOf", "0", "1", "{}"]),
        ({"c": CONNECTOR, 'c["id"]': {"x": 1}}, {"c": CONNECTOR}, ['c["id"]', "x"]),
        ({"c": CONNECTOR, "c..id": {"x": 1}}, {"c": CONNECTOR}, ["c..id", '{"x":1}']),
        ({"l": [1], "l.0": [7]}, {"l": [1]}, ["l.0", "0"]),
        ({"l": [1], "l.length": {"x": 1}}, {"l": [1]}, ["l.length", "x"]),
    ],
)
def test_surplus_keys_are_listed_as_kibana_lists_them(
    original: Any, decoded: Any, found: list[str]
) -> None:
    assert list(excess(original, decoded)) == found
