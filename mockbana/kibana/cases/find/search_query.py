"""Elasticsearch's ``simple_query_string``: ``+ | - "..." ( ) * ~N`` and plain words.

It never fails: an operator that makes no sense where it stands is ignored.
Source: Lucene's ``SimpleQueryParser`` and Elasticsearch's ``SimpleQueryStringQueryParser``.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from mockbana.kibana.cases.find.analysis import words
from mockbana.kibana.http.errors import whole_number

Operator: TypeAlias = Literal["AND", "OR"]
OPERATORS: Final[dict[str, Operator]] = {"+": "AND", "|": "OR"}
BLANKS: Final = " \t\n\r"
MOST_EDITS: Final = 2
DEEPEST: Final = 50
_ESCAPE: Final = re.compile(r"\\(.?)", re.DOTALL)
_ESCAPED_OR_PARENTHESIS: Final = re.compile(r"\\.|[()]", re.DOTALL)
_PHRASE: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_PLAIN: Final = re.compile(r'~?(?:[^"|+() \t\n\r~\\]|\\(?:.|$))*', re.DOTALL)
_PREFIX: Final = re.compile(r"(?:[^\\]|\\.)+\*", re.DOTALL)
_TILDE: Final = re.compile(r'~([^"|+() \t\n\r]*)')


@dataclass(frozen=True, slots=True)
class Word:
    """Text between blanks, and the words that the analyser finds in it: all of them must be there.

    Where the operator is ``OR``, one of them will do.
    """

    text: str
    words: tuple[str, ...]
    operator: Operator = "OR"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Quoted text, whose words may be *slop* places out of place."""

    text: str
    words: tuple[str, ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a word."""

    text: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A word with up to *edits* letters wrong."""

    text: str
    edits: int


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be there."""

    query: "Query"


@dataclass(frozen=True, slots=True)
class Chain:
    """A query and, from left to right, what is joined to it: ``AND`` or ``OR``, and a query."""

    first: "Query"
    rest: tuple[tuple[Operator, "Query"], ...]


Query: TypeAlias = Word | Phrase | Prefix | Fuzzy | Not | Chain


def parse(text: str, *, operator: Operator = "OR", analysed: bool = True) -> Query | None:
    """Return the query that *text* stands for; ``None`` finds nothing.

    *operator* joins terms with none between them. Where all fields are *analysed*, a term without
    a word in it does not count.
    """
    return _Parser(_Source(text, operator, analysed=analysed), 0, len(text)).query()


class _Source:
    """The text of a query and what holds for all of it; ``closing`` pairs its parentheses."""

    def __init__(self, text: str, default: Operator, *, analysed: bool) -> None:
        self.text, self.default, self.analysed = text, default, analysed
        self.closing: dict[int, int] = {}
        opened: list[int] = []
        for match in _ESCAPED_OR_PARENTHESIS.finditer(text):
            if match[0] == "(":
                opened.append(match.start())
            elif match[0] == ")" and opened:
                self.closing[opened.pop()] = match.start()


class _Parser:
    """Reads a part of a query from left to right; operators bind in the order they come in."""

    def __init__(self, source: _Source, start: int, end: int, depth: int = 0) -> None:
        self.source, self.text = source, source.text
        self.at, self.end, self.depth = start, end, depth
        self.negations = 0
        self.operator: Operator | None = None
        self.parts: list[tuple[Operator, Query]] = []

    def query(self) -> Query | None:
        """Read to the end."""
        while self.at < self.end:
            sign = self.text[self.at]
            if sign == "-":
                self.negations += 1
                self.at += 1
                continue
            self._read(sign)
            self.negations = 0
        if not self.parts:
            return None
        (_, first), *rest = self.parts
        return Chain(first, tuple(rest)) if rest else first

    def _read(self, sign: str) -> None:
        if sign == "(":
            self._read_group()
        elif sign == '"':
            self._read_phrase()
        elif sign in OPERATORS:
            if self.parts and self.operator is None:
                self.operator = OPERATORS[sign]
            self.at += 1
        elif sign == ")" or sign in BLANKS:
            self.at += 1
        else:
            self._read_word()

    def _read_group(self) -> None:
        """Read what stands in parentheses; one without a partner is skipped."""
        start, end = self.at + 1, self.source.closing.get(self.at, self.end)
        self.at = start
        if end < self.end and self.depth < DEEPEST:
            self._join(_Parser(self.source, start, end, self.depth + 1).query())
            self.at = end + 1

    def _read_phrase(self) -> None:
        """Read a quoted text; a quotation mark without a partner is skipped."""
        found = _PHRASE.match(self.text, self.at, self.end)
        self.at = found.end() if found else self.at + 1
        if found:
            text = _unescaped(found[1])
            self._join(self._counted(Phrase(text, tuple(words(text)), self._read_number())))

    def _read_word(self) -> None:
        found = next(_PLAIN.finditer(self.text, self.at, self.end))
        self.at = found.end()
        text, edits = _unescaped(found[0]), self._read_number()
        if edits:
            self._join(Fuzzy(text, min(edits, MOST_EDITS)))
        elif _PREFIX.fullmatch(found[0]):
            self._join(Prefix(text[:-1]))
        else:
            self._join(self._counted(Word(text, tuple(words(text)), self.source.default)))

    def _read_number(self) -> int:
        """Read ``~N``, if it is there; anything but a number that Java has counts as 0."""
        found = _TILDE.match(self.text, self.at, self.end)
        if found is None:
            return 0
        self.at = found.end()
        digits = found[1]
        number = whole_number(digits) if digits.isascii() and digits.isdecimal() else None
        return number or 0

    def _counted(self, term: Word | Phrase) -> Query | None:
        if not term.text or (self.source.analysed and not term.words):
            return None
        return term

    def _join(self, query: Query | None) -> None:
        """Put *query* after what was read before, with the operator that stood between them."""
        if query is not None:
            branch = Not(query) if self.negations % 2 else query
            self.parts.append((self.operator or self.source.default, branch))
        self.operator = None


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(r"\1", text)
