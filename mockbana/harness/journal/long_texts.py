"""Exchanges as JSON in pieces, so that a body of many megabytes isn't written in one go."""

import base64
import codecs
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from mockbana.harness.journal.describe import plain, text_of
from mockbana.kibana.javascript import to_json

Encode: TypeAlias = Callable[[bytes], str]
LONG: Final = 192 * 1024
"""Bytes of a body that are decoded and written at once; base64 makes whole words of so many."""


def in_base64(raw: bytes) -> str:
    """Return *raw* in base64."""
    return base64.b64encode(raw).decode()


class LongTexts:
    """Leaves marks in place of long bodies, to be replaced piece by piece."""

    def __init__(self) -> None:
        self._mark = secrets.token_hex(16)
        self._held: list[Iterator[bytes]] = []

    def text_of(self, raw: bytes, headers: Mapping[str, str]) -> str:
        """Return a body as text, as ``text_of`` does, or the mark for it."""
        if len(raw) <= LONG:
            return text_of(raw, headers)
        return self._hold(_text_pieces(plain(raw, headers)))

    def in_base64(self, raw: bytes) -> str:
        """Return *raw* in base64, or the mark for it."""
        if len(raw) <= LONG:
            return in_base64(raw)
        return self._hold(map(base64.b64encode, _slices(raw)))

    def _hold(self, pieces: Iterator[bytes]) -> str:
        self._held.append(pieces)
        return f"{self._mark}{len(self._held) - 1};"

    def fill_in(self, document: bytes) -> Iterator[bytes]:
        """Yield the JSON *document* with texts in place of their marks."""
        parts = re.split(rb"%b(\d+);" % self._mark.encode(), document)
        for number, part in enumerate(parts):
            if number % 2:
                yield from self._held[int(part)]
            else:
                yield part


def as_pieces(make: Callable[[Any], Mapping[str, Any]]) -> Iterator[bytes]:
    """Yield the JSON of what *make* returns; it is given what to make texts of bodies with."""
    texts = LongTexts()
    yield from texts.fill_in(to_json(make(texts.text_of)))


def as_base64_pieces(make: Callable[[Any], Mapping[str, Any]]) -> Iterator[bytes]:
    """Yield the JSON of what *make* returns; it is given what to encode bodies with."""
    texts = LongTexts()
    yield from texts.fill_in(to_json(make(texts.in_base64)))


def _slices(raw: bytes) -> Iterator[bytes]:
    return (raw[start : start + LONG] for start in range(0, len(raw), LONG))


def _text_pieces(raw: bytes) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for piece in _slices(raw):
        yield to_json(decoder.decode(piece))[1:-1]
    yield to_json(decoder.decode(b"", final=True))[1:-1]
