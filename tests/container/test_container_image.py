"""What the Dockerfile promises; ``.ci/image`` builds it and tries it in a container."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.container.setups import ROOT, dockerfile, image_environment


def instruction(name: str) -> list[str]:
    return [
        line.partition(" ")[2] for line in dockerfile().splitlines() if line.startswith(f"{name} ")
    ]


def test_the_base_is_slim_and_named_by_a_tag_and_the_first_stage_builds_the_wheel() -> None:
    first, last = instruction("FROM")

    assert re.fullmatch(r"python:3\.\d+-slim AS build", first)
    assert last == first.removesuffix(" AS build")
    assert "pip wheel" in instruction("RUN")[0]


def test_it_runs_as_a_user_without_rights_by_number() -> None:
    (user,) = instruction("USER")

    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)


def test_process_1_is_mockbana_itself_and_its_check_needs_no_shell() -> None:
    assert json.loads(instruction("ENTRYPOINT")[0]) == ["mockbana"]
    assert json.loads(instruction("CMD")[0]) == ["serve"]
    assert instruction("HEALTHCHECK")[0].endswith('CMD ["mockbana", "healthcheck"]')
    assert instruction("EXPOSE") == ["5601"]


def test_it_listens_to_all_and_loads_what_is_mounted() -> None:
    assert image_environment() == {
        "MOCKBANA_HOST": "0.0.0.0",  # noqa: S104 - a container is entered from outside
        "MOCKBANA_FIXTURES": "/fixtures",
    }


def test_only_what_is_copied_goes_to_the_builder() -> None:
    kept = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    copied = {
        word for line in instruction("COPY") if "--from" not in line for word in line.split()[:-1]
    }

    assert kept == copied
    assert all((ROOT / name).exists() for name in copied)


def serve(environment: dict[str, str], folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "mockbana", "serve"],
        env={**os.environ, "MOCKBANA_PORT": "0", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=folder,
    )


def test_it_ends_at_once_when_told_to(tmp_path: Path) -> None:
    with serve({}, tmp_path) as process:
        assert process.stdout is not None
        process.stdout.readline()
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        status = process.wait(30)

    assert status == 0
    assert time.monotonic() - began < 5  # 0.05 s where nobody else is at work


@pytest.fixture
def as_process_1() -> Iterator[None]:
    """Ignore SIGTERM and so let children begin: process 1 gets no default action for a signal."""
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("wait", [0.05, 0.15, 0.3])
def test_it_ends_at_once_while_it_is_still_starting(
    as_process_1: None, tmp_path: Path, wait: float
) -> None:
    with serve({"MOCKBANA_QUIET": "1"}, tmp_path) as process:
        time.sleep(wait)
        end = time.monotonic() + 30
        while process.poll() is None and time.monotonic() < end:
            process.send_signal(signal.SIGTERM)
            time.sleep(0.2)

        assert process.poll() == 0


@pytest.mark.parametrize("tls", ["0", "1"])
@pytest.mark.parametrize("writable", [True, False])
def test_it_writes_nothing(tmp_path: Path, tls: str, writable: bool) -> None:
    (tmp_path / "home").mkdir()
    tmp_path.chmod(0o700 if writable else 0o500)
    environment = {"HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path), "MOCKBANA_FAKE": "2"}
    environment |= {"MOCKBANA_TLS": tls}
    with serve(environment, tmp_path) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.terminate()
        assert process.wait(30) == 0

    assert [path.name for path in tmp_path.rglob("*")] == ["home"]


def test_a_service_called_mockbana_does_not_confuse_it(tmp_path: Path) -> None:
    environment = {
        "MOCKBANA_PORT": "tcp://10.43.0.7:5601",
        "MOCKBANA_SERVICE_HOST": "10.43.0.7",
        "MOCKBANA_PORT_5601_TCP_PORT": "5601",
        "MOCKBANA_FIXTURES": str(tmp_path / "none.yaml"),
    }
    with serve(environment, tmp_path) as process:
        status = process.wait(30)

    assert status == 2  # for the missing file, which is looked for when the options are understood
