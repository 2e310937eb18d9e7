"""The part of the control API that is about time."""

from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from mockbana.harness.control.responses import json_body, refusal
from mockbana.harness.numbers import is_finite
from mockbana.harness.text import shown
from mockbana.kibana.clock import Clock, iso, milliseconds

if TYPE_CHECKING:
    from mockbana.harness.harness import Harness

PATH: Final = "/__mockbana__/clock"
BODIES: Final = (
    'the body must be {"freeze": "ISO time"}, {"freeze": true}, {"advance": seconds} '
    'or {"unfreeze": true}'
)


def clock_routes(rig: "Harness") -> list[web.RouteDef]:
    """Return the routes for the clock of *rig*."""
    control = ClockControl(rig)
    return [web.get(PATH, control.show), web.post(PATH, control.set)]


class ClockControl:
    """Handlers: the clock of the server, which dates all that is written."""

    def __init__(self, rig: "Harness") -> None:
        self.clock = rig.deployment.clock

    async def show(self, _: web.Request) -> web.Response:
        """``GET clock``: what time it is, and whether the clock is stopped."""
        return web.json_response({"now": iso(self.clock.now()), "frozen": self.clock.frozen})

    async def set(self, request: web.Request) -> web.Response:
        """``POST clock``: stop it (``freeze``), move it on (``advance``) or let it run."""
        before = self.clock.reading()
        try:
            change(self.clock, await json_body(request))
            return await self.show(request)
        except ValueError as error:
            self.clock.set(before)
            return refusal(400, str(error))
        except (OverflowError, OSError):
            self.clock.set(before)
            return refusal(400, "the clock knows the years 1 to 9999")


def change(clock: Clock, body: Any) -> None:
    """Do to *clock* what *body* says; ``ValueError`` for what makes no sense."""
    match list(body.items()) if isinstance(body, dict) else None:
        case [("freeze", str(moment))]:
            _freeze(clock, moment)
        case [("freeze", True)]:
            clock.freeze()
        case [("advance", int() | float() as seconds)] if _is_time(seconds):
            clock.advance(seconds)
        case [("unfreeze", True)]:
            clock.unfreeze()
        case _:
            raise ValueError(BODIES)


def _freeze(clock: Clock, moment: str) -> None:
    try:
        milliseconds(moment)
    except ValueError:
        told = f"freeze must be an ISO time such as 2026-01-01T00:00:00Z, not {shown(moment)}"
        raise ValueError(told) from None
    clock.freeze(moment)


def _is_time(seconds: float) -> bool:
    return not isinstance(seconds, bool) and is_finite(seconds)
