"""The part of the control API that is about savepoints: states to go back to."""

from typing import TYPE_CHECKING, Final

from aiohttp import web

from .answers import refusal

if TYPE_CHECKING:
    from mockbana.kibana.deployment import Frozen
    from mockbana.rig.rig import Rig

PATH: Final = "/__mockbana__/savepoints"


def savepoint_routes(rig: "Rig") -> list[web.RouteDef]:
    """Return the routes for the savepoints of *rig*."""
    control = SavepointControl(rig)
    return [
        web.get(PATH, control.show),
        web.post(PATH, control.add),
        web.post(f"{PATH}/{{id}}/restore", control.restore),
        web.delete(f"{PATH}/{{id}}", control.remove),
    ]


class SavepointControl:
    """Handlers. A savepoint is kept until it is removed; it costs memory only for what changes.

    It is about the state of Kibana: recorded requests and fault rules stay as they are.
    """

    def __init__(self, rig: "Rig") -> None:
        self.deployment = rig.deployment
        self._states: dict[str, Frozen] = {}
        self._numbers = 0

    async def show(self, _: web.Request) -> web.Response:
        """``GET savepoints``: all savepoints, and whether the present state is like them."""
        now = self.deployment.freeze()
        return web.json_response(
            [{"id": name, "present": state == now} for name, state in self._states.items()]
        )

    async def add(self, _: web.Request) -> web.Response:
        """``POST savepoints``: remember the present state."""
        self._numbers += 1
        name = f"s{self._numbers}"
        self._states[name] = self.deployment.freeze()
        return web.json_response({"id": name}, status=201)

    async def restore(self, request: web.Request) -> web.Response:
        """``POST savepoints/{id}/restore``: go back to a savepoint, which stays."""
        name = request.match_info["id"]
        if name not in self._states:
            return self._unknown(name)
        self.deployment.thaw(self._states[name])
        return web.json_response({"id": name, "cases": self.deployment.count_cases()})

    async def remove(self, request: web.Request) -> web.Response:
        """``DELETE savepoints/{id}``: forget a savepoint; the state stays as it is."""
        name = request.match_info["id"]
        if self._states.pop(name, None) is None:
            return self._unknown(name)
        return web.json_response({"id": name})

    def _unknown(self, name: str) -> web.Response:
        known = ", ".join(self._states) or "none"
        return refusal(404, f'there is no savepoint "{name}"; there is {known}')
