"""Keys of a request that no codec knows.

Source: kibana src/platform/packages/shared/kbn-securitysolution-io-ts-utils/src/exact_check
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from mockbana.kibana.javascript import UNDEFINED, keys, stringify, whole

_INHERITED: Final = frozenset(
    {
        "__defineGetter__",
        "__defineSetter__",
        "__lookupGetter__",
        "__lookupSetter__",
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    }
)
_OPAQUE: Final = ()
"""A value without own keys, such as an inherited function or the length of a list."""
_HIDDEN: Final[dict[type, str]] = {list: "length", str: "length", tuple: "prototype"}
_INDEX: Final = re.compile("0|[1-9][0-9]*", re.ASCII)
_IS_WAY: Final = re.compile(r"\.|\[[^][]*\]")
_EMPTY_STEP: Final = re.compile(r"^\.|\.$|\.\.|\[\]")
_STEP: Final = re.compile(r"""\["([^"]*)"\]|\['([^']*)'\]|([^].[]+)""")


def excess(original: Any, decoded: Any) -> Iterator[str]:
    """Yield the excess keys of *original*, depth first in JavaScript's key order.

    A key with an object or array behind it is followed by that value's JSON, except where a lodash
    path lookup of the key finds something else in *decoded*: then the search goes on in that.
    """
    if not isinstance(original, dict | list):
        return
    if decoded is None or decoded is UNDEFINED:
        yield stringify(original)
        return
    known = frozenset(_own_keys(decoded))
    for key in _own_keys(original):
        if key not in known:
            yield key
        value = original[key] if isinstance(original, dict) else original[int(key)]
        if isinstance(value, dict | list):
            yield from excess(value, _lookup(decoded, key))


def _own_keys(value: Any) -> Iterable[str]:
    """Return what ``Object.keys`` gives: the indexes of an array or a text, nothing of a number."""
    if isinstance(value, dict):
        return keys(value)
    return map(str, range(len(value))) if isinstance(value, str | list) else ()


def _lookup(value: Any, path: str) -> Any:
    """Return what ``_.get(value, path)`` gives: the own key, else the way through the value."""
    found = _step(value, path)
    if found is not UNDEFINED or not _IS_WAY.search(path) or _EMPTY_STEP.search(path):
        return found
    for step in _STEP.findall(path):
        value = _step(value, "".join(step))
    return value


def _step(value: Any, key: str) -> Any:
    """Return ``value[key]``, be it an own or an inherited member."""
    if value is None or value is UNDEFINED:
        return UNDEFINED
    if isinstance(value, dict) and key in value:
        return value[key]
    if isinstance(value, list | str) and _INDEX.fullmatch(key) and whole(key) < len(value):
        return value[int(key)]
    return _OPAQUE if key in _INHERITED or key == _HIDDEN.get(type(value)) else UNDEFINED
