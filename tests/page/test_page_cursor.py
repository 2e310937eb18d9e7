from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict, CIMultiDictProxy

from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.journal import Journal
from mockbana.harness.page.events import Cursor
from mockbana.kibana.deployment import Deployment
from mockbana.kibana.http.routing import Call

DEPLOYMENT = Deployment()


def arrive(journal: Journal) -> Exchange:
    headers = CIMultiDictProxy(CIMultiDict[str]())
    return journal.open(Call(DEPLOYMENT, "GET", "/api/cases", headers), "127.0.0.1")


def numbers(exchanges: Iterable[Exchange]) -> list[int]:
    return [exchange.seq for exchange in exchanges]


@pytest.fixture
def journal() -> Journal:
    return Journal()


def test_what_is_new_comes_once(journal: Journal) -> None:
    cursor = Cursor(journal)
    journal.close(arrive(journal))
    first, second = cursor.take(10), cursor.take(10)

    assert (numbers(first.exchanges), first.anew) == ([1], True)
    assert second == ([], False, False)


def test_a_request_under_way_comes_again_when_it_is_over(journal: Journal) -> None:
    cursor = Cursor(journal)
    slow, quick = arrive(journal), arrive(journal)
    journal.close(quick)

    assert numbers(cursor.take(10).exchanges) == [1, 2]
    assert numbers(cursor.take(10).exchanges) == []
    journal.close(slow)
    assert numbers(cursor.take(10).exchanges) == [1]
    assert numbers(cursor.take(10).exchanges) == []


def test_much_comes_piece_by_piece(journal: Journal) -> None:
    cursor = Cursor(journal)
    for _ in range(5):
        journal.close(arrive(journal))

    pieces = [cursor.take(2) for _ in range(3)]

    assert [numbers(piece.exchanges) for piece in pieces] == [[1, 2], [3, 4], [5]]
    assert [piece.more for piece in pieces] == [True, True, False]


@pytest.mark.parametrize("after", [0, 1, 2, 3, 4])
def test_a_journal_that_was_cleared_counts_anew(journal: Journal, after: int) -> None:
    cursor = Cursor(journal)
    for _ in range(3):
        journal.close(arrive(journal))
    cursor.take(10)

    journal.clear()
    for _ in range(after):
        journal.close(arrive(journal))
    news = cursor.take(10)

    assert news.anew
    assert numbers(news.exchanges) == list(range(1, after + 1))
    assert not cursor.take(10).anew


def test_what_was_evicted_is_skipped(journal: Journal) -> None:
    journal.limit = 3
    cursor = Cursor(journal)
    journal.close(arrive(journal))
    cursor.take(10)
    for _ in range(8):
        journal.close(arrive(journal))

    news = cursor.take(10)

    assert (numbers(news.exchanges), news.anew) == ([7, 8, 9], False)


def test_another_cursor_goes_on_at_the_mark(journal: Journal) -> None:
    cursor = Cursor(journal)
    slow = arrive(journal)
    journal.close(arrive(journal))
    cursor.take(10)
    journal.close(arrive(journal))
    journal.close(slow)

    news = Cursor(journal, cursor.mark).take(10)

    assert (sorted(numbers(news.exchanges)), news.anew) == ([1, 3], False)


@pytest.mark.parametrize("mark", ["", "x", "1", "1/", "1/2.5/", "99/1.0/", "/", "-1/0/", "1/x/y,z"])
def test_a_mark_that_leads_nowhere_begins_anew(journal: Journal, mark: str) -> None:
    journal.close(arrive(journal))

    news = Cursor(journal, mark).take(10)

    assert (numbers(news.exchanges), news.anew) == ([1], True)


def test_the_mark_of_another_server_begins_anew(journal: Journal) -> None:
    other = Journal()
    other.close(arrive(other))
    journal.close(arrive(journal))
    cursor = Cursor(other)
    cursor.take(10)

    assert Cursor(journal, cursor.mark).take(10).anew


def follow(cursor: Cursor, known: dict[int, bool]) -> None:
    more = True
    while more:
        exchanges, anew, more = cursor.take(3)
        if anew:
            known.clear()
        known.update({one.seq: one.ended is not None for one in exchanges})


STEPS = st.lists(st.sampled_from(["open", "close first", "close last", "clear", "take", "return"]))


@given(STEPS)
def test_who_follows_the_news_knows_the_journal(steps: list[str]) -> None:
    journal, known, under_way = Journal(), dict[int, bool](), list[Exchange]()
    cursor = Cursor(journal)

    def close(at: int) -> None:
        if under_way:
            journal.close(under_way.pop(at))

    acts: dict[str, Callable[[], object]] = {
        "open": lambda: under_way.append(arrive(journal)),
        "close first": lambda: close(0),
        "close last": lambda: close(-1),
        "clear": journal.clear,
    }
    for step in [*steps, "take"]:
        if step in acts:
            acts[step]()
        elif step == "return":
            cursor = Cursor(journal, cursor.mark)
        else:
            follow(cursor, known)

    assert known == {one.seq: one.ended is not None for one in journal}
