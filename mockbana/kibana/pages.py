"""The pages of Kibana: none but where requests for them end up, redirects most of all.

Source: kibana src/core/packages/apps/server-internal/src/core_app.ts and
x-pack/platform/plugins/shared/{security,spaces}/server
"""

from typing import Final
from urllib.parse import quote

from mockbana.kibana.http.credentials import HTML, _page
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.http.routing import Answer, Call, Route


def _catch_all(call: Call) -> Answer:
    """Answer a GET that no other route takes."""
    if call.segments == ("",):
        several = len(call.deployment.spaces) > 1 and call.space == "default"
        page = "space_selector" if several else "enter"
        return Answer(302, b"", {"location": f"{call.prefix}/spaces/{page}"})
    if call.segments[-1] == "":
        segment = quote("/".join(call.segments[:-1]), safe="")
        return Answer(302, b"", {"location": f"{call.prefix}/{segment}{_query(call)}"})
    raise KibanaError(404, "Not Found")


def _query(call: Call) -> str:
    _, mark, query = call.target.partition("?")
    return mark + query


def _login(_: Call) -> Answer:
    """Answer where browsers are sent that have no credentials."""
    return Answer(200, _page("Elastic"), dict(HTML))


def _core(_: Call) -> Answer:
    return Answer(body={"version": "0.0.1"})


CATCH_ALL: Final = Route("GET", "/{path*}", _catch_all, in_space=False)
ROUTES: Final = (
    Route("GET", "/login", _login, authentication="optional", in_space=False),
    Route("GET", "/core", _core, in_space=False),
)
