"""``search``, ``searchFields`` and ``defaultSearchOperator``: which cases a search finds.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/utils.ts (constructSearch),
server/saved_object_types/cases/cases.ts, and
src/core/packages/saved-objects/api-server-internal/src/lib/search/search_dsl/query_params.ts
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

from mockbana.kibana.cases.find.analysis import alike, together, words
from mockbana.kibana.cases.find.search_query import (
    Chain,
    Fuzzy,
    Not,
    Operator,
    Phrase,
    Prefix,
    Query,
    Word,
    parse,
)
from mockbana.kibana.cases.model import as_list
from mockbana.kibana.storage import Document

Test: TypeAlias = Callable[[Document], bool]
UUID: Final = re.compile(
    "[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    "|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff",
    re.IGNORECASE,
)
USER_KEYS: Final = ("username", "full_name", "email", "profile_uid")


class TextField:
    """A field whose words are indexed."""

    __slots__ = ("words",)

    def __init__(self, text: str) -> None:
        self.words = words(text)

    def matches(self, query: Query) -> bool:
        """Whether one term is in this field."""
        match query:
            case Word(words=wanted, operator="AND") if wanted:
                return all(word in self.words for word in wanted)
            case Word(words=wanted):
                return any(word in self.words for word in wanted)
            case Phrase(words=wanted, slop=slop) if wanted:
                return together([self.places(word) for word in wanted], slop)
            case Prefix(text=text):
                return any(word.startswith(text.lower()) for word in self.words)
            case Fuzzy(text=text, edits=edits):
                return any(alike(word, text.lower(), edits) for word in self.words)
        return False

    def begins_phrase(self, wanted: Sequence[str]) -> bool:
        """Whether *wanted*, the last of them perhaps just the beginning of a word, is a phrase."""
        last = [at for at, word in enumerate(self.words) if word.startswith(wanted[-1])]
        return together([*map(self.places, wanted[:-1]), last])

    def places(self, wanted: str) -> list[int]:
        """Return where *wanted* stands."""
        return [at for at, word in enumerate(self.words) if word == wanted]


class KeywordField:
    """A field that is indexed as it is."""

    __slots__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value = value

    def matches(self, query: Query) -> bool:
        """Whether one term is the whole of this field."""
        match query:
            case Word(text=text) | Phrase(text=text):
                return self.value == text
            case Prefix(text=text):
                return self.value.startswith(text)
            case Fuzzy(text=text, edits=edits):
                return alike(self.value, text, edits)
        return False


Field: TypeAlias = TextField | KeywordField


def search_test(query: Document) -> Test | None:
    """Return what a case must pass to be found by the search in *query*, if there is one.

    A UUID is looked for as the id of a case. A prefix at the very end also completes a phrase in
    the fields asked for, else in the title. A lone ``*`` finds everything.
    """
    text, names = query.get("search"), as_list(query.get("searchFields", []))
    if not text or text.strip() == "*":
        return None
    operator: Operator = query.get("defaultSearchOperator", "OR")
    by_id = UUID.fullmatch(text) is not None
    tree = parse(
        f'"{text}" "cases:{text}"' if by_id else text,
        operator=operator,
        analysed=bool(names) and not by_id,
    )
    begun = words(text) if text.strip().endswith("*") else []

    def test(case: Document) -> bool:
        fields = list(_fields(case, names, by_id=by_id))
        if tree is not None and holds(tree, fields):
            return True
        return bool(begun) and any(
            TextField(case[name]).begins_phrase(begun) for name in names or ["title"]
        )

    return test


def holds(query: Query, fields: Sequence[Field]) -> bool:
    """Whether *query* holds for a case with *fields*."""
    match query:
        case Not(query=inner):
            return not holds(inner, fields)
        case Chain(first=first, rest=rest):
            held = holds(first, fields)
            for operator, part in rest:
                if held == (operator == "AND"):
                    held = holds(part, fields)
            return held
    return any(field.matches(query) for field in fields)


def _fields(case: Document, names: Sequence[str], *, by_id: bool) -> Iterator[Field]:
    if not names and not by_id:
        yield from map(TextField, _texts(case))
        yield from map(KeywordField, _keywords(case))
        return
    for name in names:
        yield TextField(case[name])
    if by_id:
        yield KeywordField(f"cases:{case['id']}")


def _texts(case: Document) -> Iterator[str]:
    yield from (case["title"], case["description"], case["connector"]["name"])
    for key, value in (case["connector"]["fields"] or {}).items():
        yield from (key, *(text for text in as_list(value) if isinstance(text, str)))
    pushed = case["external_service"] or {}
    yield from _strings(pushed, ("external_title", "external_url"))


def _keywords(case: Document) -> Iterator[str]:
    pushed = case["external_service"] or {}
    yield from (case["title"], case["owner"], case["connector"]["type"], *case["tags"])
    yield from (who["uid"] for who in case["assignees"])
    yield from _strings(case, ("category",))
    yield from _strings(pushed, ("connector_name", "external_id"))
    users = (case["created_by"], case["updated_by"], case["closed_by"], pushed.get("pushed_by"))
    for user in users:
        yield from _strings(user or {}, USER_KEYS)


def _strings(holder: Document, keys: Iterable[str]) -> Iterator[str]:
    values: Iterator[Any] = (holder.get(key) for key in keys)
    yield from (value for value in values if isinstance(value, str))
