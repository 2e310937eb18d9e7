"""A case as routes show it that don't look at its attachments.

Source: kibana x-pack/platform/plugins/shared/cases/server/common/utils.ts (flattenCaseSavedObject)
"""

from mockbana.kibana.storage import Document


def flat(case: Document) -> Document:
    """Return *case* as if it had no attachments."""
    return {**case, "comments": [], "totalComment": 0, "totalAlerts": 0}
