"""Every request, remembered."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Final, overload

from mockbana.kibana.http.call import Call

from .exchange import Exchange

LIMIT: Final = 10_000
SIZE_LIMIT: Final = 64 * 1024 * 1024


class Journal:
    """The exchanges of one server, oldest first.

    It keeps the last *limit* exchanges and at most *size_limit* bytes of them; ``total`` and
    ``evicted`` count them all. *listeners* are called, in the server's loop, after every answer.
    """

    def __init__(self, limit: int = LIMIT, size_limit: int = SIZE_LIMIT) -> None:
        self.limit, self.size_limit = limit, size_limit
        self.listeners: set[Callable[[Exchange], None]] = set()
        self.clear()

    def clear(self) -> None:
        """Forget all exchanges and count anew."""
        self._exchanges: deque[Exchange] = deque()
        self._size = 0
        self.total = self.evicted = 0

    def open(self, call: Call, client: str) -> Exchange:
        """Start recording *call*."""
        self.total += 1
        exchange = Exchange(self.total, call, client, time.perf_counter())
        self._exchanges.append(exchange)
        return exchange

    def close(self, exchange: Exchange) -> None:
        """Finish recording *exchange*, whatever became of it."""
        exchange.duration_ms = round((time.perf_counter() - exchange.began) * 1000, 3)
        exchange.size = exchange.weigh()
        self._size += exchange.size
        while len(self._exchanges) > self.limit or self._size > self.size_limit:
            self._evict()
        for listener in tuple(self.listeners):
            listener(exchange)

    def _evict(self) -> None:
        self._size -= self._exchanges.popleft().size
        self.evicted += 1

    def __len__(self) -> int:
        return len(self._exchanges)

    def __iter__(self) -> Iterator[Exchange]:
        return iter(tuple(self._exchanges))

    @overload
    def __getitem__(self, index: int) -> Exchange: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Exchange]: ...
    def __getitem__(self, index: int | slice) -> Exchange | Sequence[Exchange]:
        return tuple(self._exchanges)[index]
