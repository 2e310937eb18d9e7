"""What happened to a deployment between two moments, to be repeated on another state of it."""

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from mockbana.kibana.storage import Table

if TYPE_CHECKING:
    from mockbana.kibana.deployment import Deployment, Frozen

Place = tuple[str, str]
"""A space and the name of a table in it; accounts and spaces are tables of no space."""

ABSENT: Final = object()
_NOUNS: Final = {
    "cases": "the case",
    "attachments": "the attachments of the case",
    "attachment_cases": "the attachment",
    "user_actions": "the history of the case",
    "configurations": "the configuration",
    "connectors": "the connector",
    "accounts": "the user",
    "spaces": "the space",
}


class ChangeError(ValueError):
    """A change that another state doesn't allow: what it changes is different there."""


class RowChange(NamedTuple):
    """A row that was added, replaced or removed; ``ABSENT`` stands for no row."""

    place: Place
    key: str
    before: Any
    after: Any

    def __str__(self) -> str:
        return f'{_NOUNS[self.place[1]]} "{self.key}"'


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows and settings that changed, and the counters and the clock afterwards."""

    rows: tuple[RowChange, ...]
    settings: Mapping[str, Any]
    sequence: int
    ids: int
    clock: tuple[int | None, int] | None

    @classmethod
    def between(cls, before: "Frozen", after: "Frozen", start: "Frozen") -> "Changes":
        """Return what changed from *before* to *after*.

        Rows that were different at the *start* already are left out: another change owns them.
        """
        old, given = asdict(before.settings), asdict(after.settings)
        return cls(
            rows=tuple(_row_changes(_tables(before), _tables(after), _tables(start))),
            settings={name: value for name, value in given.items() if value != old[name]},
            sequence=after.sequence,
            ids=after.ids,
            clock=None if after.clock == before.clock else after.clock,
        )

    def applied_to(self, deployment: "Deployment", state: "Frozen") -> "Frozen":
        """Return *state* with these changes; the present state of *deployment* stays.

        Errors: ``ChangeError`` for a row that *state* has in another form.
        """
        present = deployment.freeze()
        deployment.thaw(state)
        try:
            self._apply(deployment)
            return deployment.freeze()
        finally:
            deployment.thaw(present)

    def _apply(self, deployment: "Deployment") -> None:
        tables = _tables(deployment.freeze())
        for change in self.rows:
            _check(change, tables.get(change.place, {}).get(change.key, ABSENT))
        for change in self.rows:
            _write(deployment, change)
        if self.settings:
            deployment.change_settings(**self.settings)
        if self.clock:
            deployment.clock.set(self.clock)
        deployment.go_on_from(sequence=self.sequence, ids=self.ids)


def same_but_for_ids(one: "Frozen", other: "Frozen") -> bool:
    """Whether two states differ in nothing but the number of the next id."""
    return one == replace(other, ids=one.ids)


def _tables(state: "Frozen") -> dict[Place, Mapping[str, Any]]:
    """Return all rows of *state*, spaces first: a row needs the space that it is in."""
    tables: dict[Place, Mapping[str, Any]] = {
        ("", "spaces"): state.spaces,
        ("", "accounts"): state.accounts,
    }
    for space, frozen in state.objects.items():
        for name in sorted(frozen, key=lambda name: name != "cases"):
            tables[space, name] = Table.rows_of(frozen[name])
    return tables


def _row_changes(
    before: Mapping[Place, Mapping[str, Any]],
    after: Mapping[Place, Mapping[str, Any]],
    start: Mapping[Place, Mapping[str, Any]],
) -> Iterator[RowChange]:
    for place in dict.fromkeys((*after, *before)):
        old, new = before.get(place, {}), after.get(place, {})
        first = start.get(place, {})
        if old is new:
            continue
        for key in dict.fromkeys((*new, *old)):
            was, is_ = old.get(key, ABSENT), new.get(key, ABSENT)
            if was is not is_ and was != is_ and _same(first.get(key, ABSENT), was):
                yield RowChange(place, key, was, is_)


def _same(one: Any, other: Any) -> bool:
    return one is other or bool(one == other)


def _check(change: RowChange, present: Any) -> None:
    if _same(present, change.before) or _same(present, change.after):
        return
    if change.after is ABSENT and present is ABSENT:
        return
    found = "isn't there" if present is ABSENT else "is another one"
    raise ChangeError(f"{change} {found}")


def _write(deployment: "Deployment", change: RowChange) -> None:
    space, name = change.place
    if name == "spaces":
        _write_space(deployment, change)
    elif name == "accounts":
        deployment.accounts = _with(deployment.accounts, change)
    elif space in deployment.spaces:
        table: MutableMapping[str, Any] = getattr(deployment.objects(space), name)
        if change.after is not ABSENT:
            table[change.key] = change.after
        elif change.key in table:
            del table[change.key]


def _write_space(deployment: "Deployment", change: RowChange) -> None:
    if change.after is not ABSENT:
        deployment.add_space(change.after)
    elif change.key in deployment.spaces:
        deployment.remove_space(change.key)


def _with(rows: Mapping[str, Any], change: RowChange) -> dict[str, Any]:
    kept = {key: row for key, row in rows.items() if key != change.key}
    return kept if change.after is ABSENT else {**rows, change.key: change.after}
