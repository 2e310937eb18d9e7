"""What became of a request, in as few words as will do."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from mockbana.kibana import javascript
from mockbana.kibana.http.errors import KibanaError

from .showing import clipped, visible

if TYPE_CHECKING:
    from .exchange import Exchange

_TOO_LONG: Final = re.compile(r"The length of the (\w+) is too long\. The maximum length is (\d+)")
_NO_JSON: Final = "Invalid request payload JSON format"
_LINE: Final = 160


def outcome(exchange: "Exchange") -> str:
    """Return the status and, of a refusal, why: ``400 because title is 171 long``."""
    if exchange.ended is None and not exchange.answered:
        return "not answered yet"
    status = str(exchange.status) if exchange.answered else "no answer"
    if exchange.fault is not None:
        return f"{status}: {_struck(exchange)}"
    return status + _why(exchange)


def _struck(exchange: "Exchange") -> str:
    """Return which fault struck, and what Kibana would have had to say."""
    fault = (exchange.rejected or f"fault {exchange.fault}").partition(";")[0]
    error = exchange.call.error
    return f"{fault}; {_brief(error)}" if error and error.detail else fault


def _why(exchange: "Exchange") -> str:
    error = exchange.call.error
    if exchange.unexpected and not (error and error.detail):
        nearest = exchange.routes.nearest(exchange.call)
        return ": unknown route" + (f", the nearest is {nearest}" if nearest else "")
    if error is None:
        return f": {visible(exchange.rejected)}" if exchange.rejected else ""
    if too_long := _too_long(error.message, exchange.json):
        return f" because {too_long}"
    return f": {_brief(error).removeprefix(_only_case(exchange))}"


def _only_case(exchange: "Exchange") -> str:
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
