"""docs/fixtures.md: every key is there, and every example does what the page says."""

import logging
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from marshmallow import Schema

from mockbana import Mockbana
from mockbana.cli import main
from mockbana.harness.fixtures.document import FIXTURE, ITEMS, KINDS, Counters, Settings
from mockbana.harness.fixtures.yaml_reader import parse
from mockbana.serve.background import SeedFixtures, Watch

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "fixtures.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(.+?)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def blocks(kind: str) -> list[str]:
    return [text for info, text in BLOCKS if info == kind]


@pytest.mark.parametrize("text", blocks("yaml"))
def test_a_document_of_the_page_loads_with_all_it_says(text: str) -> None:
    document = parse(text)[0]

    kibana = Mockbana(fixtures=document)

    assert len(kibana.cases) == sum(int(case.get("fake", 1)) for case in document["cases"])


@pytest.mark.parametrize("code", blocks("python"))
def test_a_program_of_the_page_runs(code: str) -> None:
    exec(code, {})  # noqa: S102


def test_what_the_page_says_is_refused_is_refused_in_these_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bad,), (session,) = blocks("yaml bad.yaml"), blocks("text")
    command, _, expected = session.partition("\n")
    (tmp_path / "bad.yaml").write_text(bad)
    monkeypatch.chdir(tmp_path)

    outcome = CliRunner().invoke(main, command.removeprefix("$ mockbana ").split())

    assert (outcome.stdout, outcome.exit_code) == (expected, 1)


def test_the_commands_that_write_and_check_files_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = [line.split()[1:] for line in blocks("sh")[0].splitlines()]

    outcomes = [CliRunner().invoke(main, command) for command in commands]

    assert [(outcome.exit_code, outcome.stdout) for outcome in outcomes] == [(0, "")] * 3
    assert sorted(file.name for file in tmp_path.iterdir()) == ["seed.json", "seed.yaml"]


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl on this machine")
def test_a_state_is_kept_from_one_run_to_the_next(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        script = blocks("sh")[1].replace("5601", str(free.getsockname()[1]))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    done = subprocess.run(
        ["bash", "-euc", f"trap 'kill $(jobs -p) 2> /dev/null || :' EXIT\n{script}"],
        cwd=tmp_path,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=40,
    )

    assert (done.returncode, '"high"' in done.stdout) == (0, True), done.stderr


def test_a_watched_file_is_told_of_as_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    file = Path("seeds/soc.yaml")
    file.parent.mkdir()
    file.write_text("cases: [{severity: low}]")
    kibana = Mockbana()
    seed = SeedFixtures(kibana.rig, ["seeds/*.yaml"])
    seed.load()
    watch = Watch(seed.files, seed.load_again)

    with caplog.at_level(logging.INFO):
        for severity in ("urgent", "high"):
            file.write_text(f"cases: [{{severity: {severity}}}]")
            watch.look()
            watch.look()

    section = PAGE.partition("`--watch`\n")[2].partition("\n## ")[0]
    assert caplog.messages == re.findall(r"^ {4}(.*)$", section, re.MULTILINE)
    assert [case["severity"] for case in kibana.cases] == ["high"]


def names(schema: Any) -> set[str]:
    fields = schema.fields if isinstance(schema, Schema) else {}
    return {field.data_key or name for name, field in fields.items()}


def test_every_section_and_key_is_on_the_page() -> None:
    sections = [FIXTURE, Settings(), Counters(), *ITEMS.values()]
    kinds = [kind() for kind in KINDS.values()]
    spaces = {"id", "name", "description", "initials", "color", "imageUrl", "solution"}
    known = set().union(spaces, KINDS, *map(names, [*sections, *kinds]))

    missing = [key for key in sorted(known) if not re.search(rf"`[^`\n]*\b{key}\b[^`\n]*`", PAGE)]

    assert missing == []


def test_every_sample_is_in_the_list_and_no_other() -> None:
    listed = re.findall(r"^\| \[(.+?)\]\(\.\./fixtures/(.+?)\)", PAGE, re.MULTILINE)

    assert sorted(file for _, file in listed) == sorted(
        file.name for file in (ROOT / "fixtures").iterdir()
    )
    assert all(text == file for text, file in listed)


def test_every_link_leads_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)", PAGE)

    assert [target for target in targets if not (ROOT / "docs" / target).exists()] == []
    assert len(targets) > 10
