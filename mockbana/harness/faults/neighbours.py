"""Paths beside the Cases API: of other plugins of Kibana, or of other servers behind its proxy."""

import re
from typing import Any, Final

from mockbana.harness.comparison import path_fits
from mockbana.kibana.cases import ROUTES

_SPACE: Final = re.compile("/s/[^/]+(?=/)")
_CASES: Final = re.compile("/(?:api|internal)/cases(?:/|$)")
_PATHS: Final = tuple(route.path for route in ROUTES)


def is_neighbour(pattern: Any) -> bool:
    """Whether *pattern* is a path, or a glob of paths, without any of the Cases API."""
    if not isinstance(pattern, str) or not pattern:
        return False
    inside = _SPACE.sub("", pattern, count=1)
    return not _CASES.match(inside) and not any(path_fits(path, inside) for path in _PATHS)
