"""The control API, everything under ``/__mockbana__/``."""

from aiohttp import web

from mockbana import __version__

from .rig import Rig


def control_routes(rig: Rig) -> list[web.RouteDef]:
    """Return the routes of the control API for *rig*."""
    control = Control(rig)
    return [
        web.get("/__mockbana__/health", control.health),
        web.post("/__mockbana__/reset", control.reset),
    ]


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
        """``POST reset``."""
        self.rig.reset()
        return web.json_response({"cases": 0})
