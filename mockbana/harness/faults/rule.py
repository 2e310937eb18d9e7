"""A fault rule in force, here or on a server elsewhere, as tests see it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Self

from mockbana.harness.faults.fault import Fault
from mockbana.harness.faults.kind import Kind


class Rule(ABC):
    """A fault rule in force: its ``id``, and how often it ``matched`` and ``fired``.

    As a context manager it removes itself at the end of the block.
    """

    def __init__(self, rule_id: str, fault: Fault, leave: Callable[[Any], None]) -> None:
        self.id, self.fault = rule_id, fault
        self._leave = leave

    @property
    @abstractmethod
    def matched(self) -> int:
        """Return how many requests were such as the rule is for, whatever became of them."""

    @property
    @abstractmethod
    def fired(self) -> int:
        """Return how many requests it struck."""

    @property
    def kind(self) -> Kind:
        """Return what it does."""
        return self.fault.behaviour

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Return the parameters of its kind, by name."""
        return self.fault.parameters

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
