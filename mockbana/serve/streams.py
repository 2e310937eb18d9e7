"""Standard streams that are closed or full: a server goes on without them."""

import os
import sys
from contextlib import suppress
from typing import Final, TextIO

STANDARD: Final = {0: ("stdin", "r"), 1: ("stdout", "w"), 2: ("stderr", "w")}


def open_closed_streams() -> None:
    """Put the null device in the place of standard streams that are closed.

    Else the next socket would get the number of one, and be sent what is meant for it.
    """
    for descriptor, (name, mode) in STANDARD.items():
        try:
            os.fstat(descriptor)
        except OSError:
            _replace(descriptor)
        if getattr(sys, name) is None:
            with suppress(OSError):
                setattr(sys, name, open(descriptor, mode, closefd=False))  # noqa: SIM115


def write(stream: TextIO, text: str) -> str | None:
    """Write *text* at once, and return why that can't be done, if so.

    What is written to *stream* from then on goes nowhere.
    """
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        with suppress(OSError):
            _replace(stream.fileno())
        return str(error.strerror)
    return None


def _replace(descriptor: int) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    if null != descriptor:
        os.dup2(null, descriptor)
        os.close(null)
