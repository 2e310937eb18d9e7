"""What the parameters of rules may be.

Refusing a rule that can't be right, in a sentence that says the mend.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from mockbana.harness.numbers import is_finite
from mockbana.harness.text import clipped

Reason = Literal["missing", "bad_credentials", "expired"]
Mode = Literal["concurrent_edit", "stale"]
CertificateProblem = Literal["expired", "self_signed", "wrong_host"]
REASONS: Final = ("missing", "bad_credentials", "expired")
MODES: Final = ("concurrent_edit", "stale")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
Headers: TypeAlias = Mapping[str, str | Sequence[str]] | Sequence[tuple[str, str]]
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@dataclass(frozen=True, slots=True)
class Parameter:
    """The values that a parameter takes, and the one that it has when left out.

    *read* makes of the given value, or the default, what the kind works with.
    """

    expected: str
    accepts: Callable[[Any], bool]
    default: Any = None
    read: Callable[[Any], Any] = lambda value: value

    def check(self, value: Any, *path: str) -> None:
        """Refuse a *value* that isn't the default and isn't acceptable."""
        if value is not self.default and not self.accepts(value):
            raise wrong(self.expected, value, *path)


def is_number(value: Any) -> bool:
    """Whether *value* is a finite number; ``True`` isn't one."""
    return isinstance(value, int | float) and not isinstance(value, bool) and is_finite(value)


def is_whole(value: Any, least: int) -> bool:
    """Whether *value* is a whole number from *least* on."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def is_text(value: Any) -> bool:
    """Whether *value* is a text with something in it."""
    return isinstance(value, str) and value != ""


def is_header_name(value: Any) -> bool:
    """Whether *value* can be the name of an HTTP header."""
    return isinstance(value, str) and bool(_TOKEN.fullmatch(value))


def is_one_line(value: Any) -> bool:
    """Whether *value* is a text that can be the value of an HTTP header."""
    return isinstance(value, str) and not _CONTROLS.search(value)


def _is_retry_after(value: Any) -> bool:
    return is_whole(value, 0) or (is_text(value) and is_one_line(value))


def header_rows(value: Any) -> list[list[Any]] | None:
    """Return headers as a list of names and values, ``None`` where *value* can't be any.

    It is an object, whose values may be lists, or a list of pairs.
    """
    if isinstance(value, Mapping):
        listed = {name: each if _is_list(each) else [each] for name, each in value.items()}
        return [[name, text] for name, texts in listed.items() for text in texts]
    if _is_list(value) and all(_is_list(row) and len(row) == 2 for row in value):
        return [list(row) for row in value]
    return None


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _are_headers(value: Any) -> bool:
    rows = header_rows(value)
    return rows is not None and all(
        is_header_name(name) and is_one_line(text) and name.lower() not in _FRAMING
        for name, text in rows
    )


def _plain_headers(value: Any) -> Any:
    """Return headers as JSON has them."""
    if isinstance(value, Mapping):
        return {name: list(each) if _is_list(each) else each for name, each in value.items()}
    return header_rows(value)


_FRAMING: Final = ("content-length", "transfer-encoding", "connection")


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
    shown = f'"{value}"' if isinstance(value, str) else _word(value)
    return FaultError(f'"{path[-1]}" must be {expected}, not {clipped(shown)}', *path)


def _word(value: Any) -> str:
    if isinstance(value, int) and not is_finite(value):
        return "a number that is too large"
    return _JSON_WORDS.get(repr(value), repr(value))


_JSON_WORDS = {"None": "null", "True": "true", "False": "false"}

MESSAGE: Final = Parameter("text", is_text)
SECONDS: Final = Parameter("a number of seconds above 0", lambda v: is_number(v) and v > 0)
BYTES: Final = Parameter("a whole number of bytes from 0 on", lambda v: is_whole(v, 0))
RATE: Final = Parameter("a number of bytes above 0", lambda v: is_number(v) and v > 0)
STATUS: Final = Parameter("an HTTP status from 200 to 599", lambda v: is_whole(v, 200) and v <= 599)
HEADERS: Final = Parameter(
    "an object of header names and texts, a list of texts for a header that is sent several times "
    "(content-length, transfer-encoding and connection are the server's own affair)",
    _are_headers,
    read=_plain_headers,
)
PER: Final = Parameter('"user", or left out: all of them together', lambda v: v == "user")
WINDOW: Final = Parameter("a number of seconds above 0", lambda v: is_number(v) and v > 0)


def retry_after(default: int | None) -> Parameter:
    """Return the parameter ``retry_after``; ``None`` sends no header."""
    expected = "a whole number of seconds, an HTTP date, or null for no such header"
    return Parameter(expected, lambda v: v is None or _is_retry_after(v), default)


def choice(*words: str) -> Parameter:
    """Return a parameter that is one of *words*; the first is the default."""
    expected = " or ".join(f'"{word}"' for word in words)
    return Parameter(expected, lambda v: v in words, words[0])


def unknown(what: str, word: object, known: Iterable[str], *path: str) -> FaultError:
    """Return the refusal of a *word* that isn't *known*, with the one that was probably meant."""
    choices = sorted(known)
    close = difflib.get_close_matches(str(word), choices, 1, 0.7)
    hint = f'did you mean "{close[0]}"?' if close else f"there is {_enumerated(choices)}"
    return FaultError(f'unknown {what} "{word}"; {hint}', *path)


def _enumerated(words: list[str]) -> str:
    return ", ".join(words) or "none"
