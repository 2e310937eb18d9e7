"""Who may import whom: docs/architecture.md, as a test."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "mockbana"
MODULES = sorted(ROOT.rglob("*.py"))
TOP = ("__main__", "cli", "serve", "demo", "pytest_plugin", "health", "testcontainers")
LAYERS = ("kibana", "rig", "app", "server", "top")


def name_of(module: Path) -> tuple[str, ...]:
    parts = module.relative_to(ROOT.parent).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def imports(module: Path) -> Iterator[tuple[str, ...]]:
    package = module.relative_to(ROOT.parent).parts[:-1]
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            target = (*base, *(node.module or "").split(".")) if node.module else base
            yield from ((*target, alias.name) for alias in node.names)


def layer(name: tuple[str, ...]) -> int:
    room = name[1] if len(name) > 1 else "server"
    if room in ("client", "listener", "loops", "remote", "tls"):
        room = "server"
    return LAYERS.index("top" if room in TOP else room if room in LAYERS else "kibana")


def inner(name: tuple[str, ...]) -> str:
    """Return the room inside ``kibana``."""
    return name[2] if len(name) > 2 else ""


@pytest.mark.parametrize("module", MODULES, ids=lambda path: ".".join(name_of(path)))
def test_a_module_imports_nothing_from_above_it(module: Path) -> None:
    own = name_of(module)
    if len(own) == 1:
        return

    upwards = [
        ".".join(name)
        for name in imports(module)
        if name[0] == "mockbana" and name[1:2] != ("__version__",) and layer(name) > layer(own)
    ]

    assert upwards == []


@pytest.mark.parametrize(
    ("room", "allowed"),
    [
        ("javascript", ()),
        ("clock", ()),
        ("growing", ()),
        ("storage", ()),
        ("deployment", ("clock", "storage")),
        ("http", ("http", "deployment", "storage", "clock", "javascript")),
        (
            "cases",
            (
                *("cases", "http", "deployment", "storage", "growing", "clock", "javascript"),
                "connector_types",
            ),
        ),
    ],
)
def test_inside_kibana_imports_go_one_way(room: str, allowed: tuple[str, ...]) -> None:
    strays = [
        f"{'.'.join(name_of(module))} imports {'.'.join(name)}"
        for module in MODULES
        if name_of(module)[1:3] == ("kibana", room)
        for name in imports(module)
        if name[:2] == ("mockbana", "kibana") and inner(name) not in (*allowed, "")
    ]

    assert strays == []


def test_only_routes_of_the_cases_plugin_know_more_of_http_than_its_errors() -> None:
    strays = [
        f"{'.'.join(name_of(module))} imports {'.'.join(name)}"
        for module in MODULES
        if name_of(module)[1:3] == ("kibana", "cases") and name_of(module)[3:4] != ("routes",)
        for name in imports(module)
        if name[:3] == ("mockbana", "kibana", "http") and name[3] != "errors"
    ]

    assert strays == []


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
