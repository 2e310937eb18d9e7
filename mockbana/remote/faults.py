"""The fault rules of a server elsewhere."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from mockbana.harness.faults import Fault, FaultError, Rule
from mockbana.harness.faults.methods import KindMethods
from mockbana.harness.nearest import MissingError
from mockbana.harness.tracebacks import hide_frames_of
from mockbana.remote.connection import Connection, ControlError

OPENING: Final = 0.1
"""Seconds that a port may take to open again, beyond those that a rule says."""
_COUNTS: Final = ("id", "matched", "fired")


@hide_frames_of
class RemoteFaults(KindMethods):
    """What ``FaultBook`` offers to tests, over *connection*. A rule must be JSON."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._left: list[RemoteRule] = []
        self._used: list[Fault] = []
        self._showing: set[str] = set()

    def add(self, fault: Fault | Mapping[str, Any]) -> "RemoteRule":
        """Put a rule, or what ``Fault.from_dict`` takes, into force behind the others."""
        value = fault if isinstance(fault, Fault) else Fault.from_dict(fault)
        try:
            shown = self._connection.ask("POST", "faults", _plain(value))
        except ControlError as error:
            place = error.body.get("path")
            raise FaultError(str(error), *(place.split(".") if place else ())) from None
        if value.behaviour.closes_port:
            self._connection.expect_closed(value.parameters["seconds"] + OPENING)
        rule = self._rule(shown)
        if value.behaviour.shows_certificate:
            self._showing.add(rule.id)
            self._doubt()
        return rule

    def _doubt(self) -> None:
        self._connection.expect_bad_certificates(expected=bool(self._showing))

    def _rule(self, shown: dict[str, Any]) -> "RemoteRule":
        return RemoteRule(shown, self._connection, self._leave)

    def remove(self, rule: Rule | str) -> None:
        """Remove a rule, or the one with an id; ``KeyError`` when it isn't there."""
        rule_id = rule.id if isinstance(rule, Rule) else rule
        shown = _found(self._connection, "DELETE", rule_id)
        self._showing.discard(rule_id)
        self._doubt()
        if isinstance(rule, RemoteRule):
            rule.shown = shown

    def clear(self) -> None:
        """Remove all rules; ids are not used again."""
        self._left = []
        self._connection.ask("DELETE", "faults")
        self._showing.clear()
        self._doubt()

    def reset(self, faults: Iterable[Fault | Mapping[str, Any]] = ()) -> None:
        """Start anew with *faults* alone."""
        self.clear()
        self._used = []
        for fault in faults:
            self.add(fault)

    def unused(self) -> list[Rule]:
        """Return the rules with ``times`` that never struck, ended blocks included."""
        rules = (*self._left, *self)
        return [
            rule
            for rule in rules
            if rule.fault.schedule.times and rule.fault not in self._used and not rule.fired
        ]

    def used(self, faults: Iterable[Fault]) -> list[Fault]:
        """Return those of *faults* that have struck, as rules in force or before ``note_used``."""
        struck = [rule.fault for rule in self.rules if rule.shown["fired"]]
        return [fault for fault in faults if fault in struck or fault in self._used]

    def note_used(self, faults: Iterable[Fault]) -> None:
        """Note that *faults* have struck in this test, before a reset put them back."""
        self._used = list(faults)

    def forget_left(self) -> None:
        """Forget the rules of ended blocks: the server was reset."""
        self._left, self._used = [], []
        self._showing.clear()
        self._doubt()

    def _leave(self, rule: Rule) -> None:
        try:
            self.remove(rule)
        except KeyError:
            return
        if isinstance(rule, RemoteRule):
            self._left.append(rule)

    @property
    def rules(self) -> "tuple[RemoteRule, ...]":
        """Return the rules in force."""
        return tuple(map(self._rule, self._connection.ask("GET", "faults")))

    def __len__(self) -> int:
        return len(self.rules)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __getitem__(self, rule_id: str) -> Rule:
        """Return the rule with an id; ``KeyError`` without one."""
        return self._rule(_found(self._connection, "GET", rule_id))


@hide_frames_of
class RemoteRule(Rule):
    """A rule in force on a server elsewhere; its counts are asked for whenever they are read."""

    def __init__(
        self, shown: dict[str, Any], connection: Connection, leave: Callable[[Rule], None]
    ) -> None:
        fault = {name: value for name, value in shown.items() if name not in _COUNTS}
        super().__init__(shown["id"], Fault.from_dict(fault), leave)
        self.shown, self._connection = shown, connection

    @property
    def matched(self) -> int:
        """Return how many requests were such as the rule is for, whatever became of them."""
        return int(self._fresh()["matched"])

    @property
    def fired(self) -> int:
        """Return how many requests it struck."""
        return int(self._fresh()["fired"])

    def _fresh(self) -> dict[str, Any]:
        """Return the rule as it is, or as it was when it was removed."""
        try:
            self.shown = _found(self._connection, "GET", self.id)
        except KeyError:
            return self.shown
        return self.shown


def _plain(fault: Fault) -> dict[str, Any]:
    """Return *fault* as JSON; ``FaultError`` for what only Python can compare with."""
    document = fault.to_dict()
    try:
        json.dumps(document)
    except TypeError as error:
        sentence = f"a rule for a server elsewhere must be JSON: {error}"
        raise FaultError(sentence, "match") from None
    return document


def _found(connection: Connection, method: str, rule_id: str) -> dict[str, Any]:
    """Return a rule as the control API shows it; ``KeyError`` without one."""
    try:
        shown: dict[str, Any] = connection.ask(method, f"faults/{quote(rule_id, safe='')}")
    except ControlError as error:
        if error.status != 404:
            raise
        raise MissingError(str(error)) from None
    return shown
