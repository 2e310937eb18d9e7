"""``mockbana check``, and what ``mockbana serve`` says when it can't start."""

import json
import logging
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockbana.cli import main
from tests.serve.api import fixture, refused


def checked(*paths: Path) -> tuple[int, list[str]]:
    ended = CliRunner().invoke(main, ["check", *map(str, paths)])
    return ended.exit_code, ended.output.splitlines()


def test_files_that_are_right_need_no_word(tmp_path: Path) -> None:
    file = fixture(tmp_path / "a.yaml", "A")

    assert checked(file, tmp_path, tmp_path / "*.yaml") == (0, [])


def test_each_file_is_judged_by_itself_and_every_problem_is_a_line(tmp_path: Path) -> None:
    one = tmp_path / "a.yaml"
    one.write_text("cases:\n- {id: x}\n- {id: y, severity: urgent}\n- {space: soc}\n")
    other = tmp_path / "b.json"
    other.write_text(json.dumps({"cases": [{"id": "x"}], "faults": [{"kind": "none"}]}, indent=0))

    status, lines = checked(tmp_path)

    assert status == 1
    assert [line.partition(": ")[0] for line in lines] == [f"{one}:3", f"{one}:4", f"{other}:9"]
    assert lines[1] == (
        f'{one}:4: cases[2].space: there is no space "soc"; add it to spaces, or use one of default'
    )


def test_a_folder_without_fixtures_is_no_good_answer(tmp_path: Path) -> None:
    assert checked(tmp_path) == (1, [f"{tmp_path}: has no fixtures in it (.json, .yaml, .yml)"])


@pytest.mark.parametrize("option", ["--port-file", "--tls-ca"])
def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, option: str) -> None:
    file = tmp_path / "missing" / "file"

    said = refused("--tls", option, file, "--quiet")

    assert said == f"{option} {file}: can't be written: No such file or directory"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--fixtures", "nowhere/*.yaml"], "nowhere/*.yaml: no file matches"),
        (["--fixtures", "nowhere.yaml"], "nowhere.yaml: can't be read: No such file or directory"),
        (["--kibana-version", "9"], "settings.kibana_version: must be a release such as 9.1.0, in"),
        (["--user", "a:b", "--user", "a:c"], 'users[1].username: "a" is there twice'),
        (["--fake", "2", "--locale", "xx"], 'cases[0].locale: Faker has no locale "xx"'),
    ],
)
def test_serve_says_in_one_line_why_it_does_not_start(options: list[str], complaint: str) -> None:
    said = refused(*options)

    assert said.startswith(complaint)
    assert "\n" not in said


def test_a_server_that_ends_leaves_the_logs_of_its_process_as_they_were(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    names = ("mockbana", "mockbana.state", "mockbana.watch")
    for name in names:
        caplog.set_level(logging.DEBUG, name)

    refused("--port-file", tmp_path / "missing" / "file", "--quiet")

    assert [logging.getLogger(name).level for name in names] == [logging.DEBUG] * 3
