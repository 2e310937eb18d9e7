"""Who may use the control API, and with how much at once.

The names that a server may be called by, and those that a stranger could have made up.

A web page whose domain suddenly leads to 127.0.0.1 (DNS rebinding) calls us by that domain. So a
name counts as ours unless somebody can own it: addresses, names without a dot, and names below what
no public name server knows are nobody's domain.
"""

import hashlib
import hmac
import logging
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from mockbana.harness.control.responses import refusal

LOG: Final = logging.getLogger("mockbana")
BODY_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of a body: room for a document with some 50,000 cases."""

TOKEN_HEADER: Final = "mockbana-admin-token"  # noqa: S105 - the name of a header
_HEADERS: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
_OPEN_TO_ALL: Final = "/__mockbana__/health"


@dataclass(frozen=True, slots=True)
class Guard:
    """Stands before the handlers of the control API.

    With a *token*, only who shows it gets in. Without one, web pages are kept out: a page can
    neither forge the ``Origin`` of its requests nor own the names in ``hosts.is_ours``; *hosts*
    are further names. ``health`` is open to all. A handler gets at most *limit* bytes of body.
    """

    token: str | None = field(default=None, repr=False)
    hosts: tuple[str, ...] = ()
    limit: int = BODY_LIMIT

    def around(self, routes: Iterable[web.RouteDef]) -> list[web.RouteDef]:
        """Return *routes* with the guard before each of them."""
        return [
            web.RouteDef(route.method, route.path, self._before(route), route.kwargs)
            for route in routes
        ]

    def _before(self, route: web.RouteDef) -> Handler:
        handler: Any = route.handler
        guarded = route.path != _OPEN_TO_ALL

        async def handle(request: web.Request) -> web.StreamResponse:
            refused = self.refuses(request) if guarded else None
            answer = refused or await self._handled(handler, request)
            for name, value in _HEADERS.items():
                answer.headers.setdefault(name, value)
            return answer

        handle.__doc__ = handler.__doc__
        return handle

    async def _handled(self, handler: Any, request: web.Request) -> web.StreamResponse:
        """Return the answer of *handler*; whatever goes wrong there is told as JSON."""
        try:
            if (request.content_length or 0) > self.limit:
                return self._too_large()
            answer: web.StreamResponse = await handler(request.clone(client_max_size=self.limit))
        except web.HTTPRequestEntityTooLarge:
            return self._too_large()
        except RecursionError:
            return refusal(400, "the body nests too deeply")
        except web.RequestPayloadError as error:
            return refusal(400, f"the body can't be read: {error}")
        except Exception as bug:
            LOG.exception("a bug in mockbana, met by %s %s", request.method, request.path)
            return refusal(500, f"a bug in mockbana: {bug!r}")
        return answer

    def _too_large(self) -> web.Response:
        sentence = f"the body is longer than {self.limit} bytes; files are loaded with --fixtures"
        answer = refusal(413, sentence)
        answer.force_close()
        return answer

    def refuses(self, request: web.Request) -> web.Response | None:
        """Return the refusal of *request* (401 or 403), or ``None`` when it may pass."""
        if self.token is not None:
            return None if any(map(self._is_token, _tokens(request))) else _unauthorized()
        for authority in request.headers.getall(hdrs.HOST, ()):
            if not is_local_name(host_of(authority), self.hosts):
                return _strange_host(authority)
        return _foreign(request)

    def _is_token(self, shown: str) -> bool:
        """Whether *shown* is the token; takes as long for a wrong one as for the right one."""
        return hmac.compare_digest(_digest(self.token or ""), _digest(shown))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()


def _tokens(request: web.Request) -> list[str]:
    """Return what *request* shows as the token, in either header."""
    scheme, _, credentials = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    bearer = credentials.strip() if scheme.lower() == "bearer" else ""
    return [bearer, request.headers.get(TOKEN_HEADER, "")]


def _unauthorized() -> web.Response:
    answer = refusal(401, "the control API wants the admin token: Authorization: Bearer TOKEN")
    answer.headers[hdrs.WWW_AUTHENTICATE] = 'Bearer realm="mockbana"'
    return answer


def _strange_host(authority: str) -> web.Response:
    host = host_of(authority)
    remedy = f"--allowed-host {host} (MOCKBANA_ALLOWED_HOST) permits it" if host else "it is none"
    return refusal(403, f"the control API isn't called {host or 'that'} by anybody here; {remedy}")


def _foreign(request: web.Request) -> web.Response | None:
    """Refuse what the page of another site sends; what is no browser sends neither header."""
    host = request.headers.get(hdrs.HOST, "").lower()
    origin = request.headers.get(hdrs.ORIGIN)
    if origin is not None and origin.lower().partition("://")[2] != host:
        return refusal(403, "the control API takes no requests from web pages of other origins")
    site, mode = (request.headers.get(f"Sec-Fetch-{name}", "") for name in ("Site", "Mode"))
    is_link = mode == "navigate" and request.method in ("GET", "HEAD")
    if site in ("cross-site", "same-site") and not is_link:
        return refusal(403, "the control API takes no requests from web pages of other sites")
    return None


NOT_PUBLIC: Final = frozenset(
    {
        "consul",
        "corp",
        "docker",
        "home",
        "internal",
        "intranet",
        "lan",
        "local",
        "localdomain",
        "localhost",
        "private",
        "svc",
        "test",
    }
)
"""Last parts of names in networks of one's own; the root of the public DNS has none of them."""

_NAMESPACE: Final = re.compile(r"^search.*?\s([a-z0-9-]+)\.svc\.", re.MULTILINE)
_TOP_LEVEL: Final = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]+")


def host_of(authority: str) -> str:
    """Return the host of ``host:port`` in lower case; nothing when there is none to be read."""
    try:
        return (urlsplit(f"//{authority}").hostname or "").removesuffix(".")
    except ValueError:
        return ""


def is_local_name(host: str, allowed: Collection[str] = ()) -> bool:
    """Whether no stranger can own the name *host*, or it is one of those *allowed*.

    ``.example.org`` allows all names below it, ``*`` any name at all.
    """
    return bool(host) and (not _is_public(host) or any(_fits(host, each) for each in allowed))


def names_in_cluster(resolv_conf: str) -> list[str]:
    """Return what ends the short names of services in the namespace of this Kubernetes pod.

    *resolv_conf* is its ``/etc/resolv.conf``, which lists the names that may be left out.
    """
    return [f".{namespace}" for namespace in _NAMESPACE.findall(resolv_conf)]


def _fits(host: str, allowed: str) -> bool:
    allowed = allowed.lower()
    return allowed in ("*", host) or (allowed[:1] == "." and host.endswith(allowed))


def _is_public(host: str) -> bool:
    last = host.rpartition(".")[2]
    if "." not in host or _is_address(host):
        return False
    return last not in NOT_PUBLIC and _TOP_LEVEL.fullmatch(last) is not None


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
