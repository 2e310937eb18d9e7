"""The part of the control API that is about savepoints: states to go back to.

The part of the control API that is about the file which keeps the state between two runs.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from aiohttp import web

from mockbana.harness.changes import ChangeError, Changes
from mockbana.harness.control.responses import json_body, refusal

if TYPE_CHECKING:
    from mockbana.harness.harness import Harness
    from mockbana.kibana.deployment import Frozen

PATH: Final = "/__mockbana__/savepoints"
MERGE: Final = ("onto", "from", "to", "start")
_WANTED: Final = (
    "the body of POST savepoints is empty, or an object with onto, from, to and, if you like, "
    "start, each the id of a savepoint"
)


def savepoint_routes(rig: "Harness") -> list[web.RouteDef]:
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

    It is about the state of Kibana: recorded requests and fault rules stay as they are. No two
    servers, and no two lives of one, give the same id.
    """

    def __init__(self, rig: "Harness") -> None:
        self.deployment = rig.deployment
        self._states: dict[str, Frozen] = {}
        self._life, self._numbers = secrets.token_hex(4), 0

    async def show(self, _: web.Request) -> web.Response:
        """``GET savepoints``: all savepoints, and whether the present state is like them."""
        now = self.deployment.freeze()
        return web.json_response(
            [{"id": name, "present": state == now} for name, state in self._states.items()]
        )

    async def add(self, request: web.Request) -> web.Response:
        """``POST savepoints``: remember the present state, or a merge of others."""
        try:
            body = await json_body(request)
            state = self.deployment.freeze() if body is None else self._merged(_ids(body))
        except KeyError as error:
            return self._unknown(error.args[0])
        except ChangeError as error:
            return refusal(409, str(error))
        except ValueError as error:
            return refusal(400, str(error))
        self._numbers += 1
        name = f"s{self._numbers}-{self._life}"
        self._states[name] = state
        return web.json_response({"id": name}, status=201)

    def _merged(self, ids: Mapping[str, str]) -> "Frozen":
        """Return the state *onto* with what changed between *from* and *to*."""
        states = {role: self._states[name] for role, name in ids.items()}
        start = states.get("start", states["from"])
        changes = Changes.between(states["from"], states["to"], start)
        return changes.applied_to(self.deployment, states["onto"])

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


def _ids(body: object) -> Mapping[str, str]:
    """Return the ids of a merge; ``ValueError`` for a body that is none."""
    if not isinstance(body, dict) or not set(MERGE[:3]) <= set(body) <= set(MERGE):
        raise ValueError(_WANTED)
    if not all(isinstance(name, str) for name in body.values()):
        raise ValueError(_WANTED)
    return body


Save: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
STATE_PATH: Final = "/__mockbana__/state"
SAVE: Final[web.AppKey[Save]] = web.AppKey("SAVE")
"""Writes the file and says what was written; who serves with ``--state`` puts it into the app."""


def state_routes() -> list[web.RouteDef]:
    """Return the route for the state file."""
    return [web.post(STATE_PATH, save)]


async def save(request: web.Request) -> web.Response:
    """``POST state``: write the file of ``--state`` now."""
    write = request.app.get(SAVE)
    if write is None:
        return refusal(409, "the server was started without --state, so there is no file to write")
    try:
        return web.json_response(await write())
    except OSError as error:
        return refusal(500, f"the state can't be written: {error.strerror}")
