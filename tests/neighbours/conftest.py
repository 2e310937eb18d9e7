"""Beside plugins that change every run by being there: `make test-neighbours`, not `make test`."""

import textwrap
from collections.abc import Callable
from importlib.util import find_spec
from typing import TypeAlias

import pytest

Run: TypeAlias = Callable[..., pytest.RunResult]

INI = """[pytest]
addopts = --strict-markers --strict-config -p no:cacheprovider
filterwarnings = error
asyncio_default_fixture_loop_scope = function
"""

if find_spec("pytest_run_parallel") is None:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    """Return a function that runs pytest with all plugins on a test module."""

    def run(module: str, *arguments: str) -> pytest.RunResult:
        pytester.makeini(INI)
        pytester.makepyfile(test_it=textwrap.dedent(module))
        return pytester.runpytest_subprocess(*arguments)

    return run
