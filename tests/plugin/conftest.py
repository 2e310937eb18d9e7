import textwrap
from collections.abc import Callable
from typing import TypeAlias

import aiohttp  # noqa: F401 - pytester drops modules that only the inner run has imported,
import httpcore  # noqa: F401 - which takes time, and httpx would know a second set of its errors
import httpx  # noqa: F401
import pytest
import requests  # noqa: F401

import mockbana.harness.fixtures.yaml_reader
import mockbana.harness.journal.export  # noqa: F401

Run: TypeAlias = Callable[..., pytest.RunResult]

INI = """[pytest]
addopts = --strict-markers --strict-config
filterwarnings = error
"""
ASYNCIO = """asyncio_mode = {mode}
asyncio_default_fixture_loop_scope = function
"""
WITHOUT = [f"-pno:{plugin}" for plugin in ("anyio", "cacheprovider", "faker", "hypothesispytest")]
ALONE = ["-pxdist.plugin", "-pmockbana.pytest_plugin"]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs pytest on a test module as a user would.

    *alone* is a process of its own, where no other plugin costs time.
    """

    def run(
        module: str,
        *arguments: str,
        head: str = "",
        mode: str = "strict",
        ini: str = "",
        alone: bool = False,
    ) -> pytest.RunResult:
        asyncio = ASYNCIO.format(mode=mode) if mode and not alone else ""
        (pytester.path / "tox.ini").write_text(f"{INI}{asyncio}{ini}\n")
        source = f"{textwrap.dedent(head)}\n{textwrap.dedent(module)}"
        (pytester.path / "test_it.py").write_text(source, "utf-8")
        if alone:
            monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
            return pytester.runpytest_subprocess(*ALONE, *arguments)
        return pytester.runpytest_inprocess(*WITHOUT, *arguments)

    return run
