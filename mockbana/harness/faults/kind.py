"""Every kind of fault: its parameters, and what it does."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from mockbana.harness.faults.parameters import Parameter
from mockbana.kibana.http.routing import Answer, Call

if TYPE_CHECKING:
    from aiohttp import web

    from mockbana.harness.faults.apply import FaultContext
    from mockbana.harness.faults.engine import ActiveFault
    from mockbana.harness.faults.fault import Fault
    from mockbana.harness.faults.limiter import Limiter
    from mockbana.kibana.clock import Clock

Act: TypeAlias = "Callable[[ActiveFault, Call], Answer | None]"
Break: TypeAlias = "Callable[[ActiveFault, FaultContext, Answer], Awaitable[web.StreamResponse]]"
Wait: TypeAlias = "Callable[[ActiveFault], float]"


def _always(_: "ActiveFault", __: Call) -> bool:
    return True


def nothing(_: "Fault") -> None:
    """Take any rule."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What rules of one kind do; each has one of *act*, *breaks* and *waits*.

    *act* does its deed and returns the answer in Kibana's place, or ``None`` to let Kibana answer.
    *breaks* spoils the transport; it is handed Kibana's answer if the kind *needs_answer*. *waits*
    says for how long. *concerns* narrows the match, *limits* makes what lets requests through until
    there are too many of them, *check* refuses what can't be right. What *closes_port* or
    *shows_certificate* strikes connections instead, and has none of the three.
    """

    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    act: "Act | None" = None
    breaks: "Break | None" = None
    waits: "Wait | None" = None
    needs_answer: bool = False
    needs_body: bool = False
    ahead_of_body: bool = False
    concerns: "Callable[[ActiveFault, Call], bool]" = _always
    limits: "Callable[[Fault, Clock], Limiter] | None" = None
    check: "Callable[[Fault], None]" = nothing
    closes_port: bool = False
    shows_certificate: bool = False

    @property
    def at_port(self) -> bool:
        """Whether it strikes connections, not requests."""
        return self.closes_port or self.shows_certificate
