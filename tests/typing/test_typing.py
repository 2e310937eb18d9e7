"""What mypy refuses in a user's own file. What it accepts is public.py, part of ``make check``."""

import inspect
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from mockbana import Mockbana
from mockbana.harness.faults.fault import PARAMETERS
from mockbana.harness.faults.kinds import KINDS
from mockbana.harness.faults.options import FaultOptions, Which
from mockbana.server.options import Options

ROOT: Final = Path(__file__).parents[2]
MISTAKES: Final[Mapping[str, str]] = {
    "from mockbana import Mockbanana": 'no attribute "Mockbanana"',
    "rule: int = Fault('delay', seconds=1)": 'expression has type "Fault"',
    "error: int = FixtureError([])": 'expression has type "FixtureError"',
    "Mockbana(licence='basic')": '"licence" for "Mockbana"',
    "Mockbana(license='gold')": 'Argument "license" to "Mockbana"',
    "Mockbana(require_auht=True)": '"require_auht" for "Mockbana"',
    "Mockbana(kibana_version=9)": 'Argument "kibana_version" to "Mockbana"',
    "Mockbana.connect('http://x', token='x')": '"token" for "connect"',
    "Fault('delay', secs=1)": '"secs" for "Fault"',
    "Fault('delay', seconds='1')": 'Argument "seconds" to "Fault"',
    "kibana.faults.unauthorised()": 'no attribute "unauthorised"',
    "kibana.faults.delay('slow')": 'Argument 1 to "delay"',
    "kibana.faults.unauthorized(reason='none')": 'Argument "reason" to "unauthorized"',
    "kibana.faults.hang(tims=1)": '"tims" for "hang"',
    "kibana.cases.remove('x')": 'no attribute "remove"',
    "kibana.clock.advance('1')": 'Argument 1 to "advance"',
    "kibana.requests.filter(statos=200)": '"statos" for "filter"',
    "kibana.app": '"FakeKibana" has no attribute "app"',
    "make(licence='basic')": '"licence" for "__call__"',
}
HEAD: Final = """
from mockbana import FakeKibana, Fault, FixtureError, Mockbana
from mockbana.pytest_plugin.factory import MakeMockbana

kibana: FakeKibana
make: MakeMockbana
"""


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return what mypy says of each mistake."""
    folder = tmp_path_factory.mktemp("user")
    file = folder / "user.py"
    file.write_text(HEAD + "\n".join(MISTAKES) + "\n")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", str(file)]
    command += ["--cache-dir", str(ROOT / ".mypy_cache" / "user"), "--no-pretty"]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
        env={"MYPYPATH": str(ROOT)},
    )
    first = HEAD.count("\n") + 1
    lines = dict(enumerate(MISTAKES, first))
    said: dict[str, list[str]] = {text: [] for text in MISTAKES}
    for line in done.stdout.splitlines():
        _file, number, sentence = line.split(":", 2)
        said[lines[int(number)]].append(sentence)
    return said


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("mistake", "sentence"), MISTAKES.items())
def test_a_mistake_is_refused(refusals: dict[str, list[str]], mistake: str, sentence: str) -> None:
    assert any(sentence in said for said in refusals[mistake]), refusals[mistake]


def test_all_names_are_there_and_are_what_they_are_called() -> None:
    import mockbana

    for name in set(mockbana.__all__) - {"__version__"}:
        assert getattr(mockbana, name).__name__ == name
    assert mockbana.__version__[0].isdigit()
    assert set(mockbana.__all__) <= set(dir(mockbana))


def test_the_keywords_of_further_servers_are_those_of_mockbana() -> None:
    keywords = set(inspect.signature(Mockbana).parameters) - {"fixtures"}

    assert set(Options.__annotations__) == keywords


def test_the_keywords_of_rules_are_those_of_all_kinds() -> None:
    own: set[str] = {name for kind in KINDS.values() for name in kind.parameters}

    assert set(FaultOptions.__annotations__) == own | set(PARAMETERS)
    assert set(Which.__annotations__) == {"match", "phase", *PARAMETERS}


def test_each_kind_has_a_method_with_its_parameters() -> None:
    faults: Any = Mockbana().faults
    for name, kind in KINDS.items():
        parameters = inspect.signature(getattr(faults, name)).parameters
        assert set(kind.parameters) == set(parameters) - {"which"}
