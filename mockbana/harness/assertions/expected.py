"""Which exchanges are meant, and how many of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockbana.harness import criteria as language
from mockbana.harness.comparison import Difference, contains
from mockbana.harness.criteria import CRITERIA, NO_CONTEXT, Context, without_secrets
from mockbana.harness.expectation import neighbour
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.journal import Kind
from mockbana.harness.text import clipped, shown


@dataclass(frozen=True, slots=True)
class Wanted:
    """A description of exchanges: what is not in ``criteria`` may be anything."""

    criteria: Mapping[str, Any]

    @classmethod
    def of(
        cls,
        method: Any,
        path: Any,
        criteria: Mapping[str, Any],
        context: Context = NO_CONTEXT,
    ) -> "Wanted":
        """Return the description that the arguments of an assertion make.

        Errors: ``TypeError`` for a criterion that doesn't exist, ``CriterionError`` (a
        ``ValueError``) for one that no request can meet.
        """
        for name in criteria:
            if name not in CRITERIA:
                hint = neighbour(name, CRITERIA)
                raise TypeError(f"requests have no {name!r} to be asked for; {hint}")
        given = {"method": method, "path": path}
        wanted = {name: value for name, value in given.items() if value is not None}
        return cls(language.read_criteria({**wanted, **criteria}, CRITERIA, context))

    @classmethod
    def of_step(
        cls, step: Sequence[Any] | Mapping[str, Any], context: Context = NO_CONTEXT
    ) -> "Wanted":
        """Return what ``(method, path)`` or a dictionary that may have more keys describes.

        Errors: ``TypeError`` for anything else.
        """
        if isinstance(step, Mapping):
            criteria = dict(step)
            method, path = criteria.pop("method", None), criteria.pop("path", None)
            return cls.of(method, path, criteria, context)
        if isinstance(step, str) or len(step) != 2:
            raise TypeError(f"a step is (method, path) or a dictionary, not {step!r}")
        method, path = step
        return cls.of(method, path, {}, context)

    def differences(self, exchange: Exchange) -> Iterator[Difference]:
        """Yield where *exchange* is not as wanted."""
        return language.differences(exchange, self.criteria)

    def fits(self, exchange: Exchange) -> bool:
        """Whether *exchange* is one that is meant."""
        return language.fits(exchange, self.criteria)

    def may_have_been(self, kind: Kind) -> bool:
        """Whether an evicted exchange of this *kind* may have been one that is meant."""
        known = ((name, self.criteria[name]) for name in Kind._fields if name in self.criteria)
        return all(contains(getattr(kind, name), value) for name, value in known)

    @property
    def countable(self) -> bool:
        """Whether the counters alone can tell: nothing is asked for that they don't know."""
        return all(name in Kind._fields for name in self.criteria)

    def __str__(self) -> str:
        return self.told("request")

    def told(self, noun: str) -> str:
        """Return the description; *noun* is what they are called who have no method and path."""
        head = _head(self.criteria.get("method"), self.criteria.get("path"), noun)
        rest = [
            f"{name.replace('_', ' ')} {clipped(shown(without_secrets(name, value)))}"
            for name, value in self.criteria.items()
            if name not in ("method", "path")
        ]
        return f"{head} with {', '.join(rest)}" if rest else head


def _head(method: Any, path: Any, noun: str) -> str:
    method, path = (
        part if isinstance(part, str) else part and shown(part) for part in (method, path)
    )
    if path is None:
        return f"{method} {noun}" if method else noun
    return f"{method} {path}" if method else f"{noun} to {path}"


@dataclass(frozen=True, slots=True)
class Times:
    """How many exchanges are meant: from *least* to *most*, ``None`` for no end."""

    least: int = 1
    most: int | None = None

    @classmethod
    def of(cls, times: int | None, at_least: int | None, at_most: int | None) -> "Times":
        """Return what the arguments of an assertion say: *times* exactly, or a range, or any."""
        for number in (times, at_least, at_most):
            if number is not None and number < 0:
                raise ValueError(f"nothing can be sent {number} times")
        if times is not None:
            if (at_least, at_most) != (None, None):
                raise TypeError("times says it all: leave out at_least and at_most")
            return cls(times, times)
        least = at_least if at_least is not None else int(at_most is None)
        if at_most is not None and least > at_most:
            raise ValueError(f"at_least={least} and at_most={at_most} leave no number between them")
        return cls(least, at_most)

    def __contains__(self, number: int) -> bool:
        return self.least <= number and (self.most is None or number <= self.most)

    @property
    def noun(self) -> str:
        """Return what so many requests are called."""
        number = self.least if self.most is None else self.most
        return "request" if number == 1 else "requests"

    def __str__(self) -> str:
        match self.least, self.most:
            case 0, 0:
                return "no"
            case least, None:
                return f"at least {least}"
            case 0, most:
                return f"at most {most}"
            case least, most if least == most:
                return f"exactly {most}"
        return f"{self.least} to {self.most}"
