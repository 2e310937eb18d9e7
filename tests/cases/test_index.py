"""The index answers as asking every case does, whatever has happened to the cases."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockbana.kibana.cases.find import index as index_module
from mockbana.kibana.cases.find.cases import find
from mockbana.kibana.cases.find.index import FEW, Index, Postings, flags, index_of, mask
from mockbana.kibana.cases.find.query import filter_of
from mockbana.kibana.cases.model import OWNERS, SEVERITIES, STATUSES, Client, as_list
from mockbana.kibana.clock import iso
from mockbana.kibana.deployment import ELASTIC, Deployment
from mockbana.kibana.storage import Document, TrackedTable

WORDS = ("red", "blue", "none")
PEOPLE = ("u1", "u2", "none")
MOMENTS = st.integers(0, 3).map(lambda day: iso(1_700_000_000_000 + day * 86_400_000))
SEARCHES = {"a": "a", "a | b": "ab", "-a": "bc"}
"""What is looked for in the title, and the titles that have it."""
RANKS: Mapping[str, tuple[str, ...]] = {"status": STATUSES, "severity": SEVERITIES}
FIELDS = {
    "title": st.sampled_from("abc"),
    "tags": st.lists(st.sampled_from(WORDS), max_size=3),
    "status": st.sampled_from(STATUSES),
    "severity": st.sampled_from(SEVERITIES),
    "owner": st.sampled_from(OWNERS),
    "category": st.none() | st.sampled_from(WORDS),
    "assignees": st.lists(st.sampled_from(PEOPLE).map(lambda uid: {"uid": uid}), max_size=2),
    "created_at": MOMENTS,
    "updated_at": st.none() | MOMENTS,
    "closed_at": st.none() | MOMENTS,
    "created_by": st.sampled_from(
        [
            {"username": "maria", "profile_uid": "u1"},
            {"username": "u1"},
            {"username": None, "profile_uid": "u2"},
        ]
    ),
}
NEW_CASE = st.fixed_dictionaries(FIELDS)
CHANGE = st.fixed_dictionaries({}, optional=FIELDS)
NUMBER = st.integers(0, 50)
STEP = st.one_of(
    st.tuples(st.just("add"), NEW_CASE),
    st.tuples(st.just("change"), NUMBER, CHANGE),
    st.tuples(st.just("remove"), NUMBER),
    st.tuples(st.just("look")),
    st.tuples(st.just("freeze")),
    st.tuples(st.just("thaw"), NUMBER),
)


def some(values: Any) -> Any:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2)


FILTERS = {
    "tags": some(WORDS),
    "status": some(STATUSES),
    "severity": some(SEVERITIES),
    "owner": some(OWNERS),
    "category": some(WORDS),
    "reporters": some(("maria", *PEOPLE)),
    "assignees": some(PEOPLE),
    "from": MOMENTS,
    "to": MOMENTS | MOMENTS.map(lambda moment: moment[:10]),
    "search": st.sampled_from(list(SEARCHES)),
}
ORDERS = {
    "sortField": st.sampled_from(
        ["title", "category", "createdAt", "updatedAt", "closedAt", "status", "severity"]
    ),
    "sortOrder": st.sampled_from(["asc", "desc"]),
    "page": st.integers(1, 3),
    "perPage": st.integers(0, 4),
}
ONE_FILTER = st.one_of([st.tuples(st.just(key), value) for key, value in FILTERS.items()])
QUERY = st.builds(
    lambda filters, order: {**dict(filters), **order},
    st.lists(ONE_FILTER, max_size=2),
    st.fixed_dictionaries({}, optional=ORDERS),
)


class World:
    """A space whose cases come, change and go."""

    def __init__(self) -> None:
        self.deployment = Deployment()
        self.frozen = [self.deployment.freeze()]
        self.made = 0

    @property
    def client(self) -> Client:
        return Client(self.deployment, self.deployment.objects("default"), ELASTIC)

    def take(self, step: tuple[Any, ...]) -> None:
        getattr(self, step[0])(*step[1:])

    def add(self, fields: Document) -> None:
        self.made += 1
        case_id = f"case-{self.made}"
        empty: Document = {"description": "", "observables": [], "customFields": []}
        self.client.objects.cases[case_id] = {**fields, **empty, "id": case_id}

    def change(self, number: int, fields: Document) -> None:
        for case in self.one(number):
            self.client.objects.cases[case["id"]] = {**case, **fields}

    def remove(self, number: int) -> None:
        for case in self.one(number):
            del self.client.objects.cases[case["id"]]

    def one(self, number: int) -> Iterator[Document]:
        cases = list(self.client.objects.cases.values())
        if cases:
            yield cases[number % len(cases)]

    def look(self) -> None:
        index_of(self.client.objects.cases)

    def freeze(self) -> None:
        self.frozen.append(self.deployment.freeze())

    def thaw(self, number: int) -> None:
        self.deployment.thaw(self.frozen[number % len(self.frozen)])


def expected(client: Client, query: Document) -> tuple[list[str], int, Counter[str]]:
    """Find without the index: ask every case, sort them all, cut out the page."""
    wanted = filter_of(client, query, OWNERS)
    counted = [
        case for case in client.objects.cases.values() if wanted.without("status").passes(case)
    ]
    titles = SEARCHES[query["search"]] if "search" in query else "abc"
    found = [case for case in counted if wanted.passes(case) and case["title"] in titles]
    found.sort(key=lambda case: case["created_at"])
    field = query.get("sortField", "createdAt")
    name = field.replace("At", "_at")
    ranks = RANKS.get(name)
    valued = [case for case in found if case[name] is not None]
    valued.sort(
        key=lambda case: ranks.index(case[name]) if ranks else case[name],
        reverse=query.get("sortOrder") == "desc",
    )
    found = valued + [case for case in found if case[name] is None]
    first = (query.get("page", 1) - 1) * query.get("perPage", 20)
    page = [case["id"] for case in found[first : first + query.get("perPage", 20)]]
    return page, len(found), Counter(case["status"] for case in counted)


def found(client: Client, query: Document) -> tuple[list[str], int, Counter[str]]:
    answer = find(client, {**query, "searchFields": "title"})
    counts = Counter(
        {status: answer[f"count_{status.replace('-', '_')}_cases"] for status in STATUSES}
    )
    return [case["id"] for case in answer["cases"]], answer["total"], +counts


@settings(max_examples=75, deadline=None)
@given(st.lists(NEW_CASE, max_size=8), st.lists(st.tuples(STEP, QUERY), min_size=3, max_size=20))
def test_the_index_finds_what_asking_every_case_finds(
    cases: list[Document], steps: list[tuple[tuple[Any, ...], Document]]
) -> None:
    world = World()
    for case in cases:
        world.add(case)
    for step, query in [*steps, (("look",), {})]:
        world.take(step)
        assert found(world.client, query) == expected(world.client, query)


def case(number: int, **fields: Any) -> Document:
    """Return a case with no more than the index looks at."""
    plain = {"status": "open", "severity": "low", "owner": "cases", "category": None}
    lists: Document = {"tags": [], "assignees": [], "observables": []}
    made = {"id": str(number), "created_at": iso(number), "created_by": {"username": "elastic"}}
    return {**plain, **lists, **made, **fields}


def table(*cases: Document) -> TrackedTable[Document]:
    made: TrackedTable[Document] = TrackedTable()
    for each in cases:
        made[each["id"]] = each
    return made


@pytest.fixture
def indexes(monkeypatch: pytest.MonkeyPatch) -> list[Index]:
    """Return a list to which every index that is made is added."""
    made: list[Index] = []

    class Counted(Index):
        def __init__(self, cases: Mapping[str, Document]) -> None:
            super().__init__(cases)
            made.append(self)

    monkeypatch.setattr(index_module, "Index", Counted)
    return made


def test_writing_and_going_back_does_not_make_the_index_anew(indexes: list[Index]) -> None:
    cases = table(*map(case, range(10)))
    seed = cases.freeze()
    for _ in range(3):
        assert index_of(cases).having("status", "open").bit_count() == 10
        cases["3"] = case(3, status="closed")
        del cases["4"]
        cases["10"] = case(10)
        assert index_of(cases).having("status", "open").bit_count() == 9
        cases = TrackedTable()
        cases.thaw(seed)

    assert len(indexes) == 1


def test_cases_that_going_back_has_undone_leave_no_gap(indexes: list[Index]) -> None:
    cases = table(*map(case, range(10)))
    seed = cases.freeze()
    index_of(cases)
    cases["later"] = case(30, id="later")
    index_of(cases)
    cases.thaw(seed)

    cases["sooner"] = case(20, id="sooner")

    assert index_of(cases).having("status", "open").bit_count() == 11
    assert len(indexes) == 1


def test_a_case_out_of_order_makes_the_index_anew(indexes: list[Index]) -> None:
    cases = table(case(1), case(3))
    index_of(cases)
    cases["2"] = case(2)

    index = index_of(cases)

    assert [each["id"] for each in index.cases(index.having("status", "open"))] == ["1", "2", "3"]
    assert len(indexes) == 2


def test_cases_that_come_and_go_leave_little_behind(indexes: list[Index]) -> None:
    cases = table(*map(case, range(10)))
    for number in range(10, 3_000):
        cases[str(number)] = case(number)
        del cases[str(number - 10)]
        index_of(cases)

    assert len(index_of(cases)._cases) < 1_100
    assert len(indexes) == 3


@given(st.sets(st.integers(0, 3_000)))
def test_bits_stand_for_numbers(numbers: set[int]) -> None:
    bits = mask(numbers)

    assert bits == sum(1 << number for number in numbers)
    assert {number for number, flag in enumerate(flags(bits)) if flag} == numbers


@given(st.lists(st.lists(st.integers(0, 200), unique=True)))
def test_sets_of_many_and_of_few_are_flipped_alike(rows: list[list[int]]) -> None:
    postings, wanted = Postings(), set[int]()
    for numbers in [*rows, list(range(FEW + 1))]:
        postings.flip((number, ["x"]) for number in numbers)
        wanted ^= set(numbers)

        assert postings.bits(["x", "y"]) == mask(wanted)
    assert as_list(postings.bits([])) == [0]
