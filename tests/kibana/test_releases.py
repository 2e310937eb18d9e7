"""Which release of Kibana has what."""

import pytest

from mockbana.kibana.releases import CAPABILITIES, Capability, number_of, release_of

BACKPORTED = Capability("x", ((8, 19, 2), (9, 1, 0)), None, "", "inferred")


@pytest.mark.parametrize(
    ("version", "there"),
    [
        ("8.18.9", False),
        ("8.19.1", False),
        ("8.19.2", True),
        ("8.19.10", True),
        ("9.0.8", False),
        ("9.1.0", True),
        ("9.10.0", True),
        ("10.0.0", True),
    ],
)
def test_a_backported_capability_is_missing_from_lines_in_between(
    version: str, there: bool
) -> None:
    assert BACKPORTED.is_in(number_of(version)) is there


def test_a_capability_ends_before_the_release_that_dropped_it() -> None:
    dropped = Capability("x", ((8, 0, 0),), (9, 0, 0), "", "inferred")

    assert dropped.is_in((8, 19, 99))
    assert not dropped.is_in((9, 0, 0))


@pytest.mark.parametrize(
    ("version", "number"),
    [("9.1.0", (9, 1, 0)), ("9.1", (9, 1, 0)), ("8.19.12", (8, 19, 12)), ("9.4.0-rc1", (9, 4, 0))],
)
def test_a_release_is_three_numbers(version: str, number: tuple[int, int, int]) -> None:
    assert number_of(version) == number


@pytest.mark.parametrize("version", ["", "9", "nine", "9.1.0.1", "9.x"])
def test_what_is_no_release_is_refused(version: str) -> None:
    with pytest.raises(ValueError, match="no release"):
        number_of(version)


def test_a_capability_that_is_in_no_row_is_an_error() -> None:
    with pytest.raises(KeyError):
        release_of("9.1.0").has("no such capability")


def test_each_row_says_what_a_client_sees() -> None:
    assert all(row.effect and row.since for row in CAPABILITIES.values())
    assert all(name == row.name for name, row in CAPABILITIES.items())
