"""Decoding a request: a valid body comes back as it was, any other is a 400.

Source: kibana x-pack/platform/plugins/shared/cases/server/common/runtime_types.ts
"""

from typing import Any

from marshmallow import Schema, ValidationError

from mockbana.kibana.http.errors import bad_request

from .excess import excess
from .report import sentences


def decode(schema: Schema, body: Any) -> Any:
    """Return *body*, which *schema* accepts without a key to spare.

    Errors: 400 with every decode error, each text once, joined by commas; only when there are none,
    400 with every excess key.
    """
    try:
        decoded = schema.load(body)
    except ValidationError as error:
        raise bad_request(",".join(dict.fromkeys(sentences(error.messages, body)))) from None
    if surplus := list(excess(body, decoded)):
        raise bad_request(f'invalid keys "{",".join(surplus)}"')
    return body
