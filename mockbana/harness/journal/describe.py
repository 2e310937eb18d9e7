"""What became of a request, in as few words as will do.

Bodies as they went over the wire, and what they say.

The routes of the server, asked about requests that found none.
"""

import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, Final, Protocol, TypeAlias

from mockbana.harness.text import clipped, visible
from mockbana.kibana import javascript
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.http.routing import Call, Route, Router

_TOO_LONG: Final = re.compile(r"The length of the (\w+) is too long\. The maximum length is (\d+)")
_NO_JSON: Final = "Invalid request payload JSON format"
_LINE: Final = 160


class Recorded(Protocol):
    """What is asked of an exchange to say what became of it."""

    call: Call
    routes: "RouteMap"
    ended: float | None
    answered: bool
    status: int | None
    fault: str | None
    faults: list[str]
    rejected: str | None

    @property
    def unexpected(self) -> bool:
        """Whether the server knows no such method and path."""

    @property
    def json(self) -> Any:
        """Return the body as JSON."""

    @property
    def case_ids(self) -> list[str]:
        """Return the cases that the request is about."""


def outcome(exchange: Recorded) -> str:
    """Return the status and, of a refusal, why: ``400 because title is 171 long``."""
    if exchange.ended is None and not exchange.answered:
        return "not answered yet"
    status = str(exchange.status) if exchange.answered else "no answer"
    if exchange.fault is not None:
        return f"{status}: {_struck(exchange)}"
    return status + _why(exchange)


def _struck(exchange: Recorded) -> str:
    """Return which fault struck, and what Kibana would have had to say."""
    fault = (exchange.rejected or f"fault {exchange.fault}").partition(";")[0]
    if others := [rule_id for rule_id in exchange.faults if rule_id != exchange.fault]:
        fault = f"{fault} (and {', '.join(others)})"
    error = exchange.call.error
    return f"{fault}; {_brief(error)}" if error and error.detail else fault


def _why(exchange: Recorded) -> str:
    error = exchange.call.error
    if exchange.unexpected and not (error and error.detail):
        nearest = exchange.routes.nearest(exchange.call)
        return ": unknown route" + (f", the nearest is {nearest}" if nearest else "")
    if error is None:
        return f": {visible(exchange.rejected)}" if exchange.rejected else ""
    if too_long := _too_long(error.message, exchange.json):
        return f" because {too_long}"
    return f": {_brief(error).removeprefix(_only_case(exchange))}"


def _only_case(exchange: Recorded) -> str:
    """Return what a sentence about the only case of *exchange* begins with."""
    case_ids = exchange.case_ids
    return f"{case_ids[0]}: " if len(case_ids) == 1 else ""


def _brief(error: KibanaError) -> str:
    """Return what a human wants to know, and Kibana's message where nobody added anything."""
    hints = "; ".join(hint for hint in (error.detail, error.quirk) if hint)
    if hints and error.message == _NO_JSON:
        hints = f"no JSON: {hints}"
    return clipped(visible(hints or error.message), width=_LINE)


def _too_long(message: str, body: Any) -> str:
    """Return how long the member is that *message* finds too long, if it says so."""
    if not (found := _TOO_LONG.search(message)):
        return ""
    name, limit = found[1], int(found[2])
    lengths = (javascript.length(text) for text in _texts(body, {name, f"{name}s"}))
    longest = max(lengths, default=0)
    return f"{name} is {longest} long" if longest > limit else ""


def _texts(value: Any, names: set[str]) -> Iterator[str]:
    """Yield the strings in members called *names*, at any depth."""
    members = value.items() if isinstance(value, dict) else ()
    items = value if isinstance(value, list) else ()
    for key, member in members:
        if key in names:
            yield from (text for text in _listed(member) if isinstance(text, str))
        yield from _texts(member, names)
    for item in items:
        yield from _texts(item, names)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


TextOf: TypeAlias = Callable[[bytes, Mapping[str, str]], str]
"""Makes a text of a body, as its headers say."""

_ANY_WINDOW: Final = zlib.MAX_WBITS | 32
_BEGINNING: Final = re.compile(rb'[ \t\r\n]*(?:[{["tfn0-9]|-[0-9])')
_MOST: Final = 64 * 1024 * 1024


def plain(raw: bytes, headers: Mapping[str, str]) -> bytes:
    """Return *raw* without its ``Content-Encoding``, as far as it can be unpacked."""
    if headers.get("Content-Encoding", "").lower() not in ("gzip", "deflate"):
        return raw
    try:
        return zlib.decompressobj(_ANY_WINDOW).decompress(raw, _MOST)
    except zlib.error:
        return raw


def text_of(raw: bytes, headers: Mapping[str, str]) -> str:
    """Return a body as text; bytes that aren't UTF-8 become U+FFFD."""
    return plain(raw, headers).decode("utf-8", "replace")


def json_of(raw: bytes, headers: Mapping[str, str]) -> Any:
    """Return a body as JSON, ``None`` if it is none."""
    raw = plain(raw, headers)
    if not _BEGINNING.match(raw):  # such as a file, which would take long to decode
        return None
    try:
        return json.loads(raw.decode("utf-8", "replace"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


_CATCH_ALL: Final = "*}"
_ALIKE: Final = 0.5


class RouteMap:
    """All routes that the server knows."""

    def __init__(self, router: Router | None = None) -> None:
        self._router = router or Router(())
        self.paths = frozenset(route.path for route in self._router.routes)

    def knows(self, call: Call) -> bool:
        """Whether there is a route for *call*, even if something else answered before it."""
        if call.route is not None:
            return not call.route.path.endswith(_CATCH_ALL)
        return self._router.find(call.method, call.segments, call.deployment.release) is not None

    def nearest(self, call: Call) -> str | None:
        """Return the route most like *call*, as ``PATCH /api/cases``; ``None`` if none is."""
        path = "/" + "/".join(call.segments)
        matcher = SequenceMatcher(None, "", path)
        best, nearest = 0.0, None
        for route in self._router.routes:
            likeness = _likeness(route, call.method, path, matcher, best)
            if likeness > best:
                best, nearest = likeness, route
        return f"{nearest.method} {nearest.path}" if nearest and best >= _ALIKE else None


def _likeness(
    route: Route, method: str, path: str, matcher: "SequenceMatcher[str]", least: float
) -> float:
    """Return how much alike they are, from 0 to a bit over 1; parameters are like anything.

    What is surely less than *least* is 0: *matcher*, which has the path, can tell that quickly.
    """
    parts, sent = route.path.split("/"), path.split("/")
    filled = [
        word if part.startswith("{") and word else part
        for part, word in zip(parts, sent + [""] * (len(parts) - len(sent)), strict=False)
    ]
    matcher.set_seq1("/".join(filled))
    bonus = 0.1 if route.method == method else 0
    if matcher.real_quick_ratio() + bonus <= least or matcher.quick_ratio() + bonus <= least:
        return 0
    return matcher.ratio() + bonus
