"""``mockbana.testcontainers``, through the real testcontainers and docker-py, on a fake engine."""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.container.engine import Engine, running
from tests.container.setups import DOCS, inner_environment

pytest.importorskip("testcontainers.core.container")

from testcontainers.core.config import ConnectionMode, testcontainers_config

from mockbana.testcontainers import MockbanaContainer


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Engine]]:
    with running() as (url, engine):
        monkeypatch.setenv("DOCKER_HOST", url)
        monkeypatch.setenv("TESTCONTAINERS_RYUK_DISABLED", "true")
        monkeypatch.setenv("TESTCONTAINERS_CONNECTION_MODE", "docker_host")
        mode = ConnectionMode.docker_host
        monkeypatch.setattr(testcontainers_config, "ryuk_disabled", True)
        monkeypatch.setattr(testcontainers_config, "connection_mode_override", mode)
        yield engine


def test_a_container_is_started_used_and_removed(engine: type[Engine], tmp_path: Path) -> None:
    seed = tmp_path / "seed.yaml"
    seed.write_text("cases: [{title: Seed}]")

    with MockbanaContainer().with_fixtures(seed) as container:
        url = container.get_url()
        found = requests.get(f"{url}/api/cases/_find", timeout=5).json()
        with container.connect() as kibana:
            kibana.cases.add(title="Added")
            kibana.requests.assert_sent("GET", "/api/cases/_find")
            titles = [case["title"] for case in kibana.cases]

    assert [case["title"] for case in found["cases"]] == ["Seed"]
    assert titles == ["Seed", "Added"]
    assert engine.removed


def test_options_and_the_token_are_variables(engine: type[Engine]) -> None:
    container = MockbanaContainer("mockbana:1", admin_token="hush")

    container.with_env("MOCKBANA_BASE_PATH", "/kb")
    with container.with_env("MOCKBANA_REQUIRE_AUTH", "1") as started:
        assert requests.get(f"{started.get_url()}/api/cases/tags", timeout=5).status_code == 401
        root = started.get_url().removesuffix("/kb")
        refused = requests.get(f"{root}/__mockbana__/snapshot", timeout=5)
        with started.connect() as kibana:
            assert kibana.snapshot()["settings"]["require_auth"] is True
        assert engine.container is not None
        assert engine.container.config["Image"] == "mockbana:1"
        assert engine.container.config["ExposedPorts"] == {"5601/tcp": {}}

    assert refused.status_code == 401


def test_a_folder_and_files_of_the_same_name_are_all_loaded(
    engine: type[Engine], tmp_path: Path
) -> None:
    for number in range(3):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "seed.yaml").write_text(f"cases: [{{title: '{number}'}}]")
    container = MockbanaContainer().with_fixtures(tmp_path / "0", tmp_path / "1" / "seed.yaml")

    with container.with_fixtures(str(tmp_path / "2")), container.connect() as kibana:
        assert [case["title"] for case in kibana.cases] == ["0", "1", "2"]


def test_the_example_of_the_documentation_passes(engine: type[Engine], tmp_path: Path) -> None:
    (tmp_path / "fixtures").mkdir()
    (tmp_path / "fixtures" / "seed.yaml").write_text("cases: [{title: Seed}]")
    example = tmp_path / "test_with_container.py"
    example.write_text((DOCS / "test_with_container.py").read_text("utf-8"))

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(example)],
        cwd=tmp_path,
        env=inner_environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert "1 passed" in done.stdout, done.stdout + done.stderr
    assert engine.removed


def test_without_the_extra_the_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module: Any = importlib.import_module("mockbana.testcontainers")
    monkeypatch.setitem(sys.modules, "testcontainers.core.container", None)

    with pytest.raises(ImportError, match=r"mockbana\[testcontainers\]"):
        importlib.reload(module)
    monkeypatch.undo()
    importlib.reload(module)
