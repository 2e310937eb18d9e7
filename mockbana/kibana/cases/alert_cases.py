"""Which cases have an alert, for a space with many attachments."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from mockbana.kibana.cases.model import alert_ids
from mockbana.kibana.storage import Document, Space

NONE: Final[Collection[str]] = frozenset()


class AlertCases:
    """The ids of the cases of each alert; ``enter`` follows what becomes of attachments."""

    def __init__(self) -> None:
        self._alerts: dict[str, Collection[str]] = {}
        self._cases: dict[str, set[str]] = {}

    def of(self, alert_id: str) -> Collection[str]:
        """Return the ids of the cases that have an alert."""
        return self._cases.get(alert_id, NONE)

    def enter(
        self, attachments: Mapping[str, Iterable[Document]], changed: Iterable[str]
    ) -> "AlertCases":
        """Enter what the cases *changed* have attached now."""
        for case_id in changed:
            self._forget(case_id)
            if found := alert_ids(attachments.get(case_id, ())):
                self._alerts[case_id] = found
                for alert_id in found:
                    self._cases.setdefault(alert_id, set()).add(case_id)
        return self

    def _forget(self, case_id: str) -> None:
        for alert_id in self._alerts.pop(case_id, ()):
            self._cases[alert_id].discard(case_id)
            if not self._cases[alert_id]:
                del self._cases[alert_id]


def alert_cases(objects: Space) -> AlertCases:
    """Return which cases of a space have which alert now; what changed is entered first."""
    attachments = objects.attachments
    changed, known = attachments.trail.changes(), attachments.trail.derived
    if changed is None or not isinstance(known, AlertCases):
        changed, known = list(attachments), AlertCases()
        attachments.trail.derived = known
    return known.enter(attachments, changed)
