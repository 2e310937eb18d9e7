"""How long a delay takes: always the same, or drawn from a distribution."""

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from random import Random
from typing import Any, Final, TypeAlias

from mockbana.harness.faults.parameters import FaultError, is_number, unknown

_Z99: Final = 2.3263478740408408
"""The 99th percentile of the standard normal distribution."""
_CALL: Final = re.compile(r"\s*(\w+)\s*\(([^()]*)\)\s*")


@dataclass(frozen=True, slots=True)
class Uniform:
    """Any number of seconds from *lower* to *upper*, all equally likely."""

    lower: float
    upper: float

    def problem(self) -> str | None:
        """Return what is wrong with the numbers, if anything is."""
        if 0 <= self.lower <= self.upper and self.upper > 0:
            return None
        return "uniform(lower, upper) needs 0 <= lower <= upper, and upper above 0"

    def draw(self, random: Random) -> float:
        """Return a number of seconds."""
        return random.uniform(self.lower, self.upper)

    def __str__(self) -> str:
        return f"uniform({self.lower}, {self.upper})"


@dataclass(frozen=True, slots=True)
class LogNormal:
    """Mostly quick, sometimes slow: half of the delays under *median*, one in 100 over *p99*."""

    median: float
    p99: float

    def problem(self) -> str | None:
        """Return what is wrong with the numbers, if anything is."""
        if 0 < self.median <= self.p99:
            return None
        return "lognormal(median, p99) needs 0 < median <= p99"

    def draw(self, random: Random) -> float:
        """Return a number of seconds."""
        sigma = math.log(self.p99 / self.median) / _Z99
        return random.lognormvariate(math.log(self.median), sigma)

    def __str__(self) -> str:
        return f"lognormal({self.median}, {self.p99})"


Distribution: TypeAlias = Uniform | LogNormal
KINDS: Final[Mapping[str, type[Distribution]]] = {"uniform": Uniform, "lognormal": LogNormal}
EXPECTED: Final = '"distribution" must be "uniform(lower, upper)" or "lognormal(median, p99)"'


def read_distribution(given: Any) -> Distribution:
    """Return the distribution that is *given*: itself, or written in one of three ways.

    ``"uniform(0.1, 2)"``, ``{"type": "uniform", "lower": 0.1, "upper": 2}`` or
    ``{"uniform": {"lower": 0.1, "upper": 2}}``; seconds throughout.
    Errors: ``FaultError``.
    """
    if isinstance(given, Uniform | LogNormal):
        return _checked(type(given), asdict(given))
    if isinstance(given, str) and (call := _CALL.fullmatch(given)):
        return _from_call(call[1], call[2].split(","))
    if isinstance(given, Mapping) and "type" in given:
        rest = {key: value for key, value in given.items() if key != "type"}
        return _checked(_kind(given["type"]), rest)
    if isinstance(given, Mapping) and len(given) == 1:
        ((name, numbers),) = given.items()
        if isinstance(numbers, Mapping):
            return _checked(_kind(name), numbers)
    raise FaultError(EXPECTED, "distribution")


def _from_call(name: str, arguments: list[str]) -> Distribution:
    kind = _kind(name)
    numbers: dict[str, Any] = {}
    for field, argument in zip(fields(kind), arguments, strict=False):
        key, equals, text = argument.partition("=")
        try:
            numbers[key.strip() if equals else field.name] = float(text if equals else key)
        except ValueError:
            raise FaultError(f"{EXPECTED}, with numbers of seconds", "distribution") from None
    return _checked(kind, numbers, surplus=len(arguments) > len(fields(kind)))


def _kind(name: object) -> type[Distribution]:
    if not isinstance(name, str) or name not in KINDS:
        raise unknown("distribution", name, KINDS, "distribution")
    return KINDS[name]


def _checked(
    kind: type[Distribution], numbers: Mapping[str, Any], *, surplus: bool = False
) -> Distribution:
    names = {field.name for field in fields(kind)}
    if surplus or set(numbers) != names or not all(map(is_number, numbers.values())):
        wanted = ", ".join(field.name for field in fields(kind))
        name = kind.__name__.lower()
        raise FaultError(f"{name}({wanted}) takes just these two numbers", "distribution")
    distribution = kind(**numbers)
    if problem := distribution.problem():
        raise FaultError(problem, "distribution")
    return distribution
