"""The part of the control API that is about time."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from mockbana.harness.control.responses import json_body, refusal
from mockbana.harness.nearest import NamesNearest
from mockbana.harness.numbers import is_finite
from mockbana.harness.text import shown
from mockbana.harness.tracebacks import hide_frames_of
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
        try:
            change(self.clock, await json_body(request))
        except ValueError as error:
            return refusal(400, str(error))
        return await self.show(request)


@hide_frames_of
class ClockHandle(NamesNearest):
    """The clock of a server in this process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __repr__(self) -> str:
        return f"<clock {'stopped' if self.frozen else 'running'} at {iso(self.now())}>"

    def now(self) -> int:
        """Return the time in milliseconds since 1970."""
        return self._clock.now()

    @property
    def frozen(self) -> bool:
        """Whether the clock is stopped."""
        return self._clock.frozen

    def freeze(self, timestamp: str | datetime | None = None) -> None:
        """Stop the clock, at *timestamp* (text is ISO 8601) or where it stands."""
        change(self._clock, {"freeze": as_frozen(timestamp)})

    def advance(self, seconds: float) -> None:
        """Move the clock on, stopped or not; a negative number moves it back."""
        change(self._clock, {"advance": seconds})

    def unfreeze(self) -> None:
        """Let the clock run on from where it stands."""
        change(self._clock, {"unfreeze": True})


def as_frozen(timestamp: str | datetime | None) -> Any:
    """Return what the control API takes for *timestamp*; ``None`` is the present moment."""
    if isinstance(timestamp, datetime):
        return timestamp.isoformat()
    return True if timestamp is None else timestamp


def change(clock: Clock, body: Any) -> None:
    """Do to *clock* what *body* says; ``ValueError`` for what makes no sense, and it stays."""
    before = clock.reading()
    try:
        _change(clock, body)
        iso(clock.now())
    except (OverflowError, OSError):
        clock.set(before)
        raise ValueError("the clock knows the years 1 to 9999") from None
    except ValueError:
        clock.set(before)
        raise


def _change(clock: Clock, body: Any) -> None:
    match list(body.items()) if isinstance(body, dict) else None:
        case [("freeze", True)]:
            clock.freeze()
        case [("freeze", moment)]:
            _freeze(clock, moment)
        case [("advance", int() | float() as seconds)] if _is_time(seconds):
            clock.advance(seconds)
        case [("advance", seconds)]:
            raise ValueError(f"advance must be a number of seconds, not {shown(seconds)}")
        case [("unfreeze", True)]:
            clock.unfreeze()
        case _:
            raise ValueError(BODIES)


def _freeze(clock: Clock, moment: Any) -> None:
    try:
        milliseconds(moment)
    except (TypeError, ValueError):
        told = f"freeze must be an ISO time such as 2026-01-01T00:00:00Z, not {shown(moment)}"
        raise ValueError(told) from None
    clock.freeze(moment)


def _is_time(seconds: float) -> bool:
    return not isinstance(seconds, bool) and is_finite(seconds)
