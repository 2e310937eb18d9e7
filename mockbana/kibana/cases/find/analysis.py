"""Elasticsearch's standard analyser, near enough: where words end, and which are alike.

Source: Unicode Standard Annex 29 (word boundaries), as Lucene's ``StandardTokenizer`` has it.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from mockbana.kibana.cases.emoji import EMOJI, KEYCAP

MOST_CHARACTERS: Final = 255
_ALONE: Final = (
    "\u3005\u3007\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
_MARKS: Final = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0903\u200d"
)
_RUN: Final = rf"(?:[^\W{_ALONE}][{_MARKS}]*)+"
_BETWEEN: Final = r"(?:(?<=[^\W\d_])[.'\u2019:\u00b7](?=[^\W\d_])|(?<=\d)[.'\u2019,;](?=\d))"
_LETTERS: Final = rf"[{_ALONE}][{_MARKS}]*|{_RUN}(?:{_BETWEEN}{_RUN})*"
_WORD: Final = rf"(?P<key>{KEYCAP})|{_LETTERS}|(?P<sign>{EMOJI})"
_LETTER: Final = re.compile(r"[^\W_]")


def words(text: str) -> list[str]:
    """Return the words of *text* in small letters, in order.

    Full stops and the like are part of a word between two letters, or between two digits. An
    ideograph or an emoji is a word of its own. A word of more than 255 characters is cut.
    """
    found: list[str] = []
    for match in _word().finditer(text):
        word = match[0].lower()
        if match.lastgroup is None and not _LETTER.search(word):
            continue
        found += [word[at : at + MOST_CHARACTERS] for at in range(0, len(word), MOST_CHARACTERS)]
    return found


@cache
def _word() -> re.Pattern[str]:
    """Compile the pattern when there are words to find: it takes as long as starting a server."""
    return re.compile(_WORD)


def together(columns: Sequence[Iterable[int]], slop: int = 0) -> bool:
    """Whether the words of a phrase stand together.

    *columns* has, per word of the phrase, the places where it stands. All in all the words may be
    *slop* places away from where the phrase has them.
    """
    starts = [{place - offset for place in places} for offset, places in enumerate(columns)]
    every = set().union(*starts)
    return any(
        all(any(low <= start <= low + slop for start in row) for row in starts) for low in every
    )


def alike(word: str, other: str, edits: int) -> bool:
    """Whether *edits* changes make *word* into *other*; to swap two neighbours is one change."""
    if abs(len(word) - len(other)) > edits:
        return False
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(word, 1):
        new = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, new[-1] + 1, last[column - 1] + (letter != wanted))
            if _swapped(word, other, row, column):
                cost = min(cost, before[column - 2] + 1)
            new.append(cost)
        before, last = last, new
    return last[-1] <= edits


def _swapped(word: str, other: str, row: int, column: int) -> bool:
    if row < 2 or column < 2:
        return False
    return word[row - 2 : row] == other[column - 2 : column][::-1]
