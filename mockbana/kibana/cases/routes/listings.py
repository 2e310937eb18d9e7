"""Tags and reporters: what is known across cases.

Source: kibana x-pack/platform/plugins/shared/cases/server/routes/api/{cases,stats}
"""

from typing import Final

from mockbana.kibana.cases import listings
from mockbana.kibana.http.call import Answer, Call, Route

from .attachments import deprecated, is_8
from .common import client


def get_tags(call: Call) -> Answer:
    """``GET /api/cases/tags``."""
    return Answer(body=listings.tags(client(call), call.query))


def get_reporters(call: Call) -> Answer:
    """``GET /api/cases/reporters``."""
    return Answer(body=listings.reporters(client(call), call.query))


def get_status(call: Call) -> Answer:
    """``GET /api/cases/status`` of 8.x."""
    return deprecated(call, listings.statuses(client(call), call.query))


ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/cases/tags", get_tags),
    Route("GET", "/api/cases/reporters", get_reporters),
    Route("GET", "/api/cases/status", get_status, versions=is_8),
)
