"""The part of the control API that judges: what pytest's teardown fails a test for."""

from typing import TYPE_CHECKING, Final

from aiohttp import web

from mockbana.harness.control.pieces import in_turns
from mockbana.harness.findings import findings

if TYPE_CHECKING:
    from mockbana.harness.harness import Harness

PATH: Final = "/__mockbana__/verdict"


def verdict_routes(rig: "Harness") -> list[web.RouteDef]:
    """Return the route for the verdict on *rig*."""
    return [web.get(PATH, VerdictControl(rig).show)]


class VerdictControl:
    """The handler."""

    def __init__(self, rig: "Harness") -> None:
        self.rig = rig

    async def show(self, _: web.Request) -> web.Response:
        """``GET verdict``: what pytest's teardown would complain about, if anything.

        Problems are faults with ``times`` that never struck, requests to unknown paths, and bugs.
        """
        found = findings(self.rig, self.rig.journal.read().exchanges)
        problems = [shown async for shown in in_turns(each.as_dict() for each in found)]
        return web.json_response({"ok": not problems, "problems": problems})
