"""What the plugin costs where it isn't used; for where it is used there is ``make bench``."""

import subprocess
import sys

from tests.plugin.conftest import Run


def test_a_run_without_the_fixture_imports_no_server(run: Run) -> None:
    module = """
        import sys

        def test_first():
            pass

        def test_second():
            assert not {"mockbana.kibana", "mockbana.harness", "mockbana.server"} & set(sys.modules)
    """

    result = run(module, alone=True)

    result.assert_outcomes(passed=2)


def test_the_plugin_imports_next_to_nothing_at_the_start() -> None:
    code = (
        "import pytest, sys; before = set(sys.modules); import mockbana.pytest_plugin; "
        "print(*sorted(set(sys.modules) - before))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    packages = {name.partition(".")[0] for name in done.stdout.split()}
    assert packages - set(sys.stdlib_module_names) == {"mockbana"}
    assert {name for name in done.stdout.split() if name.startswith("mockbana.")} == {
        "mockbana.originals",
        "mockbana.pytest_plugin",
        "mockbana.pytest_plugin.session",
        "mockbana.pytest_plugin.marker",
        "mockbana.pytest_plugin.backends",
        "mockbana.pytest_plugin.starts",
        "mockbana.pytest_plugin.report",
    }
