"""Event loops and the threads around them."""

from asyncio import AbstractEventLoop, get_running_loop, new_event_loop, run_coroutine_threadsafe
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from mockbana.harness.alarm import put_on_real_time
from mockbana.originals import Thread

T = TypeVar("T")


class LoopThread:
    """An event loop in a thread of its own, on the machine's own clock."""

    def __init__(self, name: str) -> None:
        self.loop = new_event_loop()
        put_on_real_time(self.loop)
        self._thread = Thread(target=self.loop.run_forever, name=name, daemon=True)
        self._thread.start()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run *coroutine* in the loop and return its result."""
        return run_coroutine_threadsafe(coroutine, self.loop).result()

    def stop(self) -> None:
        """Stop the loop and wait for the thread to end."""
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


def call_in(loop: AbstractEventLoop | None, function: Callable[[], T]) -> T:
    """Return ``function()``, called in *loop* if that runs in another thread, else right here."""
    if loop is None or not loop.is_running() or _running_loop() is loop:
        return function()

    async def called() -> T:
        return function()

    return run_coroutine_threadsafe(called(), loop).result()


def _running_loop() -> AbstractEventLoop | None:
    try:
        return get_running_loop()
    except RuntimeError:
        return None
