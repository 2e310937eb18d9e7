"""The part of the control API that is about fault rules."""

import json
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from mockbana.harness.control.responses import json_body, refusal
from mockbana.harness.faults import ActiveFault, Fault, FaultError
from mockbana.harness.faults.port import check_end
from mockbana.harness.nearest import MissingError

if TYPE_CHECKING:
    from mockbana.harness.harness import Harness

PATH: Final = "/__mockbana__/faults"


def fault_routes(rig: "Harness") -> list[web.RouteDef]:
    """Return the routes for the rules of *rig*."""
    control = FaultControl(rig)
    return [
        web.get(PATH, control.show),
        web.post(PATH, control.add),
        web.delete(PATH, control.clear),
        web.get(f"{PATH}/{{id}}", control.show_one),
        web.delete(f"{PATH}/{{id}}", control.remove),
    ]


class FaultControl:
    """Handlers: a rule goes in and out as the object that fixture documents have."""

    def __init__(self, rig: "Harness") -> None:
        self.rig = rig

    async def show(self, _: web.Request) -> web.Response:
        """``GET faults``: all rules, each with how often it ``matched`` and ``fired``."""
        return _json([rule.as_dict() for rule in self.rig.faults])

    async def add(self, request: web.Request) -> web.Response:
        """``POST faults``: add the rule in the body."""
        try:
            body = await json_body(request)
            fault = Fault.from_dict({} if body is None else body)
            check_end(fault)
            rule = self.rig.faults.add(fault)
        except FaultError as error:
            return refusal(400, error.sentence, error.place)
        except ValueError as error:
            return refusal(400, str(error))
        return _json(rule.as_dict(), 201)

    async def clear(self, _: web.Request) -> web.Response:
        """``DELETE faults``: remove all rules."""
        removed = len(self.rig.faults)
        self.rig.faults.clear()
        return _json({"removed": removed})

    async def show_one(self, request: web.Request) -> web.Response:
        """``GET faults/{id}``."""
        rule = self._rule(request)
        return _json(rule.as_dict()) if rule else self._unknown(request)

    async def remove(self, request: web.Request) -> web.Response:
        """``DELETE faults/{id}``: remove a rule; its last counts are the answer."""
        rule = self._rule(request)
        if rule is None:
            return self._unknown(request)
        self.rig.faults.remove(rule)
        return _json(rule.as_dict())

    def _rule(self, request: web.Request) -> ActiveFault | None:
        wanted = request.match_info["id"]
        return next((rule for rule in self.rig.faults if rule.id == wanted), None)

    def _unknown(self, request: web.Request) -> web.Response:
        known = [rule.id for rule in self.rig.faults]
        return refusal(404, str(MissingError.of("rule", request.match_info["id"], known)))


def _json(body: Any, status: int = 200) -> web.Response:
    """Return a JSON answer; what only Python can compare with is shown as Python shows it."""
    text = json.dumps(body, default=repr)
    return web.json_response(text=text, status=status)
