"""Which requests a rule is for."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from mockbana.harness.criteria import CRITERIA, OF_REQUEST, read_criteria
from mockbana.harness.described import CallView
from mockbana.harness.expectation import CriterionError
from mockbana.harness.faults.parameters import FaultError, wrong
from mockbana.kibana.http.routing import Call


class Match:
    """A description of requests; ``wanted`` has what was given, all of which must hold.

    Errors: ``FaultError`` for a match that no request can meet.
    """

    __slots__ = ("_of_body", "_of_head", "needs_body", "wanted")

    def __init__(self, wanted: Mapping[str, Any]) -> None:
        if not isinstance(wanted, Mapping):
            raise wrong("an object", wanted, "match")
        try:
            read = read_criteria(wanted, OF_REQUEST)
        except CriterionError as error:
            raise FaultError(error.sentence, "match", *error.path) from None
        self.wanted: Mapping[str, Any] = MappingProxyType(read)
        rows = [(CRITERIA[name], read[name]) for name in OF_REQUEST if name in read]
        self._of_head = [(row.fits, value) for row, value in rows if not row.of_body]
        self._of_body = [(row.fits, value) for row, value in rows if row.of_body]
        self.needs_body = bool(self._of_body)

    def fits(self, call: Call) -> bool:
        """Whether *call* is such a request."""
        view, wanted = CallView(call), self.wanted
        for fits, value in self._of_head:
            if not fits(view, value, wanted):
                return False
        return all(fits(view, value, wanted) for fits, value in self._of_body)

    def may_fit(self, call: Call) -> bool:
        """Whether *call* is such a request, as far as can be known ahead of its body."""
        view, wanted = CallView(call), self.wanted
        return all(fits(view, value, wanted) for fits, value in self._of_head)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Match) and self.wanted == other.wanted

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.wanted)))

    def __repr__(self) -> str:
        return f"Match({dict(self.wanted)!r})"
