"""What was probably meant: the name nearest to one that isn't there."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

_LOOKED_AT: Final = 1_000  # names: comparing a word with each of 100,000 takes seconds
_LISTED: Final = 5


def nearest(word: str, known: Iterable[str], least: float = 0.6) -> str | None:
    """Return the one of *known* that is most like *word*, ``None`` when none is (0 to 1) enough."""
    close = get_close_matches(word.lower(), [*islice(known, _LOOKED_AT)], 1, least)
    return close[0] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that says that *word* isn't there."""
    names = [*islice(known, _LOOKED_AT)]
    if near := nearest(word, names):
        return f'did you mean "{near}"?'
    if not names:
        return "there are none"
    return f"there is {', '.join(names[:_LISTED])}{' and more' if len(names) > _LISTED else ''}"


class MissingError(KeyError):
    """A case, rule or space that isn't there: a ``KeyError`` that is a sentence."""

    @classmethod
    def of(cls, noun: str, name: object, known: Iterable[str]) -> "MissingError":
        """Return the error for the *noun* that is called *name*, with the nearest of *known*."""
        return cls(f'there is no {noun} "{name}"; {did_you_mean(str(name), known)}')

    def __str__(self) -> str:
        return str(self.args[0])


class NamesNearest:
    """Lets the error for a misspelt attribute name the nearest one that there is."""

    if not TYPE_CHECKING:  # with it, type checkers would let any name pass

        def __getattr__(self, name: str) -> Any:
            __tracebackhide__ = True
            public = [each for each in dir(self) if not each.startswith("_")]
            near = None if name.startswith("_") else nearest(name, public)
            hint = f'; did you mean "{near}"?' if near else ""
            raise AttributeError(f"{type(self).__name__} has no {name!r}{hint}")
