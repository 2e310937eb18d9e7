"""``--state``: what a server knew when it ended, it knows when it starts again."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
import requests

from mockbana import Mockbana
from mockbana.harness.fixtures.loader import load
from mockbana.harness.fixtures.snapshot import snapshot
from mockbana.harness.fixtures.writer import state_chunks
from mockbana.kibana.deployment import Deployment
from mockbana.serve.state_file import StateFile, write_atomically
from tests.fixtures.histories import START
from tests.serve.api import fixture, refused, serving


def test_the_state_survives_a_restart_and_reset_leads_to_the_seed(tmp_path: Path) -> None:
    state, seed = tmp_path / "state.json", fixture(tmp_path / "seed.yaml", "Seed")
    with serving("--fixtures", seed, "--state", state) as server:
        server.add("Added")
        server.control("POST", "clock", json={"freeze": "2025-01-01"})
        before = server.control("GET", "snapshot")
        status = server.end()

    options = ("--license", "basic", "--user", "bo:hush")
    with serving("--fixtures", seed, "--state", state, *options) as server:
        after = server.control("GET", "snapshot")
        server.control("POST", "reset")
        titles = server.titles()

    assert status == 0
    assert [user["username"] for user in after["users"]] == ["elastic", "bo"]
    assert after["settings"] == {**before["settings"], "license": "basic"}
    for section in ("state", "spaces", "cases"):
        assert after[section] == before[section]
    assert titles == ["Seed"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["seed.yaml", "state.json"]


def test_sighup_and_the_control_api_write_the_file_as_long_as_they_can(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    state = folder / "state.json"
    with serving("--state", state) as server:
        server.add("First")
        answer = server.control("POST", "state")
        by_control = json.loads(state.read_text())
        server.add("Second")
        server.send(signal.SIGHUP)
        said = server.line("written")
        by_signal = json.loads(state.read_text())
        state.unlink()
        folder.rmdir()
        refusal = server.control("POST", "state")
        server.send(signal.SIGHUP)
        complaint = server.line("written")
        alive = server.titles()
        status = server.end()
        last = server.line("--state")

    assert answer == {"file": str(state), "bytes": answer["bytes"], "cases": 1}
    assert len(by_control["cases"]) == 1
    assert said.endswith(f"info: 2 cases written to {state}")
    assert len(by_signal["cases"]) == 2
    assert refusal["error"] == "the state can't be written: No such file or directory"
    assert complaint.endswith("error: the state can't be written: No such file or directory")
    assert alive == ["First", "Second"]
    assert last == f"--state {state}: can't be written: No such file or directory"
    assert status == 2


def test_without_a_state_file_there_is_nothing_to_write(mockbana: Mockbana) -> None:
    reply = requests.post(f"{mockbana.url}/__mockbana__/state", timeout=5)

    assert reply.status_code == 409
    assert reply.json()["error"].startswith("the server was started without --state")


def test_a_state_of_a_newer_format_is_refused_and_kept(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    state.write_text('{"mockbana": 2, "cases": []}')

    said = refused("--state", state)

    newer = "format 2 is of a newer version of mockbana, this one knows up to format 1"
    assert said == f"{state}:1: mockbana: {newer}"
    assert state.read_text() == '{"mockbana": 2, "cases": []}'


def test_a_path_that_cannot_be_written_is_refused_at_the_start(tmp_path: Path) -> None:
    missing = tmp_path / "missing" / "state.json"

    assert refused("--state", missing) == (
        f"--state {missing}: can't write to {missing.parent}: No such file or directory"
    )
    with pytest.raises(ValueError, match="is a folder"):
        StateFile(tmp_path, Deployment(), state_chunks).check()


def test_what_a_run_that_died_left_behind_is_tidied_up(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dead = tmp_path / f".state.json.{ended.pid}.new"
    alive = tmp_path / f".state.json.{os.getppid()}.new"
    for scratch in (dead, alive):
        scratch.touch()

    StateFile(tmp_path / "state.json", Deployment(), state_chunks).check()

    assert [scratch.exists() for scratch in (dead, alive)] == [False, True]


def test_a_file_that_is_written_anew_keeps_its_permissions(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    state.touch(0o600)
    state.chmod(0o640)

    write_atomically(state, [b"new"])

    assert state.stat().st_mode & 0o777 == 0o640
    assert state.read_bytes() == b"new"


def test_a_write_that_fails_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    state.write_text("old")

    with pytest.raises(ZeroDivisionError):
        write_atomically(state, (b"%d" % (1 // number) for number in (1, 0)))

    assert state.read_text() == "old"
    assert list(tmp_path.iterdir()) == [state]


def test_the_file_says_what_a_snapshot_says() -> None:
    deployment = Deployment(seed=3)
    load(deployment, START)

    text = b"".join(state_chunks(deployment))

    assert json.loads(text) == snapshot(deployment)
    assert b'\n"cases":[\n{"space":"default","title":"First",' in text


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_process_that_is_killed_while_it_writes_leaves_a_whole_file(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.serve.killer", str(tmp_path / "state.json"), "40"]

    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert set(found) <= {"100", "400"}
    assert sum(found.values()) == 40


def test_a_server_that_is_killed_while_it_saves_goes_on_from_a_whole_state(tmp_path: Path) -> None:
    state, random = tmp_path / "state.json", Random(2)
    seed = fixture(tmp_path / "seed.yaml", *(f"Case {number}" for number in range(500)))
    known = 500
    for _ in range(2):
        with serving("--fixtures", seed, "--state", state) as server:
            started_with = len(server.titles())
            server.add("One more")
            server.send(signal.SIGHUP)
            time.sleep(random.uniform(0, 0.02))
            server.end(signal.SIGKILL)
        assert started_with == known
        if state.exists():
            deployment = Deployment()
            load(deployment, state)
            assert deployment.count_cases() in (known, known + 1)
            known = deployment.count_cases()
