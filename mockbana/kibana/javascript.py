"""JavaScript's notions of text, number and JSON, where Python's differ.

Source: ECMAScript 2024, sections 6.1.6.1.20 (Number::toString), 10.1.11.1 (own property order),
22.1.3.32 (trim) and 25.5.2 (JSON.stringify).
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

MAX_SAFE_INTEGER: Final = 2**53 - 1
SPACE: Final = (
    "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
_DECIMAL: Final = re.compile(r"[+-]?(Infinity|([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?)")
_RADIX: Final = re.compile("0([xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_ARRAY_INDEX: Final = re.compile("0|[1-9][0-9]{0,9}")


class Undefined:
    """The type of ``UNDEFINED``, the value of a key that is not there."""

    def __repr__(self) -> str:
        return "undefined"


UNDEFINED: Final = Undefined()


def trim(text: str) -> str:
    """Return *text* without the white space that ``String.prototype.trim`` removes."""
    return text.strip(SPACE)


_LARGEST: Final = 2**63 - 1


def length(text: str) -> int:
    """Return the length of *text* in UTF-16 code units."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def number(text: str) -> int | float:
    """Return the double that a JSON number stands for, as ``int`` where it is a safe integer.

    ``1.0`` and ``1`` are one value in JavaScript, and ``-0`` is written ``0``.
    """
    value = float(text)
    if abs(value) <= MAX_SAFE_INTEGER and value.is_integer():
        return int(value)
    return value


def whole(digits: str) -> int:
    """Return the whole number that decimal *digits* stand for, at most ``2**63 - 1``.

    Python refuses to read more than 4,300 digits, and no size or count is that large.
    """
    digits = digits.lstrip("0")
    return min(int(digits[:20] or "0"), _LARGEST)


def to_number(text: str) -> float:
    """Return what ``Number(text)`` gives: 0 for blanks, ``nan`` for what is no number."""
    text = trim(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    if _RADIX.fullmatch(text):
        return _double(int(text, 0))
    return math.nan if text else 0.0


def _double(value: float) -> float:
    """Return *value* as a double, which is infinite for a whole number that is too large."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def number_text(value: float) -> str:
    """Return what ``String(value)`` gives, e.g. ``1e+21`` or ``12345678901234567000``."""
    if isinstance(value, int) and abs(value) <= MAX_SAFE_INTEGER:
        return str(value)
    value = _double(value)
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("-Infinity" if value < 0 else "Infinity")
    if value == 0:
        return "0"
    return ("-" if value < 0 else "") + _digits_text(Decimal(repr(abs(value))).normalize())


def _digits_text(value: Decimal) -> str:
    _, digit_tuple, exponent = value.as_tuple()
    digits = "".join(map(str, digit_tuple))
    point = len(digits) + int(exponent)
    if len(digits) <= point <= 21:
        return digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    mantissa = digits if len(digits) == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{mantissa}e{point - 1:+d}"


def keys(value: Mapping[str, Any]) -> Iterable[str]:
    """Return the keys of an object as JavaScript lists them: array indexes first, ascending."""
    if not any(map(_is_array_index, value)):
        return value
    indexes = sorted(filter(_is_array_index, value), key=int)
    return [*indexes, *(key for key in value if not _is_array_index(key))]


def _is_array_index(key: str) -> bool:
    return _ARRAY_INDEX.fullmatch(key) is not None and int(key) < 2**32 - 1


class _Written(str):
    """A piece of JSON that is written already."""

    __slots__ = ()


def stringify(value: Any) -> str:
    """Return what ``JSON.stringify(value)`` gives, without blanks, however deep it nests."""
    pieces: list[str] = []
    todo = [value]
    while todo:
        item = todo.pop()
        if isinstance(item, dict | list | tuple):
            todo.extend(reversed(list(_parts(item))))
        else:
            pieces.append(item if isinstance(item, _Written) else _scalar(item))
    return "".join(pieces)


def _parts(value: Any) -> Iterator[Any]:
    """Yield what an object or array consists of, in order."""
    start, end = ("{", "}") if isinstance(value, dict) else ("[", "]")
    yield _Written(start)
    for number, item in enumerate(keys(value) if isinstance(value, dict) else value):
        if number:
            yield _Written(",")
        if isinstance(value, dict):
            yield _Written(f"{_quoted(item)}:")
        yield value[item] if isinstance(value, dict) else item
    yield _Written(end)


def _scalar(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number_text(value) if math.isfinite(_double(value)) else "null"
        case _:
            return _quoted(value)


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return _LONE_SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def to_json(value: Any) -> bytes:
    """Return *value* as compact JSON in UTF-8."""
    try:
        return _dumps(value)
    except (TypeError, ValueError, RecursionError):  # a lone surrogate, Infinity, deep nesting
        return stringify(value).encode()


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _standard_dumps(value: Any) -> bytes:
    return _ENCODER.encode(value).encode()


try:
    import orjson
except ImportError:
    _dumps: Callable[[Any], bytes] = _standard_dumps
else:
    _dumps = orjson.dumps


def show(value: Any) -> str:
    """Return *value* as a template literal shows it, objects and arrays as JSON.

    Source: kbn-securitysolution-io-ts-utils/src/format_errors
    """
    match value:
        case str():
            return value
        case Undefined():
            return "undefined"
        case _ if isinstance(value, int | float) and not isinstance(value, bool):
            return number_text(value)
        case _:
            return stringify(value)
