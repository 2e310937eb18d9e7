"""``@pytest.mark.mockbana``: what a test wants of its server."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from mockbana.harness.faults import Fault
    from mockbana.harness.journal.exchange import Exchange

SETTINGS: Final = ("license", "require_auth", "kibana_version")
WAIVERS: Final = ("allow_unused_faults", "allow_unexpected", "allow_bugs")


@dataclass(frozen=True, slots=True)
class MarkerOptions:
    """What the markers of a test say, those close to the test before those far away."""

    given: dict[str, Any]

    @classmethod
    def of(cls, item: pytest.Item) -> "MarkerOptions":
        """Return the wishes of *item*; fails it when they can't be meant."""
        given: dict[str, Any] = {}
        for marker in item.iter_markers("mockbana"):
            _check(marker)
            given = {**marker.kwargs, **given}
        if "fixtures" in given:
            given["fixtures"] = resolved(given["fixtures"], folders(item))
        if "faults" in given:
            given["faults"] = _rules(given["faults"], item.nodeid)
        return cls(given)

    @property
    def fixtures(self) -> Any:
        """Return what the server starts with in place of the fixtures of the session."""
        return self.given.get("fixtures")

    @property
    def faults(self) -> "Sequence[Fault]":
        """Return the rules that are in force while the test and its own fixtures run."""
        faults: Sequence[Fault] = self.given.get("faults", ())
        return faults

    @property
    def settings(self) -> dict[str, Any]:
        """Return settings of Kibana."""
        return {name: self.given[name] for name in SETTINGS if name in self.given}

    @property
    def key(self) -> str:
        """Return a text that is the same for all tests that start from the same state."""
        return json.dumps([self.fixtures, self.settings], sort_keys=True, default=repr)

    def allows(self, waiver: str) -> bool:
        """Whether the test gets away with something."""
        return bool(self.given.get(waiver))

    def expects(self, exchange: "Exchange") -> bool:
        """Whether the test gets away with a request to a path that the server doesn't know."""
        allowed = self.given.get("allow_unexpected", False)
        if isinstance(allowed, bool):
            return allowed
        patterns = [allowed] if isinstance(allowed, str) else allowed
        return any(fnmatchcase(exchange.path, pattern) for pattern in patterns)


def _check(marker: pytest.Mark) -> None:
    known = ("fixtures", "faults", *SETTINGS, *WAIVERS)
    if marker.args:
        pytest.fail("@pytest.mark.mockbana takes keyword arguments only", pytrace=False)
    for name in marker.kwargs:
        if name not in known:
            choice = ", ".join(known)
            pytest.fail(f"@pytest.mark.mockbana has no {name}, only {choice}", pytrace=False)


def _rules(given: Any, test: str) -> "list[Fault]":
    """Return the rules that are *given*: one or several, as ``Fault`` or as its dictionary."""
    from mockbana.harness.faults import Fault, FaultError

    several = isinstance(given, list | tuple)
    rules, refusal = [], ""
    for number, rule in enumerate(given if several else [given]):
        try:
            rules.append(rule if isinstance(rule, Fault) else Fault.from_dict(rule))
        except FaultError as error:
            place = ".".join([f"faults[{number}]" if several else "faults", *error.path])
            refusal = refusal or f"{test}: @pytest.mark.mockbana: {place}: {error}"
    if refusal:
        pytest.fail(refusal, pytrace=False)
    return rules


def folders(item: pytest.Item) -> tuple[Path, Path]:
    """Return where the files that *item* names may lie: beside the test, or in the root."""
    return item.path.parent, item.config.rootpath


def resolved(fixtures: Any, folders: Sequence[Path]) -> Any:
    """Return *fixtures* with paths that don't depend on where pytest was started.

    A relative path or glob counts from the first of the *folders* where it leads to something.
    """
    if isinstance(fixtures, str | PathLike):
        return _found(str(fixtures), folders)
    if isinstance(fixtures, list | tuple):
        return [resolved(each, folders) for each in fixtures]
    return fixtures


def _found(path: str, folders: Sequence[Path]) -> str:
    places = [folder / path for folder in folders]
    for folder, place in zip(folders, places, strict=True):
        if place.exists() or (not Path(path).is_absolute() and next(folder.glob(path), None)):
            return str(place)
    return str(places[-1])
