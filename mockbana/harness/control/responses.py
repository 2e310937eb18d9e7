"""What handlers of the control API share: reading JSON, answering, refusing."""

import json
from typing import Any

from aiohttp import web

from mockbana.harness.fixtures import FixtureError


def refusal(status: int, sentence: str, path: str | None = None, **more: Any) -> web.Response:
    """Return the control API's error: one sentence, and the JSON path that it is about."""
    return web.json_response({"error": sentence, "path": path, **more}, status=status)


def bad_fixture(error: FixtureError) -> web.Response:
    """Return the 400 for a document that can't be loaded, with a list of all its problems."""
    first = error.problems[0]
    problems = [{"path": list(each.path), "error": each.sentence} for each in error.problems]
    path = first.place if first.path else None
    return refusal(400, "; ".join(error.lines), path, problems=problems)


async def json_body(request: web.Request) -> Any:
    """Return the JSON body, ``None`` without one; raises ``ValueError`` with a sentence."""
    raw = await request.read()
    try:
        return json.loads(raw, parse_constant=_refuse_constant) if raw.strip() else None
    except ValueError as error:
        raise ValueError(f"the body is no JSON: {error}") from None


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
