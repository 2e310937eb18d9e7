"""Tables that go back to what they were, and the trail of what was written."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mockbana.kibana.storage import MOST_CHANGES, TrackedTable

KEYS = st.sampled_from("abcd")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), KEYS, st.integers()),
        st.tuples(st.just("delete"), KEYS),
        st.tuples(st.just("freeze")),
        st.tuples(st.just("thaw"), st.integers(0, 9)),
        st.tuples(st.just("look")),
    ),
    max_size=40,
)


class Follower:
    """Keeps a copy of a table with nothing but the help of its trail."""

    def __init__(self) -> None:
        self.table: TrackedTable[int] = TrackedTable()
        self.frozen: list[Any] = [self.table.freeze()]
        self.copy: dict[str, int] = {}

    def write(self, key: str, value: int) -> None:
        self.table[key] = value

    def delete(self, key: str) -> None:
        self.table.pop(key, None)

    def freeze(self) -> None:
        self.frozen.append(self.table.freeze())

    def thaw(self, number: int) -> None:
        self.table = TrackedTable()
        self.table.thaw(self.frozen[number % len(self.frozen)])

    def look(self) -> None:
        changes = self.table.trail.changes()
        if changes is None:
            self.copy = dict(self.table)
            return
        for key in changes:
            self.copy.pop(key, None)
            if key in self.table:
                self.copy[key] = self.table[key]


@given(STEPS)
def test_the_trail_tells_of_every_change_through_all_goings_back(steps: list[Any]) -> None:
    follower = Follower()
    for name, *arguments in steps:
        getattr(follower, name)(*arguments)

    follower.look()

    assert follower.copy == dict(follower.table)


def test_going_back_changes_no_more_than_was_written() -> None:
    table: TrackedTable[int] = TrackedTable()
    table.update({"a": 1, "b": 2, "c": 3})
    seed = table.freeze()
    assert table.trail.changes() is None
    table["b"] = 4

    table.thaw(seed)

    assert table.trail.changes() == ["b"]
    assert table.trail.changes() == []


def test_a_trail_that_nobody_follows_is_given_up() -> None:
    table: TrackedTable[int] = TrackedTable()
    table.freeze()
    table.trail.changes()
    for number in range(MOST_CHANGES + 1):
        table[str(number)] = number

    assert table.trail.changes() is None


def test_frozen_rows_stay_as_they_are() -> None:
    table: TrackedTable[int] = TrackedTable()
    table["a"] = 1
    seed = table.freeze()
    table["a"] = 2
    del table["a"]

    table.thaw(seed)

    assert (dict(table.items()), list(table.values()), len(table)) == ({"a": 1}, [1], 1)
