"""What is known of a case at the times when it had this or that version.

Nobody keeps old cases. But what the server started with is kept for its resets, and the answers
in the journal show most of the others; each state tells by its version when it was.

What a request made of the cases that it was about.
"""

import json
from asyncio import sleep
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import unquote

from mockbana.harness.journal.exchange import Exchange
from mockbana.kibana.deployment import decode_version
from mockbana.kibana.storage import Document

if TYPE_CHECKING:
    from mockbana.harness.harness import Harness

MOST_STATES: Final = 100
"""States of one case, the latest ones."""

AT_ONCE: Final = 200
"""Exchanges that are looked through before others get their turn."""

_COMPUTED: Final = ("comments", "totalComment", "totalAlerts", "totalComments")


class State(NamedTuple):
    """A *case* as it was stored; *seen* is ``start``, ``now``, or the ``seq`` of an exchange."""

    case: Document
    seen: int | str

    @property
    def version(self) -> str:
        """Return the version."""
        return str(self.case["version"])

    @property
    def age(self) -> int:
        """Return a number that is higher for later states; -1 if the version tells nothing."""
        try:
            return decode_version(self.version)
        except ValueError:
            return -1

    def as_dict(self) -> dict[str, Any]:
        """Return the state as the page gets it."""
        return {"version": self.version, "seen": self.seen, "case": self.case}


async def states(rig: "Harness", space: str, case_id: str) -> list[State]:
    """Return the known states of a case, oldest first; comments aren't part of it."""
    found: dict[str, State] = {}
    if space in rig.deployment.spaces and (now := rig.deployment.objects(space).cases.get(case_id)):
        _add(found, State(now, "now"))
    async for exchange in _latest_first(rig, space):
        for case in shown_in(exchange, case_id):
            _add(found, State(case, exchange.seq))
        if len(found) >= MOST_STATES:
            break
    if start := _at_start(rig, space, case_id):
        _add(found, State(start, "start"))
    return sorted(found.values(), key=lambda state: state.age)


def shown_in(exchange: "Exchange", case_id: str) -> Iterator[Document]:
    """Yield what the answer shows of a case."""
    if _named_in(exchange.response_text, case_id):
        yield from _in(exchange.response_json, case_id)


def _named_in(text: str, case_id: str) -> bool:
    """Whether a JSON text may name a case; cheaper than reading it."""
    forms = {json.dumps(case_id, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
    return any(form in text for form in forms)


def _in(value: Any, case_id: str) -> Iterator[Document]:
    if isinstance(value, list):
        for item in value:
            yield from _in(item, case_id)
    elif isinstance(value, dict):
        if value.get("id") == case_id and {"title", "version", "owner"} <= value.keys():
            yield {key: kept for key, kept in value.items() if key not in _COMPUTED}
        else:
            yield from _in([value[key] for key in ("cases", "case") if key in value], case_id)


def _at_start(rig: "Harness", space: str, case_id: str) -> Document | None:
    """Return the case that a reset would bring back."""
    rows, _ = rig._start.objects.get(space, {}).get("cases", ({}, None))  # noqa: SLF001
    start: Document | None = rows.get(case_id)
    return start


async def mentions(rig: "Harness", space: str, case_id: str) -> AsyncIterator["Exchange"]:
    """Yield the latest requests that name a case in path, query or body, latest first."""
    number = 0
    async for exchange in _latest_first(rig, space):
        if case_id in unquote(exchange.raw_path) or _named_in(exchange.text, case_id):
            yield exchange
            number += 1
            if number == MOST_STATES:
                return


async def _latest_first(rig: "Harness", space: str) -> AsyncIterator["Exchange"]:
    """Yield the exchanges of a space, with breaks for everybody else."""
    for number, exchange in enumerate(reversed(rig.journal.read().exchanges), 1):
        if exchange.space == space:
            yield exchange
        if number % AT_ONCE == 0:
            await sleep(0)


def _add(found: dict[str, State], state: State) -> None:
    """Keep *state* unless more is known of that version; the earliest that shows it counts."""
    known = found.get(state.version)
    if known is None or len(known.case) <= len(state.case):
        found[state.version] = state


READS: Final = ("GET", "HEAD", "OPTIONS")
MOST_CHANGES: Final = 20
"""Cases of one request that are followed up."""


@dataclass(frozen=True, slots=True)
class Change:
    """A case before and after a request, ``None`` where that isn't known.

    *sent* is the version that the client believed in. *answered* says that *after* is from the
    answer itself; else it is what the case was like by then (409), or the next time it was seen.
    *is_new* says that the request made it.
    """

    case_id: str
    space: str
    sent: str | None
    before: State | None
    after: State | None
    answered: bool
    is_new: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the change as the page gets it."""
        return {
            "id": self.case_id,
            "space": self.space,
            "sent": self.sent,
            "before": self.before and self.before.as_dict(),
            "after": self.after and self.after.as_dict(),
            "answered": self.answered,
            "is_new": self.is_new,
        }


async def changes(rig: "Harness", exchange: Exchange) -> AsyncIterator[Change]:
    """Yield what became of the cases of *exchange*; nothing when it can't have changed any."""
    call = exchange.call
    took_effect = call.reached_route and call.error is None
    if exchange.method in READS or not (took_effect or exchange.status == 409):
        return
    for case_id in exchange.case_ids[:MOST_CHANGES]:
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
    is_new = case_id in exchange.new_case_ids
    return Change(case_id, exchange.space, sent, before, after, own is not None, is_new)


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
