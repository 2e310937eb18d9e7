"""Decoding a request: a valid body comes back as it was, any other is a 400.

Source: kibana x-pack/platform/plugins/shared/cases/server/common/runtime_types.ts

The words for what marshmallow found wrong.

Source: kibana src/platform/packages/shared/kbn-securitysolution-io-ts-utils/src/format_errors
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from marshmallow import Schema, ValidationError

from mockbana.kibana.http.errors import bad_request, kibana_crash
from mockbana.kibana.io_ts.accept import acceptor
from mockbana.kibana.io_ts.containers import DEEPEST, nests_deeper
from mockbana.kibana.io_ts.excess import excess
from mockbana.kibana.io_ts.fields import Codec, Mismatch
from mockbana.kibana.javascript import UNDEFINED, show, to_number

_acceptor = lru_cache(maxsize=None)(acceptor)


def decode(schema: Schema, body: Any, *, called: str = "") -> Any:
    """Return *body*, which *schema* accepts without a key to spare.

    *called* is the name that io-ts makes up for the codec and names where there is no path.
    Errors: 400 with every decode error, each text once, joined by commas; only when there are none,
    400 with every excess key. 500 for a body that nests too deeply to be shown.
    """
    if body is None:
        raise bad_request(f'Invalid value "null" supplied to "{called}"')
    if not _acceptor(schema)(body):
        try:
            explain(schema, body)
        except RecursionError:
            text = "Maximum call stack size exceeded"
            raise kibana_crash(text, quirk="nested too deeply to be echoed") from None
    return body


def explain(schema: Schema, body: Any) -> None:
    """Raise the 400 for a *body* that *schema* doesn't accept."""
    try:
        decoded = schema.load(body)
    except ValidationError as error:
        raise bad_request(",".join(dict.fromkeys(sentences(error.messages, body)))) from None
    if surplus := list(excess(body, decoded)):
        raise bad_request(f'invalid keys "{",".join(surplus)}"')


BRANCH = "_schema"


def sentences(messages: Any, body: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield a sentence per error of *messages*, in order, repeats included.

    The path of an error names keys and leaves out what looks like an index. Negative indexes number
    the shapes of a union, which all look at the same value.
    """
    if not isinstance(messages, Mapping):
        yield from (_sentence(message, body, path) for message in messages)
        return
    for key, inner in messages.items():
        if isinstance(key, int):
            yield from sentences(inner, body[key] if key >= 0 else body, path)
        elif key == BRANCH:
            yield from sentences(inner, body, path)
        else:
            way = path if _is_number(key) else (*path, key)
            yield from sentences(inner, body.get(key, UNDEFINED), way)


def _is_number(key: str) -> bool:
    """Whether JavaScript reads *key* as an integer, as it does blanks."""
    return to_number(key).is_integer()


def _sentence(message: Any, value: Any, path: tuple[str, ...]) -> str:
    if isinstance(message, Mismatch):
        return f'Invalid value "{show(value)}" supplied to "{",".join(path)}"'
    return str(message)


def decode_whole(codec: Codec, body: Any, *, called: str = "") -> Any:
    """Return *body*, which *codec* accepts as a whole, without a key to spare.

    *called* is the name that io-ts makes up for the codec and names where there is no path.
    Errors: 400 as in ``decode``, 500 for a body that nests too deeply to be shown again.
    """
    if body is None:
        raise bad_request(f'Invalid value "{show(body)}" supplied to "{called}"')
    if nests_deeper(body, DEEPEST):
        text = "Maximum call stack size exceeded"
        raise kibana_crash(text, quirk=f"more than {DEEPEST} levels deep")
    try:
        decoded = codec.deserialize(body)
    except ValidationError as error:
        raise bad_request(",".join(dict.fromkeys(sentences(error.messages, body)))) from None
    if surplus := list(excess(body, decoded)):
        raise bad_request(f'invalid keys "{",".join(surplus)}"')
    return body
