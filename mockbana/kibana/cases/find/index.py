"""An index of the cases of a space: finds those that pass a filter without asking each of them.

Cases are numbered in the order of their creation, so that a set of them is an integer with a bit
for each: Python intersects and counts such sets in microseconds, even for a hundred thousand cases.

Which cases have a value: sets of numbers, as bits of an integer or as a few numbers.

The order of a listing of cases.

Elasticsearch puts cases without a value last in either direction, and cases with equal values in
the order of their creation.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from heapq import nlargest, nsmallest
from itertools import chain, compress, groupby, islice
from typing import Any, Final, NamedTuple, TypeAlias

from mockbana.kibana.cases.find.query import VALUES, Filter
from mockbana.kibana.cases.model import SEVERITIES, STATUSES
from mockbana.kibana.clock import milliseconds
from mockbana.kibana.storage import Document, TrackedTable

Bits: TypeAlias = int
WASTE: Final = 1000
"""How many numbers of cases that are gone an index keeps, besides one per case that is there."""


class Change(NamedTuple):
    """What becomes of the case with a number; ``None`` stands for no case."""

    number: int
    before: Document | None
    after: Document | None

    def differing(self, values: Callable[[Document], Iterable[Hashable]]) -> Iterable[Hashable]:
        """Return those of its *values* that the case loses or gains."""
        if self.before is None or self.after is None:
            case = self.before or self.after
            return () if case is None else values(case)
        return set(values(self.before)).symmetric_difference(values(self.after))


class OutdatedError(Exception):
    """The index had better be made anew."""


def index_of(cases: TrackedTable[Document]) -> "Index":
    """Return the index of *cases* as they are now: what has changed is entered first."""
    trail = cases.trail
    changed = trail.changes()
    index = trail.derived
    if changed is None or not isinstance(index, Index):
        index = trail.derived = Index(cases)
    elif changed:
        try:
            index.enter(cases, changed)
        except OutdatedError:
            index = trail.derived = Index(cases)
    return index


class Index:
    """Sets of cases, as bits; a case has the bit of its number."""

    def __init__(self, cases: Mapping[str, Document]) -> None:
        rows = list(cases.values())
        moments = [_created(case) for case in rows]
        order = sorted(range(len(rows)), key=moments.__getitem__)
        self._cases: list[Document] = [rows[place] for place in order]
        self._created = [moments[place] for place in order]
        self._numbers = {case["id"]: number for number, case in enumerate(self._cases)}
        self._alive: Bits = (1 << len(rows)) - 1
        self._postings = {name: Postings() for name in VALUES}
        for name, values in VALUES.items():
            self._postings[name].flip(enumerate(map(values, self._cases)))

    def find(self, wanted: Filter) -> Bits:
        """Return the cases that pass the filter *wanted*."""
        found = self._alive
        for name, values in wanted.wanted.items():
            found &= self._postings[name].bits(values)
        if wanted.since is not None:
            start = bisect_left(self._created, wanted.since)
            found = found >> start << start
        if wanted.until is not None:
            found &= (1 << bisect_right(self._created, wanted.until)) - 1
        for test in wanted.tests:
            found = self.narrow(found, test)
        return found

    def having(self, name: str, *values: Hashable) -> Bits:
        """Return the cases that have one of *values* as the value called *name*."""
        return self._alive & self._postings[name].bits(values)

    def narrow(self, bits: Bits, test: Callable[[Document], bool]) -> Bits:
        """Return those of the cases *bits* that pass *test*."""
        numbers = compress(range(len(self._cases)), flags(bits))
        return mask([number for number in numbers if test(self._cases[number])])

    def cases(self, bits: Bits) -> Iterator[Document]:
        """Yield the cases *bits*, the one created first first."""
        return compress(self._cases, flags(bits))

    def newest_first(self, bits: Bits) -> Iterator[Document]:
        """Yield the cases *bits*, the one created last first."""
        return compress(reversed(self._cases), flags(bits).ljust(len(self._cases), b"\0")[::-1])

    def enter(self, cases: Mapping[str, Document], changed: Iterable[str]) -> None:
        """Enter what has become of the cases *changed*.

        Errors: ``OutdatedError`` when a case doesn't fit in behind the others.
        """
        known = [case_id for case_id in changed if case_id in self._numbers]
        new = {key for key in changed if key in cases and key not in self._numbers}
        self._apply([self._changed(case_id, cases.get(case_id)) for case_id in known])
        self._drop_tail()
        self._apply([self._added(case) for case in sorted(_last(cases, new), key=_created)])
        if len(self._cases) > 2 * len(cases) + WASTE:
            raise OutdatedError

    def _changed(self, case_id: str, after: Document | None) -> Change:
        number = self._numbers[case_id]
        before = self._cases[number] if self._alive >> number & 1 else None
        if after is not None:
            if _created(after) != self._created[number]:
                raise OutdatedError
            self._cases[number] = after
        self._alive ^= ((before is None) != (after is None)) << number
        return Change(number, before, after)

    def _added(self, case: Document) -> Change:
        created, number = _created(case), len(self._cases)
        if self._created and created < self._created[-1]:
            raise OutdatedError
        self._cases.append(case)
        self._created.append(created)
        self._numbers[case["id"]] = number
        self._alive |= 1 << number
        return Change(number, None, case)

    def _drop_tail(self) -> None:
        """Forget the last numbers, if their cases are gone."""
        end = self._alive.bit_length()
        for case in self._cases[end:]:
            del self._numbers[case["id"]]
        del self._cases[end:], self._created[end:]

    def _apply(self, changes: Sequence[Change]) -> None:
        """Take *changes*, one per case at most, to the postings."""
        for name, values in VALUES.items():
            self._postings[name].flip(
                (change.number, change.differing(values)) for change in changes
            )


def _last(cases: Mapping[str, Document], ids: Collection[str]) -> list[Document]:
    """Return the cases *ids*, which must be the last ones of the table, in its order."""
    rows: Any = cases.values()
    last = list(islice(reversed(rows), len(ids)))
    if any(case["id"] not in ids for case in last):
        raise OutdatedError
    return last[::-1]


def _created(case: Document) -> int:
    return milliseconds(case["created_at"])


FEW: Final = 64


def mask(numbers: Collection[int]) -> int:
    """Return the integer whose bits number *numbers* are set."""
    bits = bytearray(max(numbers, default=-1) // 8 + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


def flags(bits: int) -> bytes:
    """Return a byte for each bit, the lowest first, 1 where it is set."""
    return f"{bits:b}"[::-1].encode().translate(_FLAGS)


_FLAGS: Final = bytes.maketrans(b"01", b"\0\1")


class Postings:
    """The sets of numbers by value.

    A value that many cases have costs a bit per case, one that few have a number for each of these.
    """

    __slots__ = ("_few", "_many")

    def __init__(self) -> None:
        self._few: dict[Hashable, tuple[int, ...]] = {}
        self._many: dict[Hashable, int] = {}

    def bits(self, values: Iterable[Hashable]) -> int:
        """Return the numbers of all cases that have one of *values*, as bits."""
        found, few = 0, list[int]()
        for value in values:
            found |= self._many.get(value, 0)
            few += self._few.get(value, ())
        return found | mask(few) if few else found

    def flip(self, rows: Iterable[tuple[int, Iterable[Hashable]]]) -> None:
        """Per row of a number and values: take it out of the sets it is in, add it to the others.

        A number may be in one row only.
        """
        flips = defaultdict[Hashable, list[int]](list)
        for number, values in rows:
            for value in values:
                flips[value].append(number)
        for value, numbers in flips.items():
            self._flip(value, numbers)

    def _flip(self, value: Hashable, numbers: list[int]) -> None:
        if value in self._many:
            self._many[value] ^= mask(numbers)
            return
        left = set(self._few.pop(value, ())).symmetric_difference(numbers)
        if len(left) > FEW:
            self._many[value] = mask(left)
        elif left:
            self._few[value] = tuple(left)


RANKS: Final = {"status": STATUSES, "severity": SEVERITIES}
"""Fields with few values, in their order."""
KEYS: Final[dict[str, Callable[[Document], Any]]] = {
    "title": lambda case: case["title"],
    "category": lambda case: case["category"],
    "updatedAt": lambda case: _moment(case["updated_at"]),
    "closedAt": lambda case: _moment(case["closed_at"]),
}


def sorted_part(index: Index, bits: Bits, query: Document, first: int, last: int) -> list[Document]:
    """Return the cases *bits* from the place *first* up to *last*, which is left out."""
    name, descending = query.get("sortField", "createdAt"), query.get("sortOrder") == "desc"
    if name in KEYS:
        return _by_key(list(index.cases(bits)), KEYS[name], last, descending=descending)[first:]
    if name in RANKS:
        ranks = RANKS[name][::-1] if descending else RANKS[name]
        groups = (index.cases(bits & index.having(name, rank)) for rank in ranks)
        return list(islice(chain.from_iterable(groups), first, last))
    return list(islice(_by_creation(index, bits, descending=descending), first, last))


def _by_creation(index: Index, bits: Bits, *, descending: bool) -> Iterator[Document]:
    if not descending:
        return index.cases(bits)
    moments = groupby(index.newest_first(bits), key=lambda case: case["created_at"])
    return chain.from_iterable(list(group)[::-1] for _, group in moments)


def _by_key(
    cases: list[Document], key: Callable[[Document], Any], count: int, *, descending: bool
) -> list[Document]:
    valued = [case for case in cases if key(case) is not None]
    without = [case for case in cases if key(case) is None]
    best = (nlargest if descending else nsmallest)(count, valued, key=key)
    return (best + without)[:count]


def _moment(timestamp: str | None) -> int | None:
    return None if timestamp is None else milliseconds(timestamp)
