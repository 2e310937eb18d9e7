"""How many requests in how much time: what a rule of kind ``rate_limited`` counts."""

import math
from collections import deque
from typing import Final

from mockbana.kibana.clock import Clock
from mockbana.kibana.http.routing import Call

MOST: Final = 10_000
"""Requests that a limit may allow in its window; each of them is a number to remember."""


class Limiter:
    """Lets at most *requests* through in any *window* seconds, of each user on its own if asked.

    A request that is refused isn't counted, so that whoever waits as long as ``seconds_left`` says
    gets through. Time is that of ``Clock.time``: it goes on while the clock is stopped, and what
    the clock is moved on by counts as past. At most *requests* moments a user are kept.
    """

    def __init__(self, clock: Clock, requests: int, window: float, *, per_user: bool) -> None:
        self._clock, self._window, self._per_user = clock, window, per_user
        self._requests = requests
        self._moments: dict[str | None, deque[float]] = {}

    def refuses(self, call: Call) -> bool:
        """Whether *call* is one too many; counts it if it isn't."""
        moments, now = self._of(call), self._clock.time()
        if len(moments) == self._requests and moments[0] + self._window > now:
            return True
        moments.append(now)
        return False

    def seconds_left(self, call: Call) -> int:
        """Return the whole seconds, at least one, after which a request is let through again."""
        moments = self._moments.get(self._user(call))
        left = moments[0] + self._window - self._clock.time() if moments else 0
        return max(1, math.ceil(left))

    def _user(self, call: Call) -> str | None:
        return call.user.username if self._per_user and call.user else None

    def _of(self, call: Call) -> deque[float]:
        user = self._user(call)
        if user not in self._moments:
            self._forget_old()
            self._moments[user] = deque(maxlen=self._requests)
        return self._moments[user]

    def _forget_old(self) -> None:
        """Keep nothing of users who have been away for a whole window."""
        start = self._clock.time() - self._window
        self._moments = {user: each for user, each in self._moments.items() if each[-1] > start}
