"""Signals in an event loop, on all systems."""

import asyncio
import signal
from collections.abc import Callable


def on_signal(name: str, function: Callable[[], object]) -> None:
    """Call *function* in the running loop on the signal *name*, where the system knows it."""
    number = getattr(signal, name, None)
    if number is None:
        return
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(number, function)
    except NotImplementedError:  # the loops of Windows
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(function))
