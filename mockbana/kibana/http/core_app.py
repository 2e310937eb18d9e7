"""The pages of Kibana: none but where requests for them end up, redirects most of all.

Source: kibana src/core/packages/apps/server-internal/src/core_app.ts and
x-pack/platform/plugins/shared/{security,spaces}/server
"""

from typing import Final
from urllib.parse import quote

from .call import Answer, Call, Route
from .errors import KibanaError

HTML: Final = {"content-type": "text/html; charset=utf-8"}


def _page(title: str) -> bytes:
    return f'<!DOCTYPE html><html lang="en"><title>{title}</title></html>'.encode()


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


def navigates(call: Call) -> bool:
    """Whether the request looks like a browser's: a page, and no header of Kibana's own."""
    own = "kbn-xsrf" in call.headers or "kbn-version" in call.headers
    page = call.segments[0] not in ("api", "internal") or len(call.segments) == 1
    return page and not own


def to_login(call: Call, base_path: str) -> Answer:
    """Send a browser to the login page: at once, or by a page where its credentials are wrong."""
    target = quote(call.target, safe="")
    if "Authorization" not in call.headers:
        return Answer(302, b"", {"location": f"{base_path}/login?next={target}"})
    refresh = f"0;url={base_path}/login?msg=UNAUTHENTICATED&next={target}"
    return Answer(401, _page("Elastic"), {**HTML, "refresh": refresh})
