"""Bodies of ``PATCH``, ``POST`` and ``DELETE`` ``/api/cases``.

Fields stand in the order in which Kibana reports their errors.
Source: kibana x-pack/platform/plugins/shared/cases/common/types/api/case/v1.ts
"""

from typing import Final

from mockbana.kibana.cases.model import SEVERITIES, STATUSES
from mockbana.kibana.cases.schemas import Assignee, Settings, connector, custom_fields
from mockbana.kibana.io_ts import Choice, Each, NonEmpty, Object, Strict, Text


class CasePatch(Strict):
    """One case of a ``PATCH``: which, the version that the client saw, and what is to change."""

    description = Text("description", most=30_000)
    tags = Each(Text("tag", most=256), "tags", most=200)
    title = Text("title", most=160)
    connector = connector()
    severity = Choice(*SEVERITIES)
    assignees = Each(Object(Assignee), "assignees", most=10)
    category = Text("category", most=50, nullable=True)
    customFields = custom_fields()
    settings = Object(Settings)
    status = Choice(*STATUSES)
    owner = Text()
    id = Text(required=True)
    version = Text(required=True)


class CasesPatch(Strict):
    """Body of ``PATCH /api/cases``."""

    cases = Each(Object(CasePatch), "cases", least=1, most=100, required=True)


class CasePost(Strict):
    """Body of ``POST /api/cases``."""

    description = Text("description", most=30_000, required=True)
    tags = Each(Text("tag", most=256), "tags", most=200, required=True)
    title = Text("title", most=160, required=True)
    connector = connector(required=True)
    settings = Object(Settings, required=True)
    owner = Text(required=True)
    assignees = Each(Object(Assignee), "assignees", most=10)
    severity = Choice(*SEVERITIES)
    category = Text("category", most=50, nullable=True)
    customFields = custom_fields()


class CaseIds(Strict):
    """Query of ``DELETE /api/cases``."""

    ids = Each(NonEmpty(), "ids", least=1, most=100, required=True)


CASES_PATCH: Final = CasesPatch()
CASE_POST: Final = CasePost()
CASE_IDS: Final = CaseIds()


class BulkGetCases(Strict):
    """Body of ``POST /internal/cases/_bulk_get``."""

    ids = Each(Text(), "ids", least=1, most=1000, required=True)


BULK_GET_CASES: Final = BulkGetCases()
