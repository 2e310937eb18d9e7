"""Timers that go off in real time, whatever a test makes of the clock of its event loop."""

from asyncio import AbstractEventLoop, BaseEventLoop, get_running_loop
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mockbana.originals import Timer, time


def put_on_real_time(loop: AbstractEventLoop) -> None:
    """Give *loop* the machine's own clock in place of ``time.monotonic``, which tests patch."""
    if isinstance(loop, BaseEventLoop):
        vars(loop)["time"] = time.monotonic


@contextmanager
def alarm(seconds: float, ring: Callable[[], object]) -> Iterator[None]:
    """Call *ring* in so many *seconds*, from the running loop or a thread, unless the block ends.

    A loop that isn't on real time, such as a test's own under freezegun, can't be relied on.
    """
    loop = get_running_loop()
    if getattr(loop, "time", None) is time.monotonic:
        handle = loop.call_later(seconds, ring)
        cancel = handle.cancel
    else:
        timer = Timer(seconds, ring)
        timer.daemon = True
        timer.start()
        cancel = timer.cancel
    try:
        yield
    finally:
        cancel()
