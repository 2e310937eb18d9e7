"""``--watch``: fixtures that change are loaded again, those that are wrong are not."""

import logging
from pathlib import Path

import pytest

from mockbana.harness.harness import Harness
from mockbana.kibana.deployment import Deployment
from mockbana.serve.background import SeedFixtures, Watch
from tests.serve.api import fixture, refused, serving


def test_a_server_loads_what_changes_and_keeps_its_state_when_that_is_wrong(
    tmp_path: Path,
) -> None:
    seed = fixture(tmp_path / "seed.yaml", "Old")
    with serving("--fixtures", seed, "--watch") as server:
        server.add("Added")
        seed.write_text("cases:\n- titel: Typo\n")
        server.line("were not loaded again, the old state stays")
        why = server.line("titel")
        still = server.titles()

        fixture(seed, "New")
        server.line("were loaded again")
        new = server.titles()
        server.add("Added")
        server.control("POST", "reset")
        seeded = server.titles()

    assert why.endswith(f'{seed}:2: cases[0].titel: unknown key "titel"; did you mean "title"?')
    assert still == ["Old", "Added"]
    assert new == ["New"]
    assert seeded == ["New"]


def test_watching_needs_something_to_look_at() -> None:
    assert refused("--watch") == "--watch needs --fixtures to look at"


class Folder:
    """A folder of fixtures, and a watch on it that looks when told to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        fixture(path / "a.yaml", "A")
        self.rig = Harness(Deployment())
        self.seed = SeedFixtures(self.rig, [str(path)])
        self.seed.load()
        self.loaded = 0
        self.watch = Watch(self.seed.files, self.load)

    def load(self) -> None:
        self.loaded += 1
        self.seed.load_again()

    def look(self) -> list[str]:
        self.watch.look()
        cases = self.rig.deployment.objects("default").cases.values()
        return [case["title"] for case in cases]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_a_file_is_loaded_once_it_stays_the_same(folder: Folder) -> None:
    fixture(folder.path / "a.yaml", "Half")
    assert folder.look() == ["A"]
    fixture(folder.path / "a.yaml", "Half", "Whole")
    assert folder.look() == ["A"]
    assert folder.look() == ["Half", "Whole"]
    assert folder.look() == ["Half", "Whole"]
    assert folder.loaded == 1


def test_a_file_that_comes_or_goes_counts_as_a_change(folder: Folder) -> None:
    fixture(folder.path / "b.yaml", "B")
    assert [folder.look(), folder.look()][-1] == ["A", "B"]
    (folder.path / "a.yaml").unlink()
    assert [folder.look(), folder.look()][-1] == ["B"]


def test_a_file_that_is_wrong_is_told_once(
    folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    (folder.path / "a.yaml").write_text("cases: [1]")
    with caplog.at_level(logging.ERROR):
        for _ in range(4):
            assert folder.look() == ["A"]

    assert len(caplog.messages) == 2
    assert caplog.messages[1] == f"{folder.path}/a.yaml:1: cases[0]: must be an object, not 1"


def test_fault_rules_are_loaded_again_as_well(folder: Folder) -> None:
    (folder.path / "a.yaml").write_text("faults: [{kind: overloaded}]")
    folder.look()
    folder.look()

    assert [rule.fault.kind for rule in folder.rig.faults] == ["overloaded"]
    folder.rig.faults.clear()
    folder.rig.reset()
    assert [rule.fault.kind for rule in folder.rig.faults] == ["overloaded"]
