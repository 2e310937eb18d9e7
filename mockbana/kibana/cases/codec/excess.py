"""Keys of a request that no codec knows.

Source: kibana src/platform/packages/shared/kbn-securitysolution-io-ts-utils/src/exact_check
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from mockbana.kibana.javascript import UNDEFINED, keys, stringify

_STEP: Final = re.compile(r"[^.[\]]+")
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
    if isinstance(original, list):
        for index, value in enumerate(original):
            yield from excess(value, _item(decoded, index))
        return
    known = _own_keys(decoded)
    for key in keys(original):
        if key not in known:
            yield key
        yield from excess(original[key], _lookup(decoded, key))


def _own_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return value
    return {str(index) for index in range(len(value))} if isinstance(value, str | list) else ()


def _item(value: Any, index: int) -> Any:
    return value[index] if isinstance(value, list | str) and index < len(value) else UNDEFINED


def _lookup(value: Any, path: str) -> Any:
    """Return what ``_.get(value, path)`` gives: the own key, else the way through the value."""
    if isinstance(value, dict) and path in value:
        return value[path]
    steps = _STEP.findall(path)
    if path in _INHERITED:
        return ()
    if len(steps) < 2:
        return UNDEFINED
    for step in steps:
        value = _step(value, step)
    return value


def _step(value: Any, step: str) -> Any:
    if isinstance(value, dict):
        return value.get(step, UNDEFINED)
    return _item(value, int(step)) if step.isdecimal() else UNDEFINED
