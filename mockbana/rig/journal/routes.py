"""The routes of the server, asked about requests that found none."""

from difflib import SequenceMatcher
from typing import Final

from mockbana.kibana.http.call import Call, Route
from mockbana.kibana.http.routing import Router

_CATCH_ALL: Final = "*}"
_ALIKE: Final = 0.5


class RouteMap:
    """All routes that the server knows."""

    def __init__(self, router: Router | None = None) -> None:
        self._router = router or Router(())

    def knows(self, call: Call) -> bool:
        """Whether there is a route for *call*, even if something else answered before it."""
        if call.route is not None:
            return not call.route.path.endswith(_CATCH_ALL)
        return self._router.find(call.method, call.segments) is not None

    def nearest(self, call: Call) -> str | None:
        """Return the route most like *call*, as ``PATCH /api/cases``; ``None`` if none is."""
        path = "/" + "/".join(call.segments)
        ranked = ((_likeness(route, call.method, path), route) for route in self._router.routes)
        likeness, route = max(ranked, key=lambda pair: pair[0], default=(0.0, None))
        return f"{route.method} {route.path}" if route and likeness >= _ALIKE else None


def _likeness(route: Route, method: str, path: str) -> float:
    """Return how much alike they are, from 0 to a bit over 1; parameters are like anything."""
    parts, sent = route.path.split("/"), path.split("/")
    filled = [
        word if part.startswith("{") and word else part
        for part, word in zip(parts, sent + [""] * (len(parts) - len(sent)), strict=False)
    ]
    ratio = SequenceMatcher(None, "/".join(filled), path).ratio()
    return ratio + (0.1 if route.method == method else 0)
