"""What is wrong with a test that passed: faults that never struck, unknown paths, bugs of ours."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, Protocol, TypeAlias

from mockbana.harness.faults import Rule
from mockbana.harness.journal.exchange import Exchange

Kind: TypeAlias = Literal["unused_fault", "unknown_route", "bug"]


class Words(NamedTuple):
    """What findings of a kind are called, as in "a request to a path that ..."."""

    noun: str
    which: str


KINDS: Final[dict[Kind, Words]] = {
    "unused_fault": Words("fault", "that never struck"),
    "unknown_route": Words("request", "to a path that the server doesn't know"),
    "bug": Words("failure", "inside mockbana itself"),
}


class Rules(Protocol):
    """The rules of a server, here or elsewhere."""

    def unused(self) -> Sequence[Rule]:
        """Return the rules with ``times`` that never struck."""


class Server(Protocol):
    """A server, or its rig, as far as findings need it."""

    @property
    def faults(self) -> Rules:
        """Return the fault rules."""

    @property
    def bugs(self) -> list[Exception]:
        """Return the failures of our own."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong; *subject* is the rule, the exchange or the exception.

    *hint* has lines on how it may have come about, such as the request closest to a rule.
    """

    kind: Kind
    subject: Rule | Exchange | Exception
    hint: str = ""

    @property
    def line(self) -> str:
        """Return the subject on one line."""
        match self.subject:
            case Exchange() as exchange:
                return f"#{exchange.seq} {exchange}"
            case Exception() as bug:
                return repr(bug)
            case rule:
                return str(rule)

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as the control API shows it."""
        noun, which = KINDS[self.kind]
        shown = {"kind": self.kind, "text": f"a {noun} {which}: {self.line}", "hint": self.hint}
        match self.subject:
            case Exchange() as exchange:
                return {**shown, "seq": exchange.seq}
            case Rule() as rule:
                return {**shown, "fault": rule.id}
        return shown


def _closest(rule: Rule, sent: tuple[Exchange, ...]) -> str:
    if rule.matched or not sent:
        return ""
    from mockbana.harness.assertions.verdict import closest

    return closest(rule.fault.match.wanted, sent)


def findings(server: Server, exchanges: Iterable[Exchange]) -> Iterator[Finding]:
    """Yield what is wrong with the *exchanges* of *server*, kind by kind."""
    sent = tuple(exchanges)
    for rule in server.faults.unused():
        yield Finding("unused_fault", rule, _closest(rule, sent))
    for exchange in sent:
        if exchange.unexpected:
            yield Finding("unknown_route", exchange)
    for bug in server.bugs:
        yield Finding("bug", bug)
