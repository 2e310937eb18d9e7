"""The hosts that Elastic Defend protects: there are none.

Source: kibana x-pack/solutions/security/plugins/security_solution/server/endpoint/routes/metadata
"""

from typing import Final

from mockbana.kibana.config_schema import ArrayOf, Number, ObjectType, OneOf, String
from mockbana.kibana.config_schema.validation import validate
from mockbana.kibana.http.routing import Answer, Call, Route
from mockbana.kibana.security import needs

SORT_FIELDS: Final = (
    "enrolled_at",
    "metadata.host.hostname",
    "host_status",
    "metadata.Endpoint.policy.applied.name",
    "metadata.Endpoint.policy.applied.status",
    "metadata.host.os.name",
    "metadata.host.ip",
    "metadata.agent.version",
    "last_checkin",
)
STATUSES: Final = ("healthy", "offline", "updating", "unhealthy", "inactive")


class MetadataQuery(ObjectType):
    """Query of ``GET /api/endpoint/metadata``."""

    page = Number(least=0, default=0)
    pageSize = Number(least=1, most=10_000, default=10)
    kuery = String(maybe=True)
    sortField = OneOf(*SORT_FIELDS, default="enrolled_at")
    sortDirection = OneOf("asc", "desc", default="desc")
    hostStatuses = ArrayOf(OneOf(*STATUSES), maybe=True)


METADATA_QUERY: Final = MetadataQuery()


def list_metadata(call: Call) -> Answer:
    """``GET /api/endpoint/metadata``: a page with no hosts."""
    query = validate(METADATA_QUERY, call.query, "request query")
    asked = {key: query[key] for key in ("page", "pageSize", "sortField", "sortDirection")}
    return Answer(body={"data": [], "total": 0, **asked})


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        "GET",
        "/api/endpoint/metadata",
        list_metadata,
        (needs("securitySolution"),),
        in_space=False,
        versioned=True,
    ),
)
