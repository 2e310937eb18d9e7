"""A server that is down for a while."""

from collections.abc import Callable
from typing import Any

from mockbana.server.listener import Listener

NOT_RUNNING = "this Mockbana isn't running, so it can't go down; start it: with kibana: ..."


class Down:
    """Closes the port as long as a block lasts, ``with`` as well as ``async with``.

    *call* runs a function in the thread of the server's loop.
    """

    def __init__(self, call: Callable[[Callable[[], Any]], Any], listener: Listener) -> None:
        self._call, self._listener = call, listener

    def __enter__(self) -> None:
        self._call(self._go_down)

    def _go_down(self) -> None:
        self._listener.refuse(self)
        self._listener.drop_connections()

    def __exit__(self, *_: object) -> None:
        self._call(lambda: self._listener.accept(self))

    async def __aenter__(self) -> None:
        self.__enter__()

    async def __aexit__(self, *_: object) -> None:
        self.__exit__()
