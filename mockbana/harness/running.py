"""Which event loop runs here: one of asyncio, one of trio, or none."""

import sys
from asyncio import current_task, get_running_loop

from mockbana.originals import has_green_threads


def refuse_in_event_loop(instead: str) -> None:
    """Refuse to block a running event loop: what it would wait for could never come."""
    if _in_trio():
        raise RuntimeError(
            "this would block the event loop of trio: run it in a thread, with"
            " await trio.to_thread.run_sync(...)"
        )
    if _in_asyncio():
        raise RuntimeError(f"this would block the event loop: use await {instead}(...)")


def require_asyncio(what: str, instead: str) -> None:
    """Refuse to await *what* in an event loop that isn't asyncio's; name what to do *instead*."""
    if _in_trio():
        raise RuntimeError(f"{what} needs asyncio, and this is trio: {instead}")
    try:
        get_running_loop()
    except RuntimeError:
        raise RuntimeError(f"{what} needs a running event loop of asyncio: {instead}") from None


def _in_asyncio() -> bool:
    """Whether code of asyncio runs here; a loop in another greenlet seems to run in this one."""
    try:
        task = current_task()
    except RuntimeError:
        return False
    return task is not None or not has_green_threads()


def _in_trio() -> bool:
    trio = sys.modules.get("trio")
    if trio is None:
        return False
    try:
        trio.lowlevel.current_task()
    except (AttributeError, RuntimeError):  # half imported, or no task of trio's
        return False
    return True
