"""Which rooms may import which: docs/architecture.md, as a test."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "mockbana"
MODULES = sorted(ROOT.rglob("*.py"))
FLOORS: dict[str, tuple[str, ...]] = {
    "mockbana": (
        "__main__",
        "cli",
        "serve pytest_plugin demo testcontainers",
        "server",
        "remote",
        "app",
        "harness",
        "kibana",
        "_version originals address",
    ),
    "mockbana.kibana": (
        "openapi",
        "json_schema",
        "pages status endpoint spaces",
        "features",
        "security",
        "cases",
        "connectors",
        "io_ts config_schema",
        "http",
        "deployment",
        "releases storage clock",
        "javascript",
    ),
    "mockbana.kibana.cases": (
        ".",
        "metrics",
        "push",
        "history people",
        "attachments",
        "find",
        "observables crud",
        "configure",
        "request user_actions authorization timing",
        "schemas alert_cases emoji",
        "model",
    ),
    "mockbana.harness": (
        "page",
        "control",
        "findings protocol",
        "assertions harness cases",
        "fixtures",
        "faults fakes",
        "criteria",
        "journal",
        "described",
        "comparison",
        "expectation",
        "tracebacks",
        "text numbers changes running alarm nearest trust",
    ),
    "mockbana.harness.faults": (
        ".",
        "apply",
        "engine",
        "methods",
        "rule",
        "fault",
        "kinds options",
        "conflict",
        "answers transport delays neighbours port",
        "kind match",
        "limiter",
        "parameters",
    ),
}
"""The rooms of a package from top to bottom: each may import from lower floors and from itself."""
KNOWN_WAYS_UP = {
    "mockbana.harness.faults.answers imports mockbana.harness.faults.engine",
    "mockbana.harness.faults.conflict imports mockbana.harness.faults.engine",
    "mockbana.harness.faults.kind imports mockbana.harness.faults.apply",
    "mockbana.harness.faults.kind imports mockbana.harness.faults.engine",
    "mockbana.harness.faults.kind imports mockbana.harness.faults.fault",
    "mockbana.harness.faults.kinds imports mockbana.harness.faults.engine",
    "mockbana.harness.faults.kinds imports mockbana.harness.faults.fault",
    "mockbana.harness.faults.port imports mockbana.harness.faults.engine",
    "mockbana.harness.faults.port imports mockbana.harness.faults.fault",
    "mockbana.harness.faults.transport imports mockbana.harness.faults.apply",
    "mockbana.harness.faults.transport imports mockbana.harness.faults.engine",
}
"""Types that go up, until a protocol stands below them. This set may only shrink."""


def name_of(module: Path) -> str:
    parts = module.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(module): module for module in MODULES}


def imports(name: str) -> set[str]:
    """Return the modules of ours that *name* imports, for its types alone, too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(NAMES[name].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} has a relative import"
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {each if each in NAMES else str(node.module) for each in inner}
    return {each for each in found if each in NAMES and each not in (name, "mockbana")}


def room(package: str, name: str) -> str:
    """Return the room of *package* that *name* stands in, ``.`` for the package itself."""
    return name.removeprefix(package).lstrip(".").partition(".")[0] or "."


def ways_up(package: str) -> Iterator[str]:
    floor_of = {one: floor for floor, row in enumerate(FLOORS[package]) for one in row.split()}
    for name in NAMES:
        if not name.startswith(package) or room(package, name) not in floor_of:
            continue
        for other in imports(name):
            here, there = room(package, name), room(package, other)
            if not other.startswith(f"{package}.") or here == there:
                continue
            if floor_of[there] <= floor_of[here]:
                yield f"{name} imports {other}"


@pytest.mark.parametrize("package", FLOORS)
def test_imports_lead_down(package: str) -> None:
    assert set(ways_up(package)) - KNOWN_WAYS_UP == set()


def test_ways_up_that_are_gone_are_off_the_list() -> None:
    assert {way for package in FLOORS for way in ways_up(package)} >= KNOWN_WAYS_UP


@pytest.mark.parametrize("package", FLOORS)
def test_every_room_has_its_floor(package: str) -> None:
    rooms = {room(package, name) for name in NAMES if name.startswith(f"{package}.")}

    assert rooms - {one for row in FLOORS[package] for one in row.split()} == set()


def test_no_modules_import_each_other_in_a_circle() -> None:
    known = set(KNOWN_WAYS_UP)
    left = {
        name: {other for other in imports(name) if f"{name} imports {other}" not in known}
        for name in NAMES
    }
    while free := [name for name, others in left.items() if not others & left.keys()]:
        for name in free:
            del left[name]

    assert sorted(left) == []


@pytest.mark.parametrize("module", ["mockbana", "mockbana.pytest_plugin", "mockbana.cli"])
def test_importing_costs_nothing_that_is_not_used(module: str) -> None:
    heavy = ["aiohttp", "faker", "marshmallow", "yaml", "trustme"]
    code = f"import sys, {module}; print([name for name in {heavy} if name in sys.modules])"

    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent
    )

    assert loaded.stdout.strip() == "[]"


def test_a_server_is_made_without_what_it_may_never_need() -> None:
    spared = ["yaml", "faker", "trustme", "mockbana.kibana.cases.find.search", "mockbana.remote"]
    spared += ["mockbana.kibana.openapi", "mockbana.harness.fakes"]
    code = (
        "import sys, mockbana; mockbana.Mockbana({'cases': [{}]}); "
        f"print([name for name in {spared} if name in sys.modules])"
    )

    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent
    )

    assert loaded.stdout.strip() == "[]"
