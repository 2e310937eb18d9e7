"""What handlers of the control API share: reading JSON, answering, refusing."""

import json
from typing import Any, Final

from aiohttp import web

from mockbana.harness.fixtures import FixtureError
from mockbana.harness.numbers import decimal, whole

DEEPEST: Final = 100


def refusal(status: int, sentence: str, path: str | None = None, **more: Any) -> web.Response:
    """Return the control API's error: one sentence, and the JSON path that it is about."""
    return web.json_response({"error": sentence, "path": path, **more}, status=status)


def bad_fixture(error: FixtureError) -> web.Response:
    """Return the 400 for a document that can't be loaded, with a list of all its problems."""
    first = error.problems[0]
    problems = [{"path": list(each.path), "error": each.sentence} for each in error.problems]
    path = first.place if first.path else None
    return refusal(400, "; ".join(error.lines), path, problems=problems)


async def json_body(request: web.Request, *, deepest: int = DEEPEST) -> Any:
    """Return the JSON body, ``None`` without one; raises ``ValueError`` with a sentence.

    It may have *deepest* objects and arrays within each other, 0 for as many as can be read.
    """
    raw = await request.read()
    try:
        value = json.loads(raw, **_NUMBERS) if raw.strip() else None
    except ValueError as error:
        raise ValueError(f"the body is no JSON: {error}") from None
    if deepest and _is_deeper(value, deepest):
        raise ValueError(f"the body nests too deeply: more than {deepest} levels")
    return value


def _is_deeper(value: Any, levels: int) -> bool:
    level = [value]
    for _ in range(levels + 1):
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]
    return bool(level)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


_NUMBERS: Final[dict[str, Any]] = {
    "parse_constant": _refuse_constant,
    "parse_float": decimal,
    "parse_int": whole,
}
