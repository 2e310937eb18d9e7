"""The part of the control API that is about the file which keeps the state between two runs."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

from aiohttp import web

from .answers import refusal

Save: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
PATH: Final = "/__mockbana__/state"
SAVE: Final[web.AppKey[Save]] = web.AppKey("SAVE")
"""Writes the file and says what was written; who serves with ``--state`` puts it into the app."""


def state_routes() -> list[web.RouteDef]:
    """Return the route for the state file."""
    return [web.post(PATH, save)]


async def save(request: web.Request) -> web.Response:
    """``POST state``: write the file of ``--state`` now."""
    write = request.app.get(SAVE)
    if write is None:
        return refusal(409, "the server was started without --state, so there is no file to write")
    try:
        return web.json_response(await write())
    except OSError as error:
        return refusal(500, f"the state can't be written: {error.strerror}")
