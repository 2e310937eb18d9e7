"""How far long work has come."""

import io
import re
from pathlib import Path

import pytest

from mockbana.serve import progress as module
from mockbana.serve.progress import Progress, bar, memory


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Time:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> Time:
    passing = Time()
    monkeypatch.setattr(module, "time", passing)
    return passing


def told(stream: io.StringIO, passing: Time, seconds: float) -> str:
    progress = Progress("loading", stream)
    for done in (3_000, 6_000, 10_000):
        passing.now += seconds / 3
        progress(done, 10_000)
    progress.end()
    return stream.getvalue()


def test_a_terminal_gets_a_bar_that_gives_way_to_a_line(passing: Time) -> None:
    shown = told(Terminal(), passing, 6).split("\r\x1b[K")

    assert shown[:3] == [
        "",
        "loading [#########.....................]  30 %, 3,000 of 10,000 cases",
        "loading [##################............]  60 %, 6,000 of 10,000 cases",
    ]
    line = r"loading 10,000 cases took 6\.0 s, 1,667 a second; [\d,]+ MB of memory in use\n"
    assert re.fullmatch(line, shown[-1])


def test_elsewhere_there_is_one_plain_line(passing: Time) -> None:
    shown = told(io.StringIO(), passing, 6)

    assert re.fullmatch(
        r"loading 10,000 cases took 6\.0 s, [^\x1b\r\n]+ MB of memory in use\n", shown
    )


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_what_takes_no_time_is_not_worth_a_word(passing: Time, stream: type[io.StringIO]) -> None:
    assert told(stream(), passing, 0.3) == ""


def test_a_bar_is_not_drawn_more_often_than_anybody_can_see(passing: Time) -> None:
    stream = Terminal()
    progress = Progress("loading", stream)
    passing.now += 1
    for done in range(1, 1_000):
        passing.now += 0.001
        progress(done, 1_000)

    assert 5 <= stream.getvalue().count("loading") <= 15


def test_items_pass_through_and_are_counted(passing: Time) -> None:
    stream = io.StringIO()
    progress = Progress("making", stream)
    items = list(progress.through(iter("abc"), 3))
    passing.now += 1
    progress.end()

    assert items == ["a", "b", "c"]
    assert stream.getvalue().startswith("making 3 cases took 1.0 s, 3 a second;")


@pytest.mark.parametrize(("done", "total"), [(0, 7), (1, 7), (7, 7)])
def test_a_bar_is_always_as_wide(done: int, total: int) -> None:
    assert re.fullmatch(r"\[[#.]{30}\] [ \d]{3} %, \d of 7 cases", bar(done, total))


def test_memory_is_that_of_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    now = memory()
    monkeypatch.setattr(Path, "read_text", _no_proc)
    peak = memory()

    assert 10_000_000 < now < peak * 1.5


def _no_proc(*_: object) -> str:
    raise FileNotFoundError
