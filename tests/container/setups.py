"""The examples in ``docs/ci``, read, and run as far as that works without their engines."""

import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from mockbana.serve.health import ask

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs" / "ci"
DATA = ROOT / "tests" / "data"
INNER_TEST = """
def test_the_fixtures_are_there(mockbana):
    assert [case["title"] for case in mockbana.cases] == ["Phishing wave"]
    assert mockbana.snapshot()["settings"]["license"] == "platinum"
"""
INNER_NODE_TEST = """
import assert from "node:assert/strict";
import { test } from "node:test";

test("the fixtures are there", async () => {
  const reply = await fetch(`${process.env.MOCKBANA_URL}/api/cases/_find`);
  assert.deepEqual((await reply.json()).cases.map((each) => each.title), ["Phishing wave"]);
});
"""


def documents(name: str) -> list[Any]:
    """Return the documents of a YAML file; the key ``on`` stays what it is."""
    loaded = yaml.safe_load_all((DOCS / name).read_text("utf-8"))
    return [
        {("on" if key is True else key): value for key, value in each.items()} for each in loaded
    ]


@lru_cache
def published(name: str) -> Any:
    """Return a schema that its owners publish, as check-jsonschema carries it."""
    folder = resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    return json.loads((folder / f"{name}.json").read_text("utf-8"))


@lru_cache
def dockerfile() -> str:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    return re.sub(r"\\\n\s*", "", text)


def image_environment() -> dict[str, str]:
    """Return the options that the image sets."""
    words = [shlex.split(line[4:]) for line in dockerfile().splitlines() if line[:4] == "ENV "]
    pairs = dict(word.split("=", 1) for line in words for word in line)
    return {name: value for name, value in pairs.items() if name.startswith("MOCKBANA_")}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def mockbana(command: list[str], environment: dict[str, str]) -> "subprocess.Popen[str]":
    """Run what the container would: *command* begins with the word ``mockbana``."""
    program, *arguments = command
    assert program == "mockbana"
    return subprocess.Popen(
        [sys.executable, "-m", program, *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@contextmanager
def service(environment: dict[str, str], fixtures: Path) -> Iterator[dict[str, str]]:
    """Run the image's command with its options and *environment*; yield what a probe needs."""
    options = {**image_environment(), **environment, "MOCKBANA_PORT": str(free_port())}
    if options["MOCKBANA_HOST"] == "0.0.0.0":  # noqa: S104 - right in a container, not on a desk
        options["MOCKBANA_HOST"] = "127.0.0.1"
    assert options["MOCKBANA_FIXTURES"] == "/fixtures"
    options["MOCKBANA_FIXTURES"] = str(fixtures)
    url = f"http://127.0.0.1:{options['MOCKBANA_PORT']}"
    with mockbana(["mockbana", "serve"], options) as process:
        try:
            end = time.monotonic() + 60
            while not ask(url)[1] and time.monotonic() < end:
                time.sleep(0.02)
            yield {**options, "MOCKBANA_URL": url}
        finally:
            process.terminate()
        assert process.wait(30) == 0


def project(folder: Path) -> Path:
    """Make a project in *folder* with a test and the fixtures that the examples name."""
    (folder / "tests").mkdir()
    (folder / "fixtures").mkdir()
    (folder / "tests" / "test_it.py").write_text(INNER_TEST)
    (folder / "tests" / "it.test.mjs").write_text(INNER_NODE_TEST)
    document = {"settings": {"license": "platinum"}, "cases": [{"title": "Phishing wave"}]}
    (folder / "tests" / "fixtures.json").write_text(json.dumps(document))
    (folder / "fixtures" / "seed.yaml").write_text("cases: [{title: Phishing wave}]")
    (folder / "pytest.ini").write_text("[pytest]\n")
    return folder


def inner_environment() -> dict[str, str]:
    """Return variables for a pytest of its own, with no more plugins than it needs."""
    fresh = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return {
        **fresh,
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTEST_PLUGINS": "mockbana.pytest_plugin",
    }


def run_script(lines: list[str], folder: Path, environment: dict[str, str]) -> None:
    """Run the *lines* of a job in *folder*, all but those that install something."""
    script = "\n".join(line for line in lines if not line.startswith("pip "))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={**inner_environment(), **environment, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
