"""Saved objects: tables of immutable values that can go back to an earlier state at no cost."""

from collections.abc import Iterator, MutableMapping
from typing import Any, Generic, TypeAlias, TypeVar

Document: TypeAlias = dict[str, Any]
"""A stored JSON object. It is replaced as a whole, never changed in place."""

V = TypeVar("V")


class Table(MutableMapping[str, V], Generic[V]):
    """Values by id, in the order in which they were added.

    ``freeze`` and ``thaw`` hand the rows over by pointer; the first write after either copies them.
    """

    __slots__ = ("_rows", "_shared")

    def __init__(self) -> None:
        self._rows: dict[str, V] = {}
        self._shared = False

    def freeze(self) -> dict[str, V]:
        """Return the rows as they are now; they will not change any more."""
        self._shared = True
        return self._rows

    def thaw(self, rows: dict[str, V]) -> None:
        """Go back to *rows*, which ``freeze`` returned."""
        self._rows, self._shared = rows, True

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


class Space:
    """The saved objects of one space.

    ``cases``, ``configurations`` and ``connectors`` hold a document per id; ``attachments`` and
    ``user_actions`` hold the documents of a case, oldest first, per id of the case.
    """

    __slots__ = ("attachments", "cases", "configurations", "connectors", "user_actions")

    def __init__(self) -> None:
        self.cases: Table[Document] = Table()
        self.attachments: Table[tuple[Document, ...]] = Table()
        self.user_actions: Table[tuple[Document, ...]] = Table()
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
