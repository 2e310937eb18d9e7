"""A place in the journal: what came before it is known, what comes after it is news.

The journal itself is the queue: a reader that is slow, or away for a while, misses only what the
journal has evicted, and nobody keeps anything for it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from mockbana.rig.journal.exchange import Exchange
from mockbana.rig.journal.journal import Journal


class News(NamedTuple):
    """What has happened since the last time.

    *anew* says that what was known before counts no more; *more* that this is not all of it.
    """

    exchanges: list[Exchange]
    anew: bool
    more: bool


class Cursor:
    """Reads a journal piece by piece; an exchange that was under way comes again when it is over.

    *mark* is the ``mark`` of an earlier cursor, to go on where that one was.
    """

    def __init__(self, journal: Journal, mark: str = "") -> None:
        self._journal = journal
        self._last: Exchange | None = None
        self._open: dict[int, Exchange] = {}
        self._anew = not self._return_to(mark)

    @property
    def mark(self) -> str:
        """Return what tells this place from all others, on one line."""
        if self._last is None:
            return ""
        under_way = ",".join(map(str, self._open))
        return f"{self._last.seq}/{self._last.began!r}/{under_way}"

    def take(self, most: int) -> News:
        """Return at most *most* new exchanges, and those that have ended, and go on behind them."""
        exchanges = self._journal.read().exchanges
        start = self._behind_last(exchanges)
        anew, self._anew = self._anew or start is None, False
        if anew:
            self._open = {}
        start = start or 0
        new = exchanges[start : start + most]
        ended = [one for one in self._open.values() if one.ended is not None]
        self._open = {one.seq: one for one in (*self._open.values(), *new) if one.ended is None}
        if new:
            self._last = new[-1]
        elif anew:
            self._last = None
        return News([*ended, *new], anew, start + most < len(exchanges))

    def _behind_last(self, exchanges: Sequence[Exchange]) -> int | None:
        """Return where the news begin, ``None`` when the journal was cleared."""
        last = self._last
        if last is None:
            return 0
        at = last.seq - (exchanges[0].seq if exchanges else self._journal.total + 1)
        if at < 0:
            return 0 if last.seq <= self._journal.evicted else None
        return at + 1 if at < len(exchanges) and exchanges[at] is last else None

    def _return_to(self, mark: str) -> bool:
        """Go back to *mark*; whether that place is still there."""
        seq, _, rest = mark.partition("/")
        began, _, under_way = rest.partition("/")
        kept = {str(one.seq): one for one in self._journal.read().exchanges} if seq else {}
        if seq not in kept or repr(kept[seq].began) != began:
            return False
        self._last = kept[seq]
        self._open = {kept[one].seq: kept[one] for one in under_way.split(",") if one in kept}
        return True
