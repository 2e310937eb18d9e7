"""Kibana's security plugin, as far as clients of the Cases API ask it."""

from typing import Final

from mockbana.kibana.http.routing import Route
from mockbana.kibana.security import roles, users
from mockbana.kibana.security.roles import CASES_FEATURES, is_administrator, may_log_in, needs

ROUTES: Final[tuple[Route, ...]] = (*roles.ROUTES, *users.ROUTES)

__all__ = ["CASES_FEATURES", "ROUTES", "is_administrator", "may_log_in", "needs"]
