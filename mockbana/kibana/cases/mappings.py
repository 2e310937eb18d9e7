"""Which field of a case becomes which field of an incident, by type of connector.

Source: kibana x-pack/platform/plugins/shared/cases/server/connectors/*/mapping.ts
"""

from collections.abc import Mapping
from typing import Final

from mockbana.kibana.storage import Document

_SERVICENOW: Final = {
    "title": "short_description",
    "description": "description",
    "comments": "work_notes",
}
TARGETS: Final[Mapping[str, Mapping[str, str]]] = {
    ".jira": {
        "title": "summary",
        "description": "description",
        "tags": "labels",
        "comments": "comments",
    },
    ".resilient": {"title": "name", "description": "description", "comments": "comments"},
    ".servicenow": _SERVICENOW,
    ".servicenow-sir": _SERVICENOW,
    ".swimlane": {"title": "caseName", "description": "description", "comments": "comments"},
    ".thehive": {"title": "title", "description": "description", "comments": "comments"},
}


def mappings(connector_type: str) -> list[Document]:
    """Return the mappings of a type of connector: comments are appended, the rest overwritten."""
    return [
        {
            "source": source,
            "target": target,
            "action_type": "append" if source == "comments" else "overwrite",
        }
        for source, target in TARGETS.get(connector_type, {}).items()
    ]
