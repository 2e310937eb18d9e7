"""The little language of searches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockbana.kibana.cases.find.analysis import alike, together, words
from mockbana.kibana.cases.find.search import KeywordField, TextField, holds
from mockbana.kibana.cases.find.search_query import OPERATORS, Operator, parse

LETTERS = st.text("ab", min_size=1, max_size=4)
QUERIES = st.text('ab \\"()+|-*~12', max_size=40)
TITLES = st.lists(LETTERS, min_size=1, max_size=6).map(" ".join)


def found(query: str, text: str, operator: Operator = "OR") -> bool:
    tree = parse(query, operator=operator)
    return tree is not None and holds(tree, [TextField(text)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Disk alarm, host-seven!", ["disk", "alarm", "host", "seven"]),
        ("it's 3.14 or 1,000 at example.com", ["it's", "3.14", "or", "1,000", "at", "example.com"]),
        ("v1.a a.1 x_y __ end.", ["v1", "a", "a", "1", "x_y", "end"]),
        ("漢字 ひら カタカナ 한국어", ["漢", "字", "ひ", "ら", "カタカナ", "한국어"]),
        ("ÉTÉ nai\u0308ve", ["été", "nai\u0308ve"]),
        ("🚨 Ransomware on lt-7 ✅", ["🚨", "ransomware", "on", "lt", "7", "✅"]),
        ("a👍🏽b 👩\u200d🚒🔥", ["a", "👍🏽", "b", "👩\u200d🚒", "🔥"]),
        ("🇩🇪🇫🇷 5\ufe0f\u20e3", ["🇩🇪", "🇫🇷", "5\ufe0f\u20e3"]),
        ("(c) 10 % + §", ["c", "10"]),
        ("x" * 300, ["x" * 255, "x" * 45]),
    ],
)
def test_text_is_cut_into_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("query", "matching", "other"),
    [
        ("a b", "a", "c"),
        ("a | b + c", "a c", "a b"),
        ("a + b | c", "c", "a"),
        ("a + (b | c)", "a c", "b c"),
        ("(a | b", "b", "c"),
        ("a) + b", "a b", "a"),
        ("-a", "b", "a"),
        ("--a", "a", "b"),
        ("- a", "a", "b"),
        ("a + -b", "a", "a b"),
        ("+a", "a", "b"),
        ("a + + b", "a b", "a"),
        ('"a b', "b", "c"),
        ('"" a', "a", "b"),
        ("() a", "a", "b"),
        (r"a\*", "a", "ab"),
        (r"\(a", "a", "b"),
        ("a* b", "abc", "bc"),
        ("a~", "a", "b"),
        ("ab~1", "abc", "abcd"),
        ("abcdef~9", "abcd", "abc"),
        ("ab~x", "ab", "abc"),
        ('"a c"~1', "a b c", "a b b c"),
        ("a !! + b", "a b", "a"),
        ("A-B", "b", "c"),
    ],
)
def test_operators_mean_what_they_mean_to_elasticsearch(
    query: str, matching: str, other: str
) -> None:
    assert found(query, matching)
    assert not found(query, other)


@pytest.mark.parametrize("query", ["", " ", "!", "()", '""', "+", "\\", "*", "-", "~"])
def test_a_query_without_a_word_finds_nothing(query: str) -> None:
    assert parse(query) is None


def test_very_long_and_very_deep_queries_are_read() -> None:
    assert found("a " * 20_000, "a")
    assert found("(" * 20_000 + "a" + ")" * 20_000, "a")
    assert not found("a + " * 20_000 + "b", "a")


@given(QUERIES, TITLES)
def test_no_query_fails(query: str, title: str) -> None:
    for operator in OPERATORS.values():
        tree = parse(query, operator=operator, analysed=False)
        if tree is not None:
            holds(tree, [TextField(title), KeywordField(title)])


@given(TITLES)
def test_every_word_and_every_phrase_of_a_text_is_found(title: str) -> None:
    parts = title.split()

    assert all(found(part, title) and found(f"{part[0]}*", title) for part in parts)
    assert found(title, title, "AND")
    assert found(f'"{" ".join(parts[1:] or parts)}"', title)


@given(st.lists(LETTERS, min_size=1, max_size=4), TITLES)
def test_and_finds_no_more_than_or_and_not_finds_the_rest(terms: list[str], title: str) -> None:
    query = " ".join(terms)

    assert found(query, title) or not found(query, title, "AND")
    assert found(f"-({query})", title) != found(query, title)


@given(LETTERS, LETTERS)
def test_words_are_alike_whichever_way_one_looks(one: str, other: str) -> None:
    assert alike(one, other, 2) == alike(other, one, 2)
    assert alike(one, one, 0)
    assert alike(one, other, max(len(one), len(other)))


def test_places_of_a_phrase_may_be_apart_by_the_slop() -> None:
    assert together([[0], [1], [2]])
    assert not together([[0], [2]])
    assert together([[0], [2]], 1)
    assert together([[1], [0]], 2)
    assert not together([[1], [0]], 1)
