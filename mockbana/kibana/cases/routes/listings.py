"""Tags and reporters: what is known across cases.

Source: kibana x-pack/platform/plugins/shared/cases/server/routes/api/{cases,stats}
"""

from typing import Final

from mockbana.kibana.cases import listings
from mockbana.kibana.http.call import Answer, Call, Route

from .common import client


def get_tags(call: Call) -> Answer:
    """``GET /api/cases/tags``."""
    return Answer(body=listings.tags(client(call), call.query))


def get_reporters(call: Call) -> Answer:
    """``GET /api/cases/reporters``."""
    return Answer(body=listings.reporters(client(call), call.query))


def get_status(call: Call) -> Answer:
    """``GET /api/cases/status`` of 8.x."""
    version = call.deployment.settings.kibana_version
    headers = {"warning": f'299 Kibana-{version} "Deprecated endpoint"'}
    return Answer(body=listings.statuses(client(call), call.query), headers=headers)


def is_8(kibana_version: str) -> bool:
    """Whether endpoints that 9.0 removed are still there."""
    return kibana_version.startswith("8.")


ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/cases/tags", get_tags),
    Route("GET", "/api/cases/reporters", get_reporters),
    Route("GET", "/api/cases/status", get_status, versions=is_8),
)
