"""Every request, remembered."""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, Protocol, TypeAlias, overload

from aiohttp import web

from mockbana.harness.journal.describe import RouteMap
from mockbana.harness.journal.exchange import Exchange
from mockbana.kibana.http.routing import Answer, Call
from mockbana.originals import Lock

LIMIT: Final = 10_000
SIZE_LIMIT: Final = 64 * 1024 * 1024

Listener: TypeAlias = Callable[[Exchange], None]


class Kind(NamedTuple):
    """What stays known of an evicted exchange."""

    method: str
    route: str | None
    status: int | None


class Record(NamedTuple):
    """The journal at one moment: what it keeps, oldest first, and the numbers of what it lost."""

    exchanges: tuple[Exchange, ...]
    lost: Counter[Kind]


class Recording(Protocol):
    """A journal as those who read it need it: here, or on a server elsewhere."""

    @property
    def routes(self) -> RouteMap:
        """Return the routes of the server."""

    @property
    def total(self) -> int:
        """Return how many requests came since the last reset."""

    @property
    def evicted(self) -> int:
        """Return how many of them are no longer kept."""

    def clear(self) -> None:
        """Forget all exchanges, and count from 0."""

    def read(self) -> Record:
        """Return what is known now."""

    def follow(self, listener: Listener) -> list[Exchange]:
        """Return the finished exchanges and call *listener* for each one after them."""

    def unfollow(self, listener: Listener) -> None:
        """Call *listener* no more."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Exchange]: ...
    @overload
    def __getitem__(self, index: int) -> Exchange: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Exchange]: ...


class Readable:
    """Exchanges, oldest first, of which ``read`` tells the present ones."""

    def read(self) -> Record:
        """Return what is known now."""
        raise NotImplementedError

    def __len__(self) -> int:
        return len(self.read().exchanges)

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self.read().exchanges)

    @overload
    def __getitem__(self, index: int) -> Exchange: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Exchange]: ...
    def __getitem__(self, index: int | slice) -> Exchange | Sequence[Exchange]:
        return self.read().exchanges[index]


class Journal(Readable):
    """The exchanges of one server, oldest first.

    It keeps the last *limit* exchanges and at most *size_limit* bytes of them; ``total`` and
    ``evicted`` count them all. *listeners* are called, in the server's loop, after every answer.
    Reading is safe from any thread. Who serves puts its routes into ``routes``.
    """

    def __init__(self, limit: int = LIMIT, size_limit: int = SIZE_LIMIT) -> None:
        self.limit, self.size_limit = limit, size_limit
        self.listeners: set[Listener] = set()
        self.routes = RouteMap()
        self._lock = Lock()
        self.clear()

    def clear(self) -> None:
        """Forget all exchanges, those under way too, and count anew."""
        with self._lock:
            self._exchanges: deque[Exchange] = deque()
            self._open: set[Exchange] = set()
            self._lost: Counter[Kind] = Counter()
            self._size = 0
            self.total = self.evicted = 0

    def open(self, call: Call, client: str) -> Exchange:
        """Start recording *call*."""
        with self._lock:
            self.total += 1
            exchange = Exchange(self.total, call, client, self.routes)
            self._exchanges.append(exchange)
            self._open.add(exchange)
            while len(self._exchanges) > self.limit:
                self._evict()
        return exchange

    def close(self, exchange: Exchange) -> None:
        """Finish recording *exchange*, whatever became of it."""
        exchange.end()
        with self._lock:
            if exchange not in self._open:
                return
            self._open.remove(exchange)
            if exchange.seq > self.evicted:
                self._weigh(exchange)
            listeners = tuple(self.listeners)
        for listener in listeners:
            listener(exchange)

    def _weigh(self, exchange: Exchange) -> None:
        exchange.size = exchange.weigh()
        self._size += exchange.size
        while self._size > self.size_limit:
            self._evict()

    def _evict(self) -> None:
        exchange = self._exchanges.popleft()
        self._size -= exchange.size
        self._lost[Kind(exchange.method, exchange.route, exchange.status)] += 1
        self.evicted += 1

    def read(self) -> Record:
        """Return what is known now."""
        with self._lock:
            return Record(tuple(self._exchanges), self._lost.copy())

    def follow(self, listener: Listener) -> list[Exchange]:
        """Return the finished exchanges and call *listener* for each one after them."""
        with self._lock:
            self.listeners.add(listener)
            return [exchange for exchange in self._exchanges if exchange not in self._open]

    def unfollow(self, listener: Listener) -> None:
        """Call *listener* no more."""
        with self._lock:
            self.listeners.discard(listener)

    def __len__(self) -> int:
        return len(self._exchanges)


def record_answer(
    exchange: Exchange, answer: Answer, response: web.StreamResponse
) -> web.StreamResponse:
    """Return *response*, noted down as what the client gets: nothing, where Kibana hangs up."""
    if answer.wire != b"":
        exchange.answer(answer.status, response.headers, getattr(response, "body", b""))
    return response
