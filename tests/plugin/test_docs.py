"""docs/testing.md: each block of Python is a test module that passes."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mockbana.harness.criteria import CRITERIA
from mockbana.pytest_plugin.marker import SETTINGS, WAIVERS

Run = Callable[..., pytest.RunResult]

PAGE = (Path(__file__).parents[2] / "docs" / "testing.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.+?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_a_block_of_the_page_passes(run: Run, block: str) -> None:
    result = run(block)

    outcomes = result.parseoutcomes()
    assert outcomes.keys() == {"passed"}


def test_the_page_names_all_that_can_be_said() -> None:
    words = set(re.findall(r"\w+", PAGE))

    assert {"fixtures", "faults", *SETTINGS, *WAIVERS, *CRITERIA} - words == set()
