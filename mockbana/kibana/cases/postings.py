"""Which cases have a value: sets of numbers, as bits of an integer or as a few numbers."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from typing import Final

FEW: Final = 64


def mask(numbers: Collection[int]) -> int:
    """Return the integer whose bits number *numbers* are set."""
    bits = bytearray(max(numbers, default=-1) // 8 + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


def flags(bits: int) -> bytes:
    """Return a byte for each bit, the lowest first, 1 where it is set."""
    return f"{bits:b}"[::-1].encode().translate(_FLAGS)


_FLAGS: Final = bytes.maketrans(b"01", b"\0\1")


class Postings:
    """The sets of numbers by value.

    A value that many cases have costs a bit per case, one that few have a number for each of these.
    """

    __slots__ = ("_few", "_many")

    def __init__(self) -> None:
        self._few: dict[Hashable, tuple[int, ...]] = {}
        self._many: dict[Hashable, int] = {}

    def bits(self, values: Iterable[Hashable]) -> int:
        """Return the numbers of all cases that have one of *values*, as bits."""
        found, few = 0, list[int]()
        for value in values:
            found |= self._many.get(value, 0)
            few += self._few.get(value, ())
        return found | mask(few) if few else found

    def flip(self, rows: Iterable[tuple[int, Iterable[Hashable]]]) -> None:
        """Per row of a number and values: take it out of the sets it is in, add it to the others.

        A number may be in one row only.
        """
        flips = defaultdict[Hashable, list[int]](list)
        for number, values in rows:
            for value in values:
                flips[value].append(number)
        for value, numbers in flips.items():
            self._flip(value, numbers)

    def _flip(self, value: Hashable, numbers: list[int]) -> None:
        if value in self._many:
            self._many[value] ^= mask(numbers)
            return
        left = set(self._few.pop(value, ())).symmetric_difference(numbers)
        if len(left) > FEW:
            self._many[value] = mask(left)
        elif left:
            self._few[value] = tuple(left)
