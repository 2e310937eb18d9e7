"""The guard against getting slower: steps and objects, which no busy machine changes."""

import asyncio
import gc
import sys
from collections import Counter

import pytest

from mockbana import Mockbana
from tests.bench import steps
from tests.bench.steps import ACTIONS, COUNTS, Action, Client, Steps, allowed, count

ONE = ACTIONS["PATCH of one case"]
ADVICE = """
{name} takes {now} {what}; {limit} are allowed, an eighth more than the {before} in steps.json.
What grew most:
{grown}
Measure what it costs: make bench ARGS="patch steps". If it is worth that, write it down:
make bench ARGS="steps --keep"."""


def explained(name: str, what: str, now: Counter[str], before: Counter[str]) -> str:
    """Return why there are too many steps, nothing when there aren't."""
    limit = allowed(before.total())
    if now.total() <= limit:
        return ""
    grown = Counter({key: now[key] - before[key] for key in now})
    return ADVICE.format(
        name=name,
        what=what,
        now=now.total(),
        before=before.total(),
        limit=limit,
        grown="\n".join(
            f"  {more:+} {key}: {before[key]} -> {now[key]}"
            for key, more in grown.most_common(10)
            if more > 0
        ),
    )


@pytest.mark.parametrize("name", COUNTS)
def test_nothing_takes_many_more_steps_than_it_used_to(name: str) -> None:
    before = steps.kept()[name]
    calls = Counter({key: pair[0] for key, pair in before.items()})
    lines = Counter({key: pair[1] for key, pair in before.items()})

    found = COUNTS[name]().rooms()

    now = [Counter({key: pair[column] for key, pair in found.items()}) for column in (0, 1)]
    problem = explained(name, "calls of functions", now[0], calls)
    problem += explained(name, "lines", now[1], lines)
    assert problem == ""


def test_too_many_steps_are_explained_by_the_rooms_that_grew() -> None:
    before = Counter({"a/": 100, "b/": 10})
    now = Counter({"a/": 100, "b/": 30, "c/": 9})

    text = explained("PATCH", "lines", now, before)

    assert "PATCH takes 139 lines; 126 are allowed" in text
    assert "  +20 b/: 10 -> 30\n  +9 c/: 0 -> 9\n" in text
    assert "a/:" not in text


def test_steps_of_a_room_are_added_up_whatever_its_functions_are_called() -> None:
    counted = Steps(Counter({"x/a.py: f": 1, "x/b.py: g": 2, "app.py: h": 1}))
    counted.lines.update({"x/a.py: f": 3, "x/b.py: g": 4, "app.py: h": 5})

    assert counted.rooms() == {"./": [1, 5], "x/": [3, 7]}


def test_steps_are_counted_to_the_line() -> None:
    counted = Steps()

    with counted.counting():
        Mockbana().deployment.count_cases()

    key = "kibana/deployment.py: Deployment.count_cases"
    assert (counted.calls[key], counted.lines[key]) >= (1, 1)
    assert counted.calls["server/mockbana.py: Mockbana.__init__"] == 1


def test_a_valid_patch_is_never_shown_to_marshmallow() -> None:
    found = count(ONE)

    assert (found.calls.total() > 0, found.marshmallow) == (True, 0)


@pytest.mark.parametrize(
    "room", ["harness/faults/", "harness/page/", "harness/control/", "harness/assertions/"]
)
def test_a_patch_leaves_alone_what_nobody_uses(room: str) -> None:
    found = count(ONE)

    assert found.within(room) == Counter()


def test_a_hundred_cases_take_no_more_than_a_hundred_times_as_long() -> None:
    one, hundred = (count(ACTIONS[f"PATCH of {n}"]) for n in ("one case", "100 cases"))

    assert hundred.lines.total() < 60 * one.lines.total()


@pytest.mark.parametrize("name", ["PATCH of one case", "GET of a case", "reset and checks"])
def test_it_does_not_matter_how_many_cases_there_are(name: str) -> None:
    few, many = (count(ACTIONS[name], size).lines.total() for size in (100, 1_500))

    assert many <= few * 1.05


def test_a_search_does_not_look_at_every_case() -> None:
    few, many = (count(ACTIONS["_find by status"], size).lines.total() for size in (100, 1_500))

    assert many <= few * 2


def objects_left(action: Action, rounds: int) -> float:
    """Return how many objects a request leaves behind, once the journal is full."""

    async def run() -> float:
        seed = {"cases": [{"id": "case-1"}]}
        async with Mockbana(seed, journal_limit=20) as kibana, Client(kibana) as client:
            kibana.rig.journal.listeners.clear()  # the judge of all tests keeps what it hears
            for _ in range(60):
                await action(client)
            gc.collect()
            before = sys.getallocatedblocks()
            for _ in range(rounds):
                await action(client)
            gc.collect()
            return (sys.getallocatedblocks() - before) / rounds

    return asyncio.run(run())


def test_a_request_leaves_nothing_behind_once_the_journal_is_full() -> None:
    assert objects_left(ACTIONS["GET of a case"], 300) < 1
