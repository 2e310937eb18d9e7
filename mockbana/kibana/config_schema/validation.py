"""Judging with a schema: the first complaint is the answer, with the place that it is about.

Source: kibana src/platform/packages/shared/kbn-config-schema/src/errors/validation_error.ts
"""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, missing

from mockbana.kibana.config_schema.objects import UNKNOWN, plain_object
from mockbana.kibana.config_schema.types import ArrayOf, Complain, ObjectType, String, type_name
from mockbana.kibana.http.errors import KibanaError, bad_request, kibana_crash
from mockbana.kibana.http.json import Bottomless, parse_text
from mockbana.kibana.http.routing import Query


def validate(
    schema: ObjectType, value: Any, where: str, check: Complain | None = None
) -> dict[str, Any]:
    """Return *value* as *schema* has it, converted and with its defaults.

    *check* judges the whole when all else is right.
    Errors: 400 with the first complaint; *where* is ``request query`` or ``request body``.
    """
    try:
        given = plain_object(value)
        accepted: dict[str, Any] = schema.load(given)
    except ValidationError as error:
        raise _refusal(error.messages, where) from None
    for key in given:
        if key not in schema.fields:
            raise _refusal([UNKNOWN], f"{where}.{key}")
    if check and (wrong := check(accepted)):
        raise _refusal([wrong], where)
    return accepted


def _refusal(messages: Any, path: str) -> KibanaError:
    """Return the 400 for the first of marshmallow's *messages*, which are about *path*."""
    return bad_request(complaint(messages, path))


def complaint(messages: Any, *path: str | int, depth: int = 0) -> str:
    """Return what Kibana says of the first of marshmallow's *messages*, which are about *path*.

    What has several alternatives has a line for each, further in where it is one itself.
    """
    while isinstance(messages, Mapping):
        key, messages = next(iter(messages.items()))
        path = (*path, key)
    first, *alternatives = messages
    lines = [
        f"\n{' ' * depth}- {complaint(inner, *path, index, depth=depth + 1)}"
        for index, inner in enumerate(alternatives)
    ]
    place = f"[{'.'.join(map(str, path))}]: " if path else ""
    return f"{place}{first}{''.join(lines)}"


def text_list(query: Query, key: str) -> list[str]:
    """Return the required list of strings for *key*: a repeated key, or a JSON list as text.

    Errors: 400, naming the key and the type that was found.
    """
    try:
        texts: list[str] = ArrayOf(String()).deserialize(query.get(key, missing))
    except ValidationError as error:
        raise _refusal(error.messages, f"request query.{key}") from None
    return texts


def only_keys(query: Query, *known: str) -> None:
    """Refuse the first key that is not *known* (400)."""
    for key in query:
        if key not in known:
            raise _refusal([UNKNOWN], f"request query.{key}")


def accept_shape(body: Any) -> Any:
    """Return *body* as a cases route takes it: an object, or ``None`` for nothing.

    Text is parsed as JSON once more.
    Errors: 400 with the two complaints of ``schema.nullable(schema.object(...))``.
    Source: kibana src/platform/packages/shared/kbn-config-schema/src/types
    """
    if isinstance(body, Bottomless):
        raise kibana_crash(
            "Maximum call stack size exceeded", quirk="nested too deeply to be echoed"
        )
    if body is None or isinstance(body, dict):
        return body
    if isinstance(body, str):
        try:
            body = parse_text(body)
        except ValueError:
            raise _not_an_object("could not parse object value from json input") from None
        if isinstance(body, dict):
            return body
    found = f"expected a plain object value, but found [{type_name(body)}] instead."
    raise _not_an_object(found)


def _not_an_object(complaint: str) -> KibanaError:
    return bad_request(
        "[request body]: types that failed validation:\n"
        f"- [request body.0]: {complaint}\n"
        "- [request body.1]: expected value to equal [null]"
    )
