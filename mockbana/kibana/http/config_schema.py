"""Kibana's own schema library, as far as query strings need it.

Source: kibana src/platform/packages/shared/kbn-config-schema/src
"""

from typing import Any

from .body import parse_json, type_name
from .call import Query
from .errors import KibanaError, bad_request


def text_list(query: Query, key: str) -> list[str]:
    """Return ``schema.arrayOf(schema.string())`` for *key*: a repeated key, or a JSON list as text.

    Errors: 400, naming the key and the type that was found.
    """
    value: Any = query.get(key)
    if isinstance(value, str):
        value = _parsed_list(value, key)
    if not isinstance(value, list):
        found = "undefined" if key not in query else type_name(value)
        raise _wrong(key, f"expected value of type [array] but got [{found}]")
    for index, item in enumerate(value):
        if not isinstance(item, str):
            found = type_name(item)
            raise _wrong(f"{key}.{index}", f"expected value of type [string] but got [{found}]")
    return value


def _parsed_list(text: str, key: str) -> Any:
    try:
        return parse_json(text.encode("utf-8", "surrogatepass"))
    except KibanaError:
        raise _wrong(key, "could not parse array value from json input") from None


def only_keys(query: Query, *known: str) -> None:
    """Refuse the first key that is not *known* (400)."""
    for key in query:
        if key not in known:
            raise _wrong(key, "definition for this key is missing")


def _wrong(path: str, complaint: str) -> KibanaError:
    return bad_request(f"[request query.{path}]: {complaint}")
