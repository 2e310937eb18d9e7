"""Refusing a rule that can't be right, in a sentence that says the mend."""

import difflib
from collections.abc import Iterable
from typing import Any


class FaultError(ValueError):
    """A rule that can't be right: *sentence* says what to mend, *path* which part it is about."""

    def __init__(self, sentence: str, *path: str) -> None:
        super().__init__(sentence)
        self.sentence, self.path = sentence, path

    @property
    def place(self) -> str | None:
        """Return the path as people write it, e.g. ``match.method``; ``None`` for the whole."""
        return ".".join(self.path) or None


def wrong(expected: str, value: Any, *path: str) -> FaultError:
    """Return the refusal of *value* where something else was *expected*."""
    shown = f'"{value}"' if isinstance(value, str) else _JSON_WORDS.get(repr(value), repr(value))
    return FaultError(f'"{path[-1]}" must be {expected}, not {shown}', *path)


_JSON_WORDS = {"None": "null", "True": "true", "False": "false"}


def unknown(what: str, word: object, known: Iterable[str], *path: str) -> FaultError:
    """Return the refusal of a *word* that isn't *known*, with the one that was probably meant."""
    choices = sorted(known)
    close = difflib.get_close_matches(str(word), choices, 1, 0.7)
    hint = f'did you mean "{close[0]}"?' if close else f"there is {_enumerated(choices)}"
    return FaultError(f'unknown {what} "{word}"; {hint}', *path)


def _enumerated(words: list[str]) -> str:
    return ", ".join(words) or "none"
