"""What differs between Kibana's releases: one row a capability.

Code asks ``release.has("timing_metrics")``; a route says ``since=`` or ``until=`` with the name of
a row. Rows are read off Kibana's source, its pull requests and recordings of 9.5.1 and 9.5.2;
nothing between 8.16 and 9.4 was recorded, and ``certainty`` says how sure a row is.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

Number: TypeAlias = tuple[int, int, int]
Certainty: TypeAlias = Literal["recorded", "source", "pull request", "inferred"]

OLDEST: Final = (8, 17)
NEWEST: Final = (9, 5)
_NUMBER: Final = re.compile(r"(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4})(?:-[0-9A-Za-z.-]+)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Capability:
    """A difference between releases that a client can see.

    *since* has the first release of each line that has it: (8.19.0, 9.1.0) is 8.19.0 and later
    8.19.x, no 9.0.x, and all from 9.1.0 on. *until* is the first release without it. *effect* is
    what a client sees, *certainty* how sure we are of the release.
    """

    name: str
    since: tuple[Number, ...]
    until: Number | None
    effect: str
    certainty: Certainty

    def is_in(self, number: Number) -> bool:
        """Whether the release *number* has it."""
        if self.until is not None and number >= self.until:
            return False
        *backports, first = self.since
        return number >= first or any(
            number[:2] == backport[:2] and number >= backport for backport in backports
        )


def _row(
    name: str, since: str, until: str, effect: str, certainty: Certainty
) -> tuple[str, Capability]:
    numbers = tuple(number_of(one) for one in since.split())
    return name, Capability(name, numbers, number_of(until) if until else None, effect, certainty)


def number_of(version: str) -> Number:
    """Return ``9.1.0`` or ``9.1`` as three numbers; ``ValueError`` for anything else."""
    found = _NUMBER.fullmatch(version)
    if found is None:
        raise ValueError(f"{version!r} is no release, such as 9.1.0")
    return int(found[1]), int(found[2]), int(found[3] or 0)


CAPABILITIES: Final = MappingProxyType(
    dict(
        (
            _row(
                "legacy_routes",
                "8.0.0",
                "9.0.0",
                "GET comments, user_actions and status as 8.x lists them, with a warning header",
                "source",
            ),
            _row(
                "include_comments",
                "8.0.0",
                "9.0.0",
                "GET of a case has its comments; its query is judged",
                "source",
            ),
            _row(
                "internal_origin",
                "9.0.0",
                "",
                "internal routes want x-elastic-internal-origin, else 400",
                "pull request",
            ),
            _row(
                "timing_metrics",
                "8.19.0 9.1.0",
                "",
                "in_progress_at and time_to_acknowledge, _investigate, _resolve once the status "
                "has changed",
                "pull request",
            ),
            _row(
                "comment_delete_touches",
                "8.19.0 9.1.0",
                "",
                "deleting an attachment updates its case and gives it a new version",
                "pull request",
            ),
            _row(
                "internal_history_find",
                "9.1.0",
                "",
                "GET /internal/cases/{case_id}/user_actions/_find",
                "source",
            ),
        )
    )
)


class Release:
    """One release of Kibana, such as 9.1.0."""

    __slots__ = ("_capabilities", "number", "version")

    def __init__(self, version: str) -> None:
        self.version, self.number = version, number_of(version)
        self._capabilities = frozenset(
            row.name for row in CAPABILITIES.values() if row.is_in(self.number)
        )

    def has(self, capability: str) -> bool:
        """Whether it has *capability*, a row of ``CAPABILITIES``; ``KeyError`` for another name."""
        if capability in self._capabilities:
            return True
        CAPABILITIES[capability]
        return False

    def __repr__(self) -> str:
        return f"<Release {self.version}>"


@lru_cache(maxsize=64)
def release_of(version: str) -> Release:
    """Return the release called *version*; ``ValueError`` for what is no release."""
    return Release(version)
