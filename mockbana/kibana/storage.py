"""Saved objects: tables of immutable values that can go back to an earlier state at no cost.

Sequences that never change and that can still become longer at no cost.
"""

from collections.abc import ItemsView, Iterator, Mapping, MutableMapping, Sequence, ValuesView
from itertools import islice
from typing import Any, Final, Generic, TypeAlias, TypeVar, overload

Document: TypeAlias = dict[str, Any]
"""A stored JSON object. It is replaced as a whole, never changed in place."""

V = TypeVar("V")
MOST_CHANGES: Final = 10_000
"""How many changes are remembered one by one."""


class Table(MutableMapping[str, V], Generic[V]):
    """Values by id, in the order in which they were added.

    ``freeze`` and ``thaw`` hand the rows over by pointer; the first write after either copies them.
    """

    __slots__ = ("_rows", "_shared")

    def __init__(self) -> None:
        self._rows: dict[str, V] = {}
        self._shared = False

    def freeze(self) -> Any:
        """Return the rows as they are now, for ``thaw``; they will not change any more."""
        self._shared = True
        return self._rows

    def thaw(self, frozen: Any) -> None:
        """Go back to what ``freeze`` returned."""
        self._rows, self._shared = frozen, True

    def _own(self) -> dict[str, V]:
        if self._shared:
            self._rows, self._shared = self._rows.copy(), False
        return self._rows

    def __getitem__(self, key: str) -> V:
        return self._rows[key]

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of *key*, or *default*."""
        return self._rows.get(key, default)

    def __setitem__(self, key: str, value: V) -> None:
        self._own()[key] = value

    def __delitem__(self, key: str) -> None:
        del self._own()[key]

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @staticmethod
    def rows_of(frozen: Any) -> Mapping[str, Any]:
        """Return the rows in what ``freeze`` returned, of a table of any kind."""
        rows: Mapping[str, Any] = frozen[0] if isinstance(frozen, tuple) else frozen
        return rows

    def rows(self) -> Mapping[str, V]:
        """Return the rows, to be read quickly and many at once; the next write may not show."""
        return self._rows

    def values(self) -> ValuesView[V]:
        """Return the values in the order in which they were added."""
        return self._rows.values()

    def items(self) -> ItemsView[str, V]:
        """Return the pairs of key and value in the order in which they were added."""
        return self._rows.items()


class ChangeLog:
    """Which rows were written since somebody last looked, through all goings back.

    ``derived`` is what somebody has made of the rows and keeps up with the help of ``changes``. It
    survives when a table goes back to what it was: that counts as having written the rows that
    were written meanwhile.
    """

    __slots__ = ("_marks", "_written", "derived")

    def __init__(self) -> None:
        self.derived: Any = None
        self._written: dict[str, None] | None = None
        self._marks: list[tuple[object, dict[str, None]]] = []

    def changes(self) -> list[str] | None:
        """Return the keys written since the last call, in order, or ``None`` for any and all."""
        written, self._written = self._written, {}
        return None if written is None else list(written)

    def write(self, key: str) -> None:
        """Note that the row of *key* is written or deleted."""
        if self._written is not None:
            self._written[key] = None
            if len(self._written) > MOST_CHANGES:
                self._written = None
        if self._marks:
            self._marks[-1][1][key] = None
            if len(self._marks[-1][1]) > MOST_CHANGES:
                self._marks.clear()

    def mark(self, rows: object) -> None:
        """Note that the table may go back to *rows*, which it has now."""
        if not self._marks or self._marks[-1][0] is not rows:
            self._marks = [*self._marks[-3:], (rows, {})]

    def go_back(self, rows: object) -> None:
        """Note that the table has gone back to *rows*."""
        at = next((at for at, (marked, _) in enumerate(self._marks) if marked is rows), None)
        if at is None:
            self._written = None
        elif self._written is not None:
            for _, keys in self._marks[at:]:
                self._written.update(keys)
        self._marks = [*self._marks[: at or 0], (rows, {})]


class TrackedTable(Table[V]):
    """A table that keeps a ``Trail``, which goes with the rows wherever they go."""

    __slots__ = ("trail",)

    def __init__(self) -> None:
        super().__init__()
        self.trail = ChangeLog()

    def freeze(self) -> Any:
        """Return rows and trail, for ``thaw``."""
        rows = super().freeze()
        self.trail.mark(rows)
        return rows, self.trail

    def thaw(self, frozen: Any) -> None:
        """Go back to what ``freeze`` returned."""
        rows, self.trail = frozen
        super().thaw(rows)
        self.trail.go_back(rows)

    def __setitem__(self, key: str, value: V) -> None:
        self._own()[key] = value
        self.trail.write(key)

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self.trail.write(key)


class Space:
    """The saved objects of one space.

    ``cases``, ``configurations`` and ``connectors`` hold a document per id; ``attachments`` and
    ``user_actions`` hold the documents of a case, oldest first, per id of the case;
    ``attachment_cases`` holds the id of the case per id of an attachment.
    """

    __slots__ = (
        "attachment_cases",
        "attachments",
        "cases",
        "configurations",
        "connectors",
        "user_actions",
    )

    def __init__(self) -> None:
        self.cases: TrackedTable[Document] = TrackedTable()
        self.attachments: TrackedTable[tuple[Document, ...]] = TrackedTable()
        self.attachment_cases: Table[str] = Table()
        self.user_actions: Table[Sequence[Document]] = Table()
        self.configurations: Table[Document] = Table()
        self.connectors: Table[Document] = Table()

    def freeze(self) -> dict[str, Any]:
        """Return the present state, for ``thaw``."""
        return {name: getattr(self, name).freeze() for name in self.__slots__}

    @classmethod
    def thaw(cls, frozen: dict[str, Any]) -> "Space":
        """Return a space in the state *frozen*."""
        space = cls()
        for name, rows in frozen.items():
            getattr(space, name).thaw(rows)
        return space


SHORT: Final = 16
"""Up to so many items a tuple is smaller, and as quick."""


class AppendOnlyList(Sequence[V], Generic[V]):
    """The first *length* of the *items* of a list that longer ones share.

    Copying a tuple of 3,000 items to add one took a sixth of a PATCH. Errors: ``IndexError``.
    """

    __slots__ = ("_items", "_length")

    def __init__(self, items: list[V], length: int) -> None:
        self._items, self._length = items, length

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[V]:
        return islice(self._items, self._length)

    @overload
    def __getitem__(self, index: int) -> V: ...
    @overload
    def __getitem__(self, index: slice) -> list[V]: ...
    def __getitem__(self, index: int | slice) -> V | list[V]:
        if isinstance(index, slice):
            return [self._items[at] for at in range(self._length)[index]]
        return self._items[range(self._length)[index]]

    def and_then(self, more: Sequence[V]) -> "AppendOnlyList[V]":
        """Return these items and *more*; they are copied only if others were added before."""
        items = self._items
        if len(items) > self._length:
            items = items[: self._length]
        items.extend(more)
        return AppendOnlyList(items, len(items))


def appended(items: Sequence[V], more: Sequence[V]) -> Sequence[V]:
    """Return *items*, a tuple or ``Growing``, and *more* of them."""
    if isinstance(items, AppendOnlyList):
        return items.and_then(more)
    if len(items) + len(more) <= SHORT:
        return (*items, *more)
    return AppendOnlyList(list(items), len(items)).and_then(more)
