"""The part of the control API that is for human eyes: the live page and what feeds it.

The page as the browser gets it: files that never change, and what they may do.

A fixture file that was dropped on the page.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aiohttp import hdrs, web

from mockbana.harness.control.guard import Guard
from mockbana.harness.control.responses import bad_fixture, refusal
from mockbana.harness.criteria import OF_REQUEST
from mockbana.harness.faults.fault import PARAMETERS as SCHEDULE
from mockbana.harness.faults.fault import PHASES
from mockbana.harness.faults.kinds import KINDS
from mockbana.harness.fixtures import FixtureError
from mockbana.harness.page.cases import listed, told
from mockbana.harness.page.events import Watch, send_events
from mockbana.harness.page.exchanges import opened

if TYPE_CHECKING:
    from mockbana.harness.harness import Harness

PREFIX: Final = "/__mockbana__"
VIEW: Final = f"{PREFIX}/view"


def page_routes(
    rig: "Harness", guard: Guard | None = None, base_path: str = ""
) -> list[web.RouteDef]:
    """Return the routes of the live page for *rig*, whose Kibana is at *base_path*.

    They are behind *guard* already, but for the files: these hold no secrets, so that the page can
    open and ask for the token.
    """
    guard = guard or Guard()
    page = Page(rig, base_path)
    views = [
        web.get(f"{PREFIX}/events", page.events, allow_head=False),
        web.get(f"{VIEW}/requests/{{seq:[0-9]+}}", page.exchange),
        web.get(f"{VIEW}/cases", page.cases),
        web.get(f"{VIEW}/cases/{{space}}/{{id}}", page.case),
        web.get(f"{VIEW}/faults", page.kinds),
        web.post(f"{VIEW}/load", page.load),
    ]
    files = [
        web.get(f"{PREFIX}/", show),
        web.get(PREFIX, redirect),
        web.get(f"{PREFIX}/page/{{name}}", show_file),
    ]
    return [*_for_all(guard).around(files), *guard.around(views)]


def _for_all(guard: Guard) -> Guard:
    """Return *guard* without its token; by what name it is called matters only without one."""
    return guard if guard.token is None else replace(guard, token=None, hosts=("*",))


async def show(_: web.Request) -> web.Response:
    """``GET /``: the live page, for a browser."""
    return file("index.html") or refusal(404, "the page is not installed")


async def redirect(_: web.Request) -> web.Response:
    """``GET``: the way to the live page."""
    return web.Response(status=302, headers={hdrs.LOCATION: f"{PREFIX.strip('/')}/"})


async def show_file(request: web.Request) -> web.Response:
    """``GET page/{name}``: a file of the live page."""
    name = request.match_info["name"]
    return file(name) or refusal(404, f'the page has no file "{name}"')


class Page:
    """Handlers of what the page asks for."""

    def __init__(self, rig: "Harness", base_path: str) -> None:
        self.rig, self.base_path = rig, base_path

    async def events(self, request: web.Request) -> web.StreamResponse:
        """``GET events``: what happens, as server-sent events, from ``Last-Event-ID`` on."""
        mark = request.headers.get("Last-Event-ID", "")
        return await send_events(request, Watch(self.rig, self.base_path, mark))

    async def exchange(self, request: web.Request) -> web.Response:
        """``GET view/requests/{seq}``: one request, opened."""
        text, journal = request.match_info["seq"], self.rig.journal
        seq = int(text) if len(text) < 16 else 0
        for exchange in journal:
            if exchange.seq == seq:
                url = f"{request.scheme}://{request.host}"
                return web.json_response(await opened(self.rig, exchange, url))
        was = "was evicted" if 0 < seq <= journal.evicted else "is not there"
        return refusal(404, f"request {text[:72]} {was}; there were {journal.total}")

    async def cases(self, request: web.Request) -> web.Response:
        """``GET view/cases``: the cases of all spaces that fit the query."""
        return web.json_response(await listed(self.rig.deployment, request.query))

    async def case(self, request: web.Request) -> web.Response:
        """``GET view/cases/{space}/{id}``: one case with its history."""
        space, case_id = request.match_info["space"], request.match_info["id"]
        case = await told(self.rig, space, case_id)
        if case is None:
            return refusal(404, f'there is no case "{case_id}" in space "{space}"')
        return web.json_response(case)

    async def kinds(self, _: web.Request) -> web.Response:
        """``GET view/faults``: what a rule may consist of."""
        kinds = {
            name: {key: parameter.expected for key, parameter in kind.parameters.items()}
            for name, kind in KINDS.items()
        }
        schedule = {key: parameter.expected for key, parameter in SCHEDULE.items()}
        return web.json_response(
            {"kinds": kinds, "schedule": schedule, "match": list(OF_REQUEST), "phases": PHASES}
        )

    async def load(self, request: web.Request) -> web.Response:
        """``POST view/load``: load a fixture file, *anew* or on top of what is there."""
        name, anew = request.query.get("name", "fixture.yaml"), "anew" in request.query
        try:
            load_dropped(self.rig, name, await request.read(), anew=anew)
        except FixtureError as error:
            return bad_fixture(error)
        except ValueError as error:
            return refusal(400, f"{name}: {error}")
        return web.json_response({"cases": self.rig.deployment.count_cases()})


POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Nothing from elsewhere, nothing inline, in nobody's frame, whatever a recorded text says."""

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    hdrs.CACHE_CONTROL: "no-cache",
}
TYPES: Final = {
    "css": "text/css",
    "html": "text/html",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}
_FOLDER: Final = Path(__file__).parent / "static"


def file(name: str) -> web.Response | None:
    """Return a file of the page, ``None`` when there is none of that *name*."""
    kind = TYPES.get(name.rpartition(".")[2])
    known = [each for each in _FOLDER.iterdir() if each.name == name] if kind else []
    if not known:
        return None
    return web.Response(
        body=known[0].read_bytes(), content_type=kind, charset="utf-8", headers=HEADERS
    )


def load_dropped(rig: "Harness", name: str, content: bytes, *, anew: bool) -> None:
    """Load the *content* of the file *name* as ``--fixtures`` would: all of it or nothing.

    Errors: ``FixtureError`` with the lines of the file.
    """
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="mockbana-") as folder:
        file = Path(folder, "dropped.json" if name.endswith(".json") else "dropped.yaml")
        file.write_bytes(content)
        try:
            (rig.reset if anew else rig.load)(str(file))
        except FixtureError as error:
            lines = [line.replace(str(file), name, 1) for line in error.lines]
            raise FixtureError(error.problems, lines) from None
