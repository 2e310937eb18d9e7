"""The control API, everything under ``/__mockbana__/``."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from aiohttp import web

from mockbana._version import __version__
from mockbana.harness.control.cases import case_routes
from mockbana.harness.control.clock import clock_routes
from mockbana.harness.control.faults import fault_routes
from mockbana.harness.control.guard import Guard
from mockbana.harness.control.journal_feed import record_routes
from mockbana.harness.control.pieces import json_answer
from mockbana.harness.control.requests import request_routes
from mockbana.harness.control.responses import bad_fixture, json_body, refusal
from mockbana.harness.control.savepoints import savepoint_routes, state_routes
from mockbana.harness.control.verdict import verdict_routes
from mockbana.harness.fixtures import FixtureError
from mockbana.harness.fixtures.problems import Problem
from mockbana.harness.fixtures.writer import state_chunks
from mockbana.harness.harness import Harness
from mockbana.kibana.deployment import Deployment
from mockbana.kibana.http.routing import Route

PREFIX: Final = "/__mockbana__"


def control_routes(
    rig: Harness, guard: Guard | None = None, served: Iterable[Route] = (), base_path: str = ""
) -> list[web.RouteDef]:
    """Return the routes of the control API for *rig*, behind *guard*.

    *served* are the routes of the Kibana that it controls, which is at *base_path*.
    """
    routes = [
        *Control(rig, tuple(served), base_path).routes(),
        *clock_routes(rig),
        *case_routes(rig),
        *fault_routes(rig),
        *record_routes(rig),
        *request_routes(rig),
        *savepoint_routes(rig),
        *state_routes(),
        *verdict_routes(rig),
    ]
    index = Index(routes)
    routes.append(web.get(f"{PREFIX}/calls", index.show))
    routes += [web.route("*", end, index.none) for end in (PREFIX, f"{PREFIX}/{{rest:.*}}")]
    return (guard or Guard()).around(routes)


def _documents(body: Any) -> Any:
    """Return a fixture document, or several; never a path, which would be read on this machine."""
    each = body if isinstance(body, list) else [] if body is None else [body]
    if not all(isinstance(document, dict) for document in each):
        raise ValueError("the body must be a fixture document, a JSON object, or a list of them")
    return body


def _inside(error: FixtureError, section: str) -> FixtureError:
    """Return *error* as one about a document that is just the *section*."""
    return FixtureError(
        Problem(path[1:], sentence) if path[:1] == (section,) else Problem(path, sentence)
        for path, sentence in error.problems
    )


class Control:
    """Handlers of the control API that are about the server as a whole."""

    def __init__(self, rig: Harness, served: Sequence[Route], base_path: str) -> None:
        self.rig, self.served, self.base_path = rig, served, base_path

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to these handlers."""
        return [
            web.get(f"{PREFIX}/health", self.health),
            web.post(f"{PREFIX}/reset", self.reset),
            web.post(f"{PREFIX}/load", self.load),
            web.get(f"{PREFIX}/snapshot", self.snapshot),
            web.get(f"{PREFIX}/settings", self.settings),
            web.patch(f"{PREFIX}/settings", self.change_settings),
            web.get(f"{PREFIX}/openapi.json", self.openapi),
            web.get(f"{PREFIX}/bugs", self.bugs),
        ]

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
            change(_documents(await json_body(request, deepest=0)))
        except FixtureError as error:
            return bad_fixture(error)
        except ValueError as error:
            return refusal(400, str(error))
        return web.json_response({"cases": self.rig.deployment.count_cases()})

    async def snapshot(self, _: web.Request) -> web.Response:
        """``GET snapshot``: the whole state as a fixture document."""
        pinned = Deployment(seed=self.rig.deployment.seed)
        pinned.thaw(self.rig.deployment.freeze())
        return await json_answer(state_chunks(pinned))

    async def settings(self, _: web.Request) -> web.Response:
        """``GET settings``: the licence, whether credentials are required, Kibana's version."""
        settings = self.rig.deployment.settings
        names = ("license", "require_auth", "kibana_version")
        return web.json_response({name: getattr(settings, name) for name in names})

    async def change_settings(self, request: web.Request) -> web.Response:
        """``PATCH settings``: ``license``, ``require_auth``, ``kibana_version``."""
        try:
            self.rig.load({"settings": await json_body(request)})
        except FixtureError as error:
            return bad_fixture(_inside(error, "settings"))
        except ValueError as error:
            return refusal(400, str(error))
        return await self.settings(request)

    async def openapi(self, request: web.Request) -> web.Response:
        """``GET openapi.json``: the served Cases API, as OpenAPI 3.1."""
        from mockbana.kibana.openapi import openapi

        url = f"{request.scheme}://{request.host}{self.base_path}"
        version = self.rig.deployment.settings.kibana_version
        return web.json_response(openapi(self.served, version, url))

    async def bugs(self, _: web.Request) -> web.Response:
        """``GET bugs``: failures inside the server itself since the last reset."""
        return web.json_response([repr(bug) for bug in self.rig.bugs])


class Index:
    """Tells what there is."""

    def __init__(self, routes: Iterable[web.RouteDef]) -> None:
        self.calls = [
            {"call": f"{route.method} {route.path}", "does": _does(route.handler)}
            for route in routes
        ]

    async def show(self, _: web.Request) -> web.Response:
        """``GET calls``: all calls of the control API."""
        return web.json_response({"calls": self.calls})

    async def none(self, request: web.Request) -> web.Response:
        """Answer any other path."""
        sentence = f"the control API has no {request.method} {request.path}"
        return refusal(404, f"{sentence}; GET {PREFIX}/calls lists them")


def _does(handler: Any) -> str:
    """Return what the docstring of *handler* says behind the name of the call."""
    first = (handler.__doc__ or "").partition("\n")[0]
    return str(first.partition(": ")[2] or first)
