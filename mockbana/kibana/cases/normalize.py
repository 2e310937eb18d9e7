"""What becomes of the values of a request before they are stored.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/{utils,sanitizers}.ts
"""

from collections.abc import Iterable
from typing import Any

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


def normalized(values: Document) -> Document:
    """Return *values* with texts and tags trimmed and assignees distinct."""
    return {key: _normalized(key, value) for key, value in values.items()}


def _normalized(key: str, value: Any) -> Any:
    match key:
        case "title" | "description":
            return trim(value)
        case "category":
            return None if value is None else trim(value)
        case "tags":
            return [trim(tag) for tag in value]
        case "assignees":
            return distinct_assignees(value)
        case _:
            return value
