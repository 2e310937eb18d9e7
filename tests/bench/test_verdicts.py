"""How `make bench` judges: what noise hides is called noisy."""

import json
import random
import statistics
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.figures import Figure, at_least, at_most
from tests.bench.run import main
from tests.bench.samples import in_turns, spread
from tests.bench.table import line, markdown

SAMPLES = st.lists(st.floats(0, 1000), min_size=1, max_size=50)


@given(SAMPLES)
def test_the_median_lies_within_its_interval_and_that_among_the_samples(
    samples: list[float],
) -> None:
    found = spread(samples)

    assert min(samples) <= found.low <= found.median <= found.high <= max(samples)
    assert found.median == statistics.median(samples)


@pytest.mark.parametrize("number", [7, 15, 40])
def test_the_interval_holds_the_true_median_19_times_of_20(number: int) -> None:
    chance = random.Random(1)

    intervals = [spread([chance.gauss(10, 3) for _ in range(number)]) for _ in range(1000)]

    held = sum(found.low <= 10 <= found.high for found in intervals)
    assert held >= 950


@pytest.mark.parametrize(
    ("samples", "at_most_10", "at_least_10"),
    [
        ([8, 8.5, 9], "met", "missed"),
        ([11, 12, 13], "missed", "met"),
        ([8, 9.9, 10.1, 12], "noisy", "noisy"),
        ([10], "met", "met"),
    ],
)
def test_a_goal_within_the_spread_can_not_be_judged(
    samples: list[float], at_most_10: str, at_least_10: str
) -> None:
    verdicts = [Figure("x", "ms", samples, goal(10)).verdict for goal in (at_most, at_least)]

    assert verdicts == [at_most_10, at_least_10]


def test_a_busy_machine_excuses_a_miss_but_for_figures_that_it_does_not_change() -> None:
    goal = at_most(10)

    verdicts = [
        Figure("x", "ms", [11, 12, 13], goal, busy=0.5).verdict,
        Figure("x", "calls", [11], goal, busy=0.5, steady=True).verdict,
        Figure("x", "ms", [8, 9], goal, busy=0.5).verdict,
    ]

    assert verdicts == ["noisy", "missed", "met"]


def test_goals_in_plain_time_are_judged_by_the_pace_of_the_machine() -> None:
    figures = [
        Figure("x", "ms", [18, 19], at_most(10), slowness=2),
        Figure("x", "ms a test", [21, 22], at_most(10), slowness=2),
        Figure("x", "cases/s", [6, 7], at_least(10), slowness=2),
        Figure("x", "x floor", [11, 12], at_most(10), slowness=2),
        Figure("x", "bytes", [11, 12], at_most(10), slowness=2),
    ]

    assert [figure.verdict for figure in figures] == ["met", "missed", "met", "missed", "missed"]
    assert [figure.wanted for figure in figures[1:4]] == ["<= 10 x 2.00", ">= 10 / 2.00", "<= 10"]


def test_candidates_take_turns_to_and_fro_after_a_round_that_does_not_count() -> None:
    order: list[str] = []

    def candidate(name: str) -> float:
        order.append(name)
        return float(len(order))

    found = in_turns({name: partial(candidate, name) for name in "ab"}, 0, least=3)

    assert "".join(order) == "abab" + "ba" + "ab"
    assert found == {"a": [3, 6, 7], "b": [4, 5, 8]}


def test_a_line_says_what_was_found_what_was_wanted_and_the_verdict() -> None:
    figure = Figure("PATCH of one case", "x floor", [0.5, 0.52, 0.54], at_least(0.6), "aim: 0.8")

    assert line(figure).split() == [
        *("PATCH", "of", "one", "case", "0.52", "x", "floor"),
        *("(0.50", "..", "0.54)", ">=", "0.6", "MISSED", "aim:", "0.8"),
    ]


def test_the_documentation_gets_the_same_as_a_table() -> None:
    figure = Figure("reset", "ms", [0.25, 0.5, 0.75], at_most(1), "checks as well")
    machine = {"date": "", "python": "", "cores": 2, "processor": "", "system": "", "busy": 0.125}

    table = markdown({**machine, "packages": {}}, [("fixture", figure)]).splitlines()

    assert "Others had 12% of the machine" in table[0]
    assert table[-1] == (
        "| fixture: reset (checks as well) | 0.50 ms | 0.25 .. 0.75 | <= 1 | met |"
    )


def test_a_run_prints_its_table_and_writes_it_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "deep" / "bench.json"

    main(["steps", "--json", str(file)])

    written = json.loads(file.read_text())
    assert "of 12 goals met" in capsys.readouterr().out
    assert [figure["name"] for figure in written["figures"][:2]] == ["PATCH of one case"] * 2
    assert written["machine"]["python"].startswith("3.")


def test_a_part_that_does_not_exist_is_refused_with_those_that_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["ptach"])

    assert "there is no part ptach; there are patch, recording," in capsys.readouterr().err
