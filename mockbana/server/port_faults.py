"""Fault rules for connections, carried out: the port is closed, the certificate is a bad one."""

import asyncio
import ssl

from mockbana.harness.faults import ActiveFault, FaultBook
from mockbana.server.listener import Listener


class PortFaults:
    """Keeps the port of *listener* as the rules of *book* want it.

    All of it happens in the thread of *loop*.
    """

    def __init__(
        self, book: FaultBook, listener: Listener, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._book, self._listener, self._loop = book, listener, loop
        self._ends: dict[ActiveFault, asyncio.Task[None] | None] = {}

    def update(self) -> None:
        """Carry out the rules that are new, and end those that are gone."""
        rules = [rule for rule in self._book if rule.kind.at_port]
        for rule in self._ends.keys() - set(rules):
            self._end(rule)
        for rule in rules:
            if rule not in self._ends:
                self._begin(rule)

    def _begin(self, rule: ActiveFault) -> None:
        self._ends[rule] = None
        if rule.kind.closes_port:
            rule.turns.next()
            rule.fire()
            self._listener.refuse(rule)
            if seconds := rule.parameters["seconds"]:
                self._ends[rule] = self._loop.create_task(self._end_after(rule, seconds))
        self._listener.end_connections(busy=rule.kind.closes_port)

    async def _end_after(self, rule: ActiveFault, seconds: float) -> None:
        await self._book.deployment.clock.sleep(seconds)
        self._listener.accept(rule)

    def _end(self, rule: ActiveFault) -> None:
        timer = self._ends.pop(rule)
        if timer is not None:
            timer.cancel()
        self._listener.accept(rule)

    def close(self) -> None:
        """Stop waiting for the end of rules."""
        for timer in self._ends.values():
            if timer is not None:
                timer.cancel()
        self._ends.clear()

    def choose_certificate(self, connection: ssl.SSLObject, *_: object) -> None:
        """Let *connection*, which shakes hands, show the certificate that is its turn."""
        for rule in self._book:
            if rule.kind.shows_certificate and rule.turns.next():
                rule.fire()
                connection.context = self._book.certificates[rule.parameters["problem"]]()
                return
