"""What becomes of the values of a request before they are stored.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/{utils,sanitizers}.ts
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from mockbana.kibana.javascript import trim
from mockbana.kibana.storage import Document


def without_empty_assignees(sent: Document) -> Document:
    """Return *sent* without assignees whose ``uid`` is empty."""
    if "assignees" not in sent:
        return sent
    return {**sent, "assignees": [who for who in sent["assignees"] if who["uid"]]}


def distinct_assignees(assignees: Iterable[Document]) -> list[Document]:
    """Return *assignees* with the first of each ``uid``."""
    first: dict[str, Document] = {}
    for who in assignees:
        first.setdefault(who["uid"], who)
    return list(first.values())


_NORMAL: Final[dict[str, Callable[[Any], Any]]] = {
    "title": trim,
    "description": trim,
    "category": lambda category: None if category is None else trim(category),
    "tags": lambda tags: list(map(trim, tags)),
    "assignees": distinct_assignees,
}


def normalized(values: Document) -> Document:
    """Return *values* with texts and tags trimmed and assignees distinct."""
    changed = {key: _NORMAL[key](value) for key, value in values.items() if key in _NORMAL}
    return {**values, **changed}
