"""What a request made of the cases that it was about."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mockbana.rig.journal.exchange import Exchange

from .states import State, shown_in, states

if TYPE_CHECKING:
    from mockbana.rig.rig import Rig

READS: Final = ("GET", "HEAD", "OPTIONS")
MOST: Final = 20
"""Cases of one request that are followed up."""


@dataclass(frozen=True, slots=True)
class Change:
    """A case before and after a request, ``None`` where that isn't known.

    *sent* is the version that the client believed in. *answered* says that *after* is from the
    answer itself; else it is what the case was like by then (409), or the next time it was seen.
    """

    case_id: str
    space: str
    sent: str | None
    before: State | None
    after: State | None
    answered: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the change as the page gets it."""
        return {
            "id": self.case_id,
            "space": self.space,
            "sent": self.sent,
            "before": self.before and self.before.as_dict(),
            "after": self.after and self.after.as_dict(),
            "answered": self.answered,
        }


async def changes(rig: "Rig", exchange: Exchange) -> AsyncIterator[Change]:
    """Yield what became of the cases of *exchange*; nothing when it can't have changed any."""
    call = exchange.call
    took_effect = call.reached_route and call.error is None
    if exchange.method in READS or not (took_effect or exchange.status == 409):
        return
    for case_id in exchange.case_ids[:MOST]:
        known = await states(rig, exchange.space, case_id)
        yield _change(exchange, case_id, known)


def _change(exchange: Exchange, case_id: str, known: Sequence[State]) -> Change:
    sent = _sent_version(exchange.json, case_id)
    own = next(shown_in(exchange, case_id), None)
    if own is not None:
        after: State | None = State(own, exchange.seq)
        before = _before(exchange, sent, known, after)
    else:
        before = _before(exchange, sent, known, None)
        after = _next(exchange, known, before)
    return Change(case_id, exchange.space, sent, before, after, own is not None)


def _sent_version(body: Any, case_id: str) -> str | None:
    """Return the version that a bulk update names for a case."""
    cases = body.get("cases") if isinstance(body, dict) else None
    for case in cases if isinstance(cases, list) else ():
        if isinstance(case, dict) and case.get("id") == case_id:
            version = case.get("version")
            return version if isinstance(version, str) else None
    return None


def _before(
    exchange: Exchange, sent: str | None, known: Sequence[State], after: State | None
) -> State | None:
    """Return the state with the version that was sent, or else the last one seen until then."""
    if sent is not None:
        return next((state for state in known if state.version == sent), None)
    earlier = [
        state
        for state in known
        if _seen_before(exchange, state) and (after is None or state.age < after.age)
    ]
    return earlier[-1] if earlier else None


def _next(exchange: Exchange, known: Sequence[State], before: State | None) -> State | None:
    """Return what *before* had become: by the time of a conflict, or else some time after."""
    later = [state for state in known if before is not None and state.age > before.age]
    seen = [state for state in later if _seen_before(exchange, state)]
    if seen and exchange.status == 409:
        return seen[-1]
    return next((state for state in later if state not in seen), None)


def _seen_before(exchange: Exchange, state: State) -> bool:
    return state.seen == "start" or (isinstance(state.seen, int) and state.seen < exchange.seq)
