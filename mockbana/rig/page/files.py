"""The page as the browser gets it: files that never change, and what they may do."""

from pathlib import Path
from typing import Final

from aiohttp import hdrs, web

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
