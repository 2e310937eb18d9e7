"""Speed of loading many cases from a file, and the memory that they take."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

SIZES = {"json": 100_000, "yaml": 20_000}
ROUNDS = 3
CODE = """
import sys, time
from mockbana.kibana.deployment import Deployment
from mockbana.rig.fixtures import load
from mockbana.serve.progress import memory
load(Deployment(), {"cases": [{}]})
deployment, before, began = Deployment(), memory(), time.process_time()
load(deployment, sys.argv[1])
print(time.process_time() - began, memory() - before)
"""


def measure() -> Iterator[tuple[str, str, str]]:
    """Yield cases a second of processor time and bytes a case, each load in a new process."""
    with TemporaryDirectory() as folder:
        for suffix, size in SIZES.items():
            file = Path(folder, f"seed.{suffix}")
            file.write_text(_text(suffix, size))
            seconds, memory = min(_load(file) for _ in range(ROUNDS))
            note = f"{memory / size:,.0f} bytes of memory a case"
            yield f"{size} cases from {suffix.upper()}", f"{size / seconds:,.0f} /s", note


def _text(suffix: str, size: int) -> str:
    document: dict[str, Any] = {"cases": [_case(number) for number in range(size)]}
    if suffix == "json":
        return json.dumps(document)
    text: str = yaml.dump(document, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper))
    return text


def _case(number: int) -> dict[str, Any]:
    return {
        "title": f"Case number {number}",
        "description": f"What happened on host {number}, in some words.",
        "tags": ["phishing", f"tag-{number % 50}"],
        "severity": "high",
    }


def _load(file: Path) -> tuple[float, float]:
    command = [sys.executable, "-c", CODE, str(file)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, memory = map(float, ended.stdout.split())
    return seconds, memory
