"""The control API, everything under ``/__mockbana__/``."""

import json
from collections.abc import Callable
from typing import Any, Final

from aiohttp import web

from mockbana import __version__
from mockbana.kibana.clock import iso

from .fault_routes import fault_routes
from .fixtures import FixtureError, snapshot
from .request_routes import request_routes
from .rig import Rig

PREFIX: Final = "/__mockbana__"
CLOCK_BODIES: Final = (
    'the body must be {"freeze": "ISO time"}, {"advance": seconds} or {"unfreeze": true}'
)


def control_routes(rig: Rig) -> list[web.RouteDef]:
    """Return the routes of the control API for *rig*."""
    control = Control(rig)
    return [
        web.get(f"{PREFIX}/health", control.health),
        web.post(f"{PREFIX}/reset", control.reset),
        web.post(f"{PREFIX}/load", control.load),
        web.get(f"{PREFIX}/snapshot", control.snapshot),
        web.get(f"{PREFIX}/settings", control.settings),
        web.patch(f"{PREFIX}/settings", control.change_settings),
        web.get(f"{PREFIX}/clock", control.clock),
        web.post(f"{PREFIX}/clock", control.set_clock),
        *fault_routes(rig),
        *request_routes(rig),
        web.route("*", f"{PREFIX}/{{rest:.*}}", control.unknown),
    ]


def refusal(status: int, sentence: str, path: str | None = None) -> web.Response:
    """Return the control API's error: one sentence, and the JSON path that it is about."""
    return web.json_response({"error": sentence, "path": path}, status=status)


async def json_body(request: web.Request) -> Any:
    """Return the JSON body, ``None`` without one; raises ``ValueError`` with a sentence."""
    raw = await request.read()
    try:
        return json.loads(raw) if raw.strip() else None
    except ValueError as error:
        raise ValueError(f"the body is no JSON: {error}") from None


def _document(body: Any) -> Any:
    if body is not None and not isinstance(body, dict):
        raise ValueError("the body must be a fixture document, a JSON object")
    return body


class Control:
    """Handlers of the control API."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig

    async def health(self, _: web.Request) -> web.Response:
        """``GET health``: answers once requests can be served."""
        version = self.rig.deployment.settings.kibana_version
        return web.json_response(
            {"status": "ok", "version": __version__, "kibana_version": version}
        )

    async def reset(self, request: web.Request) -> web.Response:
        """``POST reset``: back to the start, or to exactly the document in the body."""
        return await self._change(request, self.rig.reset)

    async def load(self, request: web.Request) -> web.Response:
        """``POST load``: add the document in the body."""
        return await self._change(request, self.rig.load)

    async def _change(self, request: web.Request, change: Callable[[Any], None]) -> web.Response:
        try:
            change(_document(await json_body(request)))
        except FixtureError as error:
            first = error.problems[0]
            return refusal(400, "; ".join(error.lines), first.place if first.path else None)
        except ValueError as error:
            return refusal(400, str(error))
        return web.json_response({"cases": self.rig.deployment.count_cases()})

    async def snapshot(self, _: web.Request) -> web.Response:
        """``GET snapshot``: the whole state as a fixture document."""
        return web.json_response(snapshot(self.rig.deployment))

    async def settings(self, _: web.Request) -> web.Response:
        """``GET settings``."""
        return web.json_response(snapshot(self.rig.deployment)["settings"])

    async def change_settings(self, request: web.Request) -> web.Response:
        """``PATCH settings``: ``license``, ``require_auth``, ``kibana_version``."""
        try:
            self.rig.load({"settings": await json_body(request)})
        except FixtureError as error:
            return refusal(400, "; ".join(error.lines), error.problems[0].place)
        except ValueError as error:
            return refusal(400, str(error))
        return await self.settings(request)

    async def clock(self, _: web.Request) -> web.Response:
        """``GET clock``."""
        clock = self.rig.deployment.clock
        return web.json_response({"now": iso(clock.now()), "frozen": clock.frozen})

    async def set_clock(self, request: web.Request) -> web.Response:
        """``POST clock``: one of ``freeze`` (ISO time), ``advance`` (seconds), ``unfreeze``."""
        clock = self.rig.deployment.clock
        try:
            match await json_body(request):
                case {"freeze": str(moment)}:
                    clock.freeze(moment)
                case {"advance": int() | float() as seconds}:
                    clock.advance(seconds)
                case {"unfreeze": True}:
                    clock.unfreeze()
                case _:
                    return refusal(400, CLOCK_BODIES)
        except ValueError as error:
            return refusal(400, str(error))
        return await self.clock(request)

    async def unknown(self, request: web.Request) -> web.Response:
        """Answer any other path."""
        return refusal(404, f"the control API has no {request.method} {request.path}")
