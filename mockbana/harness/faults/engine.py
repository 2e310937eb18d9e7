"""The fault rules of one server.

A rule at work on one server.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mockbana.harness.faults.fault import Fault, Turns
from mockbana.harness.faults.methods import KindMethods
from mockbana.harness.faults.neighbours import is_neighbour
from mockbana.harness.faults.port import check_certificate
from mockbana.harness.faults.rule import Rule
from mockbana.harness.nearest import MissingError
from mockbana.harness.tracebacks import hide_frames
from mockbana.kibana.deployment import Deployment
from mockbana.kibana.http.routing import Call
from mockbana.originals import Lock

if TYPE_CHECKING:
    import ssl


class ActiveFault(Rule):
    """A rule at work on the server of this process."""

    def __init__(
        self,
        rule_id: str,
        fault: Fault,
        deployment: Deployment,
        leave: Callable[["ActiveFault"], None],
    ) -> None:
        super().__init__(rule_id, fault, leave)
        self.turns = Turns(fault.schedule, deployment, rule_id)
        limits = fault.behaviour.limits
        self._limiter = limits(fault, deployment.clock) if limits else None

    @property
    def matched(self) -> int:
        """Return how many requests were such as the rule is for, whatever became of them."""
        return self.turns.matched

    @property
    def fired(self) -> int:
        """Return how many requests it struck."""
        return self.turns.fired

    def takes(self, call: Call) -> bool:
        """Whether it is the turn of this rule on *call*; counts the match."""
        fault = self.fault
        if not fault.match.fits(call) or not self.kind.concerns(self, call):
            return False
        return self.turns.next() and (self._limiter is None or self._limiter.refuses(call))

    def seconds_left(self, call: Call) -> int:
        """Return for how many seconds requests like *call* are still too many; 1 if none are."""
        return self._limiter.seconds_left(call) if self._limiter else 1

    def fire(self) -> None:
        """Count a strike."""
        self.turns.fired += 1


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """What the rules have in store for one request.

    It waits *before* seconds ahead of it and *after* seconds behind it; *rule* answers, if any.
    *rules* are all that have a part in it, in the order of adding.
    """

    rules: tuple[ActiveFault, ...]
    before: float
    after: float
    rule: ActiveFault | None

    @property
    def first(self) -> ActiveFault:
        """Return the rule that answers, or else the first one."""
        return self.rule or self.rules[0]


class FaultBook(KindMethods):
    """Fault rules, in the order of adding; each has an id (``f1``, ``f2`` ...).

    For each request the first active rule that matches answers, and the delays of all that match
    add up. Rules may be added and removed from any thread.
    """

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment
        self.rules: tuple[ActiveFault, ...] = ()
        self._left: list[ActiveFault] = []
        self._used: list[Fault] = []
        self._numbers = 0
        self._lock = Lock()
        self._struck: set[asyncio.Task[Any]] = set()
        self.certificates: Mapping[str, Callable[[], ssl.SSLContext]] = {}
        """What makes a bad certificate of this server, by its problem; empty without TLS."""
        self.port_changed: Callable[[], object] = lambda: None
        """Is called when a rule for connections has come or gone."""

    @hide_frames
    def add(self, fault: Fault | Mapping[str, Any]) -> ActiveFault:
        """Put a rule, or what ``Fault.from_dict`` takes, into force behind the others."""
        value = fault if isinstance(fault, Fault) else Fault.from_dict(fault)
        self.admit(value)
        with self._lock:
            self._numbers += 1
            rule = ActiveFault(f"f{self._numbers}", value, self.deployment, self._leave)
            self.rules = (*self.rules, rule)
        self._tell_port(rule)
        return rule

    def admit(self, fault: Fault) -> None:
        """Refuse what this server can't do (``FaultError``)."""
        check_certificate(fault, self)

    def _tell_port(self, *rules: ActiveFault) -> None:
        if any(rule.kind.at_port for rule in rules):
            self.port_changed()

    @hide_frames
    def remove(self, rule: Rule | str) -> None:
        """Remove a rule, or the one with an id; ``KeyError`` when it isn't there."""
        with self._lock:
            found = self[rule.id if isinstance(rule, Rule) else rule]
            self.rules = tuple(kept for kept in self.rules if kept is not found)
        self._tell_port(found)

    def clear(self) -> None:
        """Remove all rules; ids are not used again."""
        with self._lock:
            gone, self.rules, self._left = self.rules, (), []
        self._tell_port(*gone)

    @hide_frames
    def reset(self, faults: Iterable[Fault | Mapping[str, Any]] = ()) -> None:
        """Start anew with *faults* alone, from id ``f1``; drop requests that are being struck."""
        self.clear()
        self.let_go()
        self._numbers, self._used = 0, []
        for fault in faults:
            self.add(fault)

    def used(self, faults: Iterable[Fault]) -> list[Fault]:
        """Return those of *faults* that have struck, as rules in force or before ``note_used``."""
        struck = [rule.fault for rule in self.rules if rule.fired]
        return [fault for fault in faults if fault in struck or fault in self._used]

    def note_used(self, faults: Iterable[Fault]) -> None:
        """Note that *faults* have struck in this test, before a reset put them back."""
        self._used = list(faults)

    def unused(self) -> list[ActiveFault]:
        """Return the rules with ``times`` that never struck, ended blocks included."""
        rules = (*self._left, *self.rules)
        return [
            rule
            for rule in rules
            if rule.fault.schedule.times and not rule.fired and rule.fault not in self._used
        ]

    def _leave(self, rule: ActiveFault) -> None:
        if rule in self.rules:
            self.remove(rule)
            self._left.append(rule)

    def __len__(self) -> int:
        return len(self.rules)

    def __iter__(self) -> Iterator[ActiveFault]:
        return iter(self.rules)

    @hide_frames
    def __getitem__(self, rule_id: str) -> ActiveFault:
        """Return the rule with an id; ``KeyError`` without one."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise MissingError.of("rule", rule_id, [rule.id for rule in self.rules])

    def need_body(self, call: Call) -> bool:
        """Whether some rule must see the body of *call* to tell if it matches."""
        faults = (rule.fault for rule in self.rules)
        return any(fault.needs_body and fault.match.may_fit(call) for fault in faults)

    def pick(self, call: Call) -> FaultPlan | None:
        """Return what strikes *call*, and count it; ``None`` when nothing does."""
        waits, struck, answering = {"before": 0.0, "after": 0.0}, [], None
        for rule in self.rules:
            if not rule.takes(call):
                continue
            if rule.kind.waits:
                waits[rule.fault.phase] += rule.kind.waits(rule)
            elif answering is None:
                answering = rule
            else:
                continue
            rule.fire()
            struck.append(rule)
        return FaultPlan(tuple(struck), **waits, rule=answering) if struck else None

    def expects(self, call: Call) -> bool:
        """Whether a rule is for just the path of *call*, which is none of the Cases API.

        Who wrote it knows that such requests come, so that no test fails for them.
        """
        return any(
            is_neighbour(rule.fault.match.wanted.get("path", "")) and rule.fault.match.fits(call)
            for rule in self.rules
        )

    def hold(self, task: asyncio.Task[Any]) -> None:
        """Remember a request that is being struck, until it is over."""
        self._struck.add(task)
        task.add_done_callback(self._struck.discard)

    def let_go(self) -> None:
        """Drop all requests that are being struck; their connections close."""
        for task in tuple(self._struck):
            task.get_loop().call_soon_threadsafe(task.cancel)
