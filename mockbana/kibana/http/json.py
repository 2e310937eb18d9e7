"""JSON as Kibana's parser reads it, and the shape that cases routes ask for.

Source: observed on hapi 21 with bourne 3, whose ``__proto__`` check Kibana keeps on.
"""

import json
import re
from functools import partial
from typing import Any, Final

from mockbana.kibana import javascript
from mockbana.kibana.http.errors import KibanaError, bad_request

_PROTO: Final = "__proto__"


def parse_json(raw: bytes) -> Any:
    """Return the JSON value of *raw*; numbers as JavaScript has them.

    Bytes that aren't UTF-8 become U+FFFD, the last of several equal keys counts.
    Errors: 400 for anything that ``JSON.parse`` refuses, and for a key ``__proto__`` at any depth.
    """
    text = raw.decode("utf-8", "replace")
    try:
        return _parse(text, _SUSPICIOUS if _PROTO in text or "\\u" in text else _DECODER)
    except ValueError as error:
        raise malformed(str(error)) from None


def parse_text(text: str) -> Any:
    """Return what ``JSON.parse(text)`` gives; ``ValueError`` where it throws.

    A key ``__proto__`` at the top is lost, as it is when joi copies the object.
    """
    value = _parse(text, _DECODER)
    if isinstance(value, dict):
        value.pop(_PROTO, None)
    return value


def _parse(text: str, decoder: json.JSONDecoder) -> Any:
    """Decode *text*. ``decode`` looks for blanks around it, which took a third of a short text."""
    try:
        if text.startswith("{"):
            value, end = decoder.raw_decode(text)
            if end == len(text):
                return value
        return decoder.decode(text)
    except RecursionError:
        return _bottomless(text)


def malformed(detail: str) -> KibanaError:
    """Return the 400 for a body that is no JSON."""
    return bad_request("Invalid request payload JSON format", detail=detail)


class Bottomless(dict[str, Any]):
    """An object nested too deeply for anybody to write it out again."""


def _bottomless(text: str) -> Any:
    """Stand in for JSON that nests deeper than Python parses; V8 parses it, but can't echo it."""
    stack: list[str] = []
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        if bracket in _CLOSING.values():
            stack.append(bracket)
        elif not stack or stack.pop() != _CLOSING[bracket]:
            raise ValueError("unbalanced brackets")
    if stack:
        raise ValueError("unbalanced brackets")
    return [] if text.lstrip().startswith("[") else Bottomless()


_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_BRACKET: Final = re.compile(r"[][{}]")
_CLOSING: Final = {"]": "[", "}": "{"}


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if _PROTO in members:
        raise ValueError(f"the key {_PROTO} is not allowed")
    return members


_decoder: Final = partial(
    json.JSONDecoder,
    parse_float=javascript.number,
    parse_int=javascript.number,
    parse_constant=_refuse_constant,
)
_DECODER: Final = _decoder()
_SUSPICIOUS: Final = _decoder(object_pairs_hook=_pairs)
