"""A rule at work on one server."""

from collections.abc import Callable
from typing import Any, Self

from mockbana.kibana.deployment import Deployment
from mockbana.kibana.http.call import Call

from .kinds import Kind
from .rule import Fault
from .schedule import Turns


class Rule:
    """A fault rule in force: its ``id``, and how often it ``matched`` and ``fired``.

    As a context manager it removes itself at the end of the block.
    """

    def __init__(
        self, rule_id: str, fault: Fault, deployment: Deployment, leave: Callable[["Rule"], None]
    ) -> None:
        self.id, self.fault = rule_id, fault
        self.turns = Turns(fault.schedule, deployment, rule_id)
        self._leave = leave

    @property
    def matched(self) -> int:
        """Return how many requests were such as the rule is for, whatever became of them."""
        return self.turns.matched

    @property
    def fired(self) -> int:
        """Return how many requests it struck."""
        return self.turns.fired

    @property
    def kind(self) -> Kind:
        """Return what it does."""
        return self.fault.behaviour

    @property
    def parameters(self) -> Any:
        """Return the parameters of its kind, by name."""
        return self.fault.parameters

    def takes(self, call: Call) -> bool:
        """Whether it is the turn of this rule on *call*; counts the match."""
        fault = self.fault
        if not fault.match.fits(call) or not self.kind.concerns(self, call):
            return False
        return self.turns.next()

    def fire(self) -> None:
        """Count a strike."""
        self.turns.fired += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._leave(self)

    def as_dict(self) -> dict[str, Any]:
        """Return the rule as the control API shows it."""
        return {"id": self.id, **self.fault.to_dict(), "matched": self.matched, "fired": self.fired}

    def __repr__(self) -> str:
        return f"<Rule {self}>"

    def __str__(self) -> str:
        counts = f"matched {self.matched}, fired {self.fired}"
        return f"{self.id}: {self.fault!r}, {counts}"
