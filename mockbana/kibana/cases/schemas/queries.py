"""Query strings of the Cases API.

Fields stand in the order in which Kibana reports their errors.
Source: kibana x-pack/platform/plugins/shared/cases/common/types/api/{case,user_action}/v1.ts
"""

from typing import Final

from mockbana.kibana.cases.codec import Choice, Each, NumberText, OneOrMany, Strict, Text
from mockbana.kibana.cases.codec.query import Paged, RecordOf, Scalar

from .parts import SEVERITIES, STATUSES


class CasesFind(Paged):
    """Query of ``GET /api/cases/_find``, and body of ``POST /internal/cases/_search``."""

    customFields = RecordOf(Each(Scalar()))
    tags = OneOrMany(Text(), "tags", most=100)
    status = OneOrMany(Choice(*STATUSES))
    severity = OneOrMany(Choice(*SEVERITIES))
    assignees = OneOrMany(Text(), "assignees", most=100)
    reporters = OneOrMany(Text(), "reporters", most=100)
    defaultSearchOperator = Choice("AND", "OR")
    from_ = Text(data_key="from", attribute="from")
    search = Text()
    searchFields = OneOrMany(Choice("description", "title"), list_first=True)
    sortField = Choice(
        "title", "category", "createdAt", "updatedAt", "closedAt", "status", "severity"
    )
    sortOrder = Choice("desc", "asc")
    to = Text()
    owner = OneOrMany(Text(), list_first=True)
    category = OneOrMany(Text(), "category", most=100)
    page = NumberText()
    perPage = NumberText()


USER_ACTION_TYPES: Final = (
    "assignees",
    "comment",
    "connector",
    "description",
    "pushed",
    "tags",
    "title",
    "status",
    "settings",
    "severity",
    "create_case",
    "delete_case",
    "category",
    "customFields",
)


class ByOwner(Strict):
    """Query of the listings of tags, reporters and categories."""

    owner = OneOrMany(Text(), list_first=True)


class StatusCounts(Strict):
    """Query of ``GET /api/cases/status``."""

    from_ = Text(data_key="from", attribute="from")
    to = Text()
    owner = OneOrMany(Text(), list_first=True)


CASES_FIND: Final = CasesFind()
BY_OWNER: Final = ByOwner()
STATUS_COUNTS: Final = StatusCounts()
