"""What `mockbana fake` writes: the same bytes everywhere, fit for review, complete."""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

from mockbana import Mockbana
from mockbana.cli import main
from mockbana.harness.fakes.cases import CaseFaker
from mockbana.harness.fixtures.cases import PLAIN
from mockbana.harness.fixtures.writer import cases_as_yaml
from mockbana.harness.fixtures.yaml_reader import parse
from mockbana.serve.files import check_files, write_fakes


def written(cases: int, seed: int = 7, owner: str | None = None, locale: str = "en_US") -> str:
    output = io.StringIO()
    write_fakes(output, cases, seed, owner, locale)
    return output.getvalue()


def test_another_process_with_another_hash_seed_writes_the_same_bytes() -> None:
    command = [sys.executable, "-m", "mockbana", "fake", "--cases", "20", "--random-seed", "7"]
    environment = os.environ | {"PYTHONHASHSEED": "4711"}

    output = subprocess.check_output(command, env=environment)

    assert output == written(20).encode()


def test_what_is_not_a_name_is_the_same_on_every_python_and_with_every_faker() -> None:
    keys = ("id", "owner", "status", "severity", "category", "tags", "created_at", "duration")
    faker = CaseFaker(7)
    cases = [faker.case(number) for number in range(200)]

    facts = json.dumps([[case[key] for key in keys] for case in cases])

    assert hashlib.sha256(facts.encode()).hexdigest()[:16] == "77fe6b37a7673d9b"


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "ja_JP"])
def test_what_is_written_says_what_was_made(locale: str) -> None:
    faker = CaseFaker(7, locale)
    document = parse(written(40, locale=locale))[0]

    for number, case in enumerate(document["cases"], 1):
        made = faker.case(number)
        left_out = {key: value for key, value in made.items() if key not in case}
        assert {**case, **left_out} == made
        left_out.pop("duration")
        assert left_out.pop("comments", []) == []
        assert all(PLAIN.get(key) == value for key, value in left_out.items())


@pytest.mark.parametrize("name", ["fakes.yaml", "fakes.json"])
def test_a_written_file_is_well_and_gives_the_cases_that_were_made(
    name: str, tmp_path: Path
) -> None:
    file, faker = tmp_path / name, CaseFaker(7)
    arguments = ["fake", "--cases", "30", "--random-seed", "7", "-o", str(file)]

    outcome = CliRunner().invoke(main, arguments)

    assert (outcome.exit_code, check_files([str(file)])) == (0, [])
    kibana = Mockbana(fixtures=str(file))
    for number in range(1, 31):
        made = faker.case(number)
        shown = kibana.cases[made["id"]]
        assert {key: shown[key] for key in made if key != "comments"} | {
            "comments": made["comments"]
        } == made
        assert len(shown["comments"]) == len(made["comments"])


def test_those_who_work_on_the_cases_have_accounts() -> None:
    document = yaml.safe_load(written(30))
    kibana = Mockbana(fixtures=document)

    names = {user["username"] for user in document["users"]}
    uids = {user["profile_uid"] for user in document["users"]}

    for case in kibana.cases:
        assert {case["created_by"]["username"]} <= names
        assert {said["created_by"]["username"] for said in case["comments"]} <= names
        assert {each["uid"] for each in case["assignees"]} <= uids


def test_more_cases_are_more_lines_and_nothing_else() -> None:
    few, many = (written(number).partition("\ncases:\n") for number in (29, 30))

    assert many[2].startswith(few[2])
    assert set(few[0].splitlines()[1:]) <= set(many[0].splitlines())


def test_a_case_can_be_taken_out_by_hand() -> None:
    head, _, cases = written(12).partition("\ncases:\n")

    without_the_first = cases.partition("\n\n  - id:")[2]

    document = yaml.safe_load(f"{head}\ncases:\n  - id:{without_the_first}")
    assert len(Mockbana(fixtures=document).cases) == 11


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "th_TH"])
def test_written_yaml_is_easy_to_read(locale: str) -> None:
    text = written(60, locale=locale)

    assert text.startswith("# Made by mockbana fake --cases 60 --random-seed 7")
    assert [line for line in text.splitlines() if len(line) > 100 or line != line.rstrip()] == []
    assert not re.search(r"null|\[\]|\\u|!!", text)


def test_the_first_line_is_the_command_that_writes_the_same_again() -> None:
    text = written(3, 5, "observability", "de_DE")
    words = text.partition("\n")[0].removeprefix("# Made by mockbana ").split()

    again = CliRunner().invoke(main, words)

    assert again.stdout == text


def test_an_unknown_locale_is_named() -> None:
    outcome = CliRunner().invoke(main, ["fake", "--cases", "1", "--locale", "xx_XX"])

    assert outcome.exit_code == 2
    assert outcome.stderr == 'Faker has no locale "xx_XX"; it has en_US, de_DE, ...\n'
    assert outcome.stdout == ""


LINES = st.lists(st.text("ab :#-*&'\"", max_size=130), max_size=5).map("\n".join)


@given(st.text() | LINES)
@example("first line that is much longer than a line of a file may be, " * 3 + "end\n\nthen - more")
@example("a\n\n\nb " + "word " * 40 + "end")
@example("  indented\n" + "word " * 40)
@example("0123456789abcdef" * 4)
@example("zero\u200bwidth \U0001f600")
def test_any_text_is_read_as_it_was_written(text: str) -> None:
    case: dict[str, Any] = {"description": text, "tags": [text, text]}

    document = yaml.safe_load("".join(cases_as_yaml([case], [])).replace("users:\n", "", 1))

    assert document["cases"] == [case]


def test_faker_is_imported_only_to_fake_something() -> None:
    code = (
        "import sys; from mockbana import Mockbana; from mockbana.serve import files;"
        "k = Mockbana(fixtures={'cases': [{'title': 'A'}]}); assert 'faker' not in sys.modules;"
        "k.cases.fake(1); assert 'faker' in sys.modules"
    )

    subprocess.run([sys.executable, "-c", code], check=True)
