"""``kibana.requests``: what was sent, and assertions about it that explain themselves."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Unpack, overload

from mockbana.harness.assertions.expected import Times, Wanted
from mockbana.harness.assertions.verdict import Verdict, follow_order, judge, listed
from mockbana.harness.assertions.waiting import Watch
from mockbana.harness.criteria import Context, Criteria
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.export import to_har
from mockbana.harness.journal.journal import Recording
from mockbana.harness.nearest import NamesNearest
from mockbana.harness.running import refuse_in_event_loop, require_asyncio
from mockbana.harness.tracebacks import hide_frames_of

PATIENCE: Final = 5.0


@hide_frames_of
class Requests(NamesNearest, Sequence[Exchange]):
    """The recorded requests to one server, oldest first. Any thread may use it.

    *method* and *path* (exact, or with ``*``, ``?``, ``[...]``) and the ``Criteria`` say which
    requests are meant; what isn't given may be anything. A path is as sent, without its query;
    together with ``space=`` it may also be given without ``/s/<space>``.
    Every assertion fails with an ``AssertionError`` that shows what came closest, and when
    evicted requests could have changed its outcome. *url* returns the server's, once it is known.
    """

    def __init__(self, journal: Recording, url: Callable[[], str] = str) -> None:
        self._journal, self._url = journal, url

    @property
    def _context(self) -> Context:
        origin = "/".join(self._url().split("/")[:3])
        return Context(origin, self._journal.routes.paths)

    def _wanted(self, method: Any, path: Any, criteria: Criteria) -> Wanted:
        __tracebackhide__ = True
        return Wanted.of(method, path, criteria, self._context)

    def __len__(self) -> int:
        return len(self._journal)

    @overload
    def __getitem__(self, index: int) -> Exchange: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Exchange]: ...
    def __getitem__(self, index: int | slice) -> Exchange | Sequence[Exchange]:
        __tracebackhide__ = True
        try:
            return self._journal[index]
        except IndexError:
            raise IndexError(f"there is no requests[{index}]: {self!r}") from None

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self._journal)

    def __repr__(self) -> str:
        told = ", ".join(line.strip() for line in listed(tuple(self)).splitlines())
        return f"<Requests ({len(self)}): {told}>"

    def __str__(self) -> str:
        return f"requests:\n{listed(tuple(self))}"

    @property
    def total(self) -> int:
        """Return how many requests came since the last reset, evicted ones included."""
        return self._journal.total

    @property
    def evicted(self) -> int:
        """Return how many of them are no longer kept."""
        return self._journal.evicted

    def clear(self) -> None:
        """Forget all requests, those under way too, and count anew."""
        self._journal.clear()

    def filter(
        self, method: Any = None, path: Any = None, **criteria: Unpack[Criteria]
    ) -> list[Exchange]:
        """Return those of the kept requests that fit."""
        wanted = self._wanted(method, path, criteria)
        return [exchange for exchange in self if wanted.fits(exchange)]

    def one(self, method: Any = None, path: Any = None, **criteria: Unpack[Criteria]) -> Exchange:
        """Return the only request that fits."""
        __tracebackhide__ = True
        wanted = self._wanted(method, path, criteria)
        return self._demand(wanted, Times(1, 1))[0]

    def count(self, method: Any = None, path: Any = None, **criteria: Unpack[Criteria]) -> int:
        """Return how many requests fit.

        Evicted ones are counted where *method*, ``route`` and ``status`` tell them.
        Errors: ``AssertionError`` when an evicted one may have fitted.
        """
        __tracebackhide__ = True
        verdict = judge(self._journal.read(), self._wanted(method, path, criteria), Times(0))
        if verdict.lost and not verdict.wanted.countable:
            raise AssertionError(verdict.uncertain)
        return verdict.count

    def assert_sent(
        self,
        method: Any = None,
        path: Any = None,
        *,
        times: int | None = None,
        at_least: int | None = None,
        at_most: int | None = None,
        **criteria: Unpack[Criteria],
    ) -> list[Exchange]:
        """Fail unless such a request was sent, *times* times if given; return those that were."""
        __tracebackhide__ = True
        number = Times.of(times, at_least, at_most)
        return self._demand(self._wanted(method, path, criteria), number)

    def assert_not_sent(
        self, method: Any = None, path: Any = None, **criteria: Unpack[Criteria]
    ) -> None:
        """Fail if such a request was sent."""
        __tracebackhide__ = True
        self._demand(self._wanted(method, path, criteria), Times(0, 0))

    def assert_order(self, *steps: Sequence[Any] | Mapping[str, Any]) -> list[Exchange]:
        """Fail unless the *steps* were sent one after the other; others may lie between them.

        A step is ``(method, path)`` or a dictionary of ``method``, ``path`` and ``Criteria``.
        Returns the first requests that meet them.
        """
        __tracebackhide__ = True
        order = follow_order(
            self._journal.read(), [Wanted.of_step(step, self._context) for step in steps]
        )
        if not order.holds:
            raise AssertionError(str(order))
        return list(order.met)

    def wait(
        self,
        method: Any = None,
        path: Any = None,
        *,
        count: int = 1,
        timeout: float = PATIENCE,
        **criteria: Unpack[Criteria],
    ) -> list[Exchange]:
        """Block until *count* such requests have been answered, those before now included.

        Fails after *timeout* seconds. Returns the requests.
        """
        __tracebackhide__ = True
        refuse_in_event_loop("wait_for")
        with Watch(self._journal, self._wanted(method, path, criteria), count) as watch:
            if not watch.wait(timeout):
                self._fail(watch, Times(count), timeout)
        return watch.found

    async def wait_for(
        self,
        method: Any = None,
        path: Any = None,
        *,
        count: int = 1,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - failing with an explanation is the point
        **criteria: Unpack[Criteria],
    ) -> list[Exchange]:
        """Do as ``wait`` does, without blocking the event loop, which must be asyncio's."""
        __tracebackhide__ = True
        require_asyncio("wait_for", "run wait in a thread of its own")
        with Watch(self._journal, self._wanted(method, path, criteria), count) as watch:
            if not await watch.wait_for(timeout):
                self._fail(watch, Times(count), timeout)
        return watch.found

    def never(
        self,
        method: Any = None,
        path: Any = None,
        *,
        within: float,
        **criteria: Unpack[Criteria],
    ) -> None:
        """Block for *within* seconds; fail as soon as such a request was, or had been, answered."""
        __tracebackhide__ = True
        refuse_in_event_loop("never_for")
        wanted = self._wanted(method, path, criteria)
        with Watch(self._journal, wanted, 1) as watch:
            if watch.wait(within):
                self._fail(watch, Times(0, 0), within)
        self._demand(wanted, Times(0, 0))

    async def never_for(
        self,
        method: Any = None,
        path: Any = None,
        *,
        within: float,
        **criteria: Unpack[Criteria],
    ) -> None:
        """Do as ``never`` does, without blocking the event loop, which must be asyncio's."""
        __tracebackhide__ = True
        require_asyncio("never_for", "run never in a thread of its own")
        wanted = self._wanted(method, path, criteria)
        with Watch(self._journal, wanted, 1) as watch:
            if await watch.wait_for(within):
                self._fail(watch, Times(0, 0), within)
        self._demand(wanted, Times(0, 0))

    def to_har(self) -> dict[str, Any]:
        """Return the kept requests as a HAR 1.2 document, secrets masked."""
        return to_har(tuple(self), self._url())

    def judge(self, wanted: Wanted, times: Times) -> Verdict:
        """Return how *wanted* stands at the moment."""
        return judge(self._journal.read(), wanted, times)

    def _demand(self, wanted: Wanted, times: Times) -> list[Exchange]:
        __tracebackhide__ = True
        verdict = self.judge(wanted, times)
        if not verdict.holds:
            raise AssertionError(str(verdict))
        return list(verdict.found)

    def _fail(self, watch: Watch, times: Times, seconds: float) -> None:
        __tracebackhide__ = True
        verdict = Verdict(watch.wanted, times, self._journal.read(), watch.found)
        raise AssertionError(verdict.told(f" within {seconds:g} s"))
