"""Query strings of the Cases API.

Fields stand in the order in which Kibana reports their errors.
Source: kibana x-pack/platform/plugins/shared/cases/common/types/api/{case,user_action}/v1.ts
"""

from typing import Final

from mockbana.kibana.cases.codec import Choice, NumberText, OneOrMany, Strict, Text

from .parts import SEVERITIES, STATUSES


class CasesFind(Strict):
    """Query of ``GET /api/cases/_find``."""

    tags = OneOrMany(Text(), "tags", most=100)
    status = OneOrMany(Choice(*STATUSES))
    severity = OneOrMany(Choice(*SEVERITIES))
    sortField = Choice(
        "title", "category", "createdAt", "updatedAt", "closedAt", "status", "severity"
    )
    sortOrder = Choice("desc", "asc")
    owner = OneOrMany(Text())
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


class UserActionsFind(Strict):
    """Query of ``GET /api/cases/{id}/user_actions/_find``."""

    types = OneOrMany(Choice(*USER_ACTION_TYPES, "action", "alert", "user", "attachment"))
    sortOrder = Choice("desc", "asc")
    page = NumberText()
    perPage = NumberText()


CASES_FIND: Final = CasesFind()
USER_ACTIONS_FIND: Final = UserActionsFind()
