"""Corrections of Kibana's OpenAPI document, from a table of where Kibana differs from it.

Each row says *at* which places, and there one of:

* ``adds``: an object has these members, too (name: schema)
* ``lacks``: an object may be without these members, although they are required
* ``needs``: an object is never without these members
* ``also``: further values of an ``enum``, or further alternatives; ``null`` makes it nullable
* ``is``: it is really this

A place is a schema of the document (``Cases_rule``) or the 200 of an operation
(``GET /api/cases/tags``), then the way down: ``.member`` and ``[]`` for the items of a list. A
reference on the way becomes a copy, so that a row about one operation is about that one alone.
"""

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any, Final, TypeAlias

Json: TypeAlias = Any

STEP: Final = re.compile(r"\.(\w+)|(\[\])")
VERBS: Final = ("adds", "lacks", "needs", "also", "is")


def amended(document: Json, exceptions: Json) -> Json:
    """Return *document* with the rows of *exceptions* applied in their order."""
    result = deepcopy(document)
    result["components"]["schemas"] |= exceptions["schemas"]
    for row in exceptions["members"]:
        for place in row["at"]:
            amend(result, place, row)
    return result


def amend(document: Json, place: str, row: Json) -> None:
    """Correct the schema at *place* in *document*.

    Errors: ``LookupError`` when there is no such place, or when the row changes nothing there.
    """
    node = find(document, place)
    before = deepcopy(node)
    for verb in VERBS:
        if verb in row:
            HOW[verb](node, deepcopy(row[verb]))
    if node == before:
        raise LookupError(f"{place} is like that anyway")


def find(document: Json, place: str) -> Json:
    start = re.match(r"[A-Z]+ [^.\[]+|\w+", place)
    if start is None:
        raise LookupError(f"{place} is no place")
    node = root(document, start[0])
    for member, _ in STEP.findall(place[start.end() :]):
        owned(document, node)
        node = node["properties"][member] if member else node["items"]
    return owned(document, node)


def root(document: Json, name: str) -> Json:
    method, _, path = name.partition(" ")
    if not path:
        return document["components"]["schemas"][name]
    response = document["paths"][path][method.lower()]["responses"]["200"]
    return response["content"]["application/json"]["schema"]


def owned(document: Json, node: Json) -> Json:
    """Put a copy of what *node* refers to in place of the reference."""
    while "$ref" in node:
        name = node.pop("$ref").rpartition("/")[2]
        node |= deepcopy(document["components"]["schemas"][name])
    return node


def adds(node: Json, members: Json) -> None:
    node["properties"] |= members


def lacks(node: Json, names: Json) -> None:
    node["required"] = [name for name in node["required"] if name not in names]


def needs(node: Json, names: Json) -> None:
    node["required"] = [*node.get("required", []), *names]


def also(node: Json, others: Json) -> None:
    if "oneOf" in node:
        node["oneOf"] += [{"enum": [None]} if other is None else other for other in others]
    elif others == [None]:
        node["nullable"] = True
    elif "enum" in node:
        node["enum"] += others
    else:
        node |= {"oneOf": [dict(node), *others]}
        for key in [key for key in node if key != "oneOf"]:
            del node[key]


def really(node: Json, schema: Json) -> None:
    node.clear()
    node |= schema


HOW: Final[dict[str, Callable[[Json, Json], None]]] = {
    "adds": adds,
    "lacks": lacks,
    "needs": needs,
    "also": also,
    "is": really,
}
