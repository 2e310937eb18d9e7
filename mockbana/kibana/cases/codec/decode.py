"""Decoding a request: a valid body comes back as it was, any other is a 400.

Source: kibana x-pack/platform/plugins/shared/cases/server/common/runtime_types.ts
"""

from functools import lru_cache
from typing import Any

from marshmallow import Schema, ValidationError

from mockbana.kibana.http.errors import bad_request, thrown

from .accept import acceptor
from .excess import excess
from .report import sentences

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
            raise thrown(text, quirk="nested too deeply to be echoed") from None
    return body


def explain(schema: Schema, body: Any) -> None:
    """Raise the 400 for a *body* that *schema* doesn't accept."""
    try:
        decoded = schema.load(body)
    except ValidationError as error:
        raise bad_request(",".join(dict.fromkeys(sentences(error.messages, body)))) from None
    if surplus := list(excess(body, decoded)):
        raise bad_request(f'invalid keys "{",".join(surplus)}"')
