"""Finding the route of a request, as hapi's router does: fixed segments win over parameters."""

from collections.abc import Iterable, Mapping
from typing import Final

from .call import Route

_PARAMETER: Final = "{"


class Router:
    """The routes of Kibana by method and path.

    A HEAD request lands on the GET route. Paths are case-sensitive, no slash is added or dropped.
    """

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = tuple(routes)
        self._fixed: dict[tuple[str, tuple[str, ...]], Route] = {}
        self._open: dict[tuple[str, int], list[tuple[tuple[str, ...], Route]]] = {}
        for route in self.routes:
            self._add(route)
        for candidates in self._open.values():
            candidates.sort(key=lambda row: [part.startswith(_PARAMETER) for part in row[0]])

    def _add(self, route: Route) -> None:
        parts = tuple(route.path.split("/")[1:])
        if _PARAMETER in route.path:
            self._open.setdefault((route.method, len(parts)), []).append((parts, route))
        else:
            self._fixed[route.method, parts] = route

    def find(
        self, method: str, segments: tuple[str, ...], version: str = ""
    ) -> tuple[Route, Mapping[str, str]] | None:
        """Return the route that Kibana *version* has for this, and its parameters, or ``None``."""
        method = "GET" if method == "HEAD" else method
        fixed = self._fixed.get((method, segments))
        if fixed and _exists(fixed, version):
            return fixed, {}
        for parts, route in self._open.get((method, len(segments)), ()):
            if all(map(_fits, parts, segments)) and _exists(route, version):
                return route, _parameters(parts, segments)
        return None


def _exists(route: Route, version: str) -> bool:
    return route.versions is None or route.versions(version)


def _fits(part: str, segment: str) -> bool:
    return part == segment or (part.startswith(_PARAMETER) and segment != "")


def _parameters(parts: tuple[str, ...], segments: tuple[str, ...]) -> dict[str, str]:
    pairs = zip(parts, segments, strict=True)
    return {part[1:-1]: segment for part, segment in pairs if part.startswith(_PARAMETER)}
