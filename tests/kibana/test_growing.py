"""Sequences that become longer without changing."""

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from mockbana.kibana.storage import SHORT, AppendOnlyList, appended

if TYPE_CHECKING:
    from collections.abc import Sequence

STEPS = st.lists(st.tuples(st.integers(0, 30), st.lists(st.integers(), max_size=20)), max_size=30)


@given(STEPS)
def test_none_changes_whichever_of_them_is_made_longer(steps: list[tuple[int, list[int]]]) -> None:
    made: list[Sequence[int]] = [()]
    expected: list[list[int]] = [[]]

    for turn, more in steps:
        at = turn % len(made)
        made.append(appended(made[at], more))
        expected.append([*expected[at], *more])

    assert [list(items) for items in made] == expected
    assert [len(items) for items in made] == [len(items) for items in expected]


@given(st.integers(0, 40), st.slices(40), st.integers(-45, 45))
def test_it_is_read_like_a_list(length: int, part: slice, index: int) -> None:
    plain = list(range(length))
    items = AppendOnlyList([*plain, 97, 98, 99], length)

    assert items[part] == plain[part]
    assert list(reversed(items)) == plain[::-1]
    assert (index in items) == (index in plain)
    if -length <= index < length:
        assert items[index] == plain[index]
    else:
        assert 97 not in items


def test_one_after_the_other_shares_what_is_there() -> None:
    first = appended((), range(SHORT + 1))

    second = appended(first, [1])

    assert isinstance(first, AppendOnlyList)
    assert isinstance(second, AppendOnlyList)
    assert second._items is first._items
    assert appended(first, [2])._items is not first._items  # type: ignore[attr-defined]


def test_few_are_a_tuple() -> None:
    assert appended((1, 2), [3]) == (1, 2, 3)
