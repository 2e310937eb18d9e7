"""Fixture files written and checked: ``mockbana fake`` and ``mockbana check``."""

from collections.abc import Sequence
from pathlib import Path
from typing import TextIO


def write_fakes(
    output: TextIO, cases: int, random_seed: int, owner: str | None, locale: str
) -> None:
    """Write a fixture document with fake cases and the people who work on them.

    YAML, or JSON to a file that is called so. The same arguments give the same text.
    Errors: ``ValueError`` for an unknown locale, and where Faker isn't installed.
    """
    from mockbana.harness.fixtures.fake_cases import NEEDS_FAKER, written_cases, written_people
    from mockbana.harness.fixtures.writer import cases_as_json, cases_as_yaml
    from mockbana.serve.progress import Progress

    progress = Progress("making")
    try:
        people = written_people(cases, random_seed, locale)
    except ImportError:
        raise ValueError(NEEDS_FAKER) from None
    made = progress.through(written_cases(cases, random_seed, locale, owner), cases)
    if str(getattr(output, "name", "")).endswith(".json"):
        output.writelines(cases_as_json(made, people))
    else:
        output.write(f"# Made by {_command(cases, random_seed, owner, locale)}\n")
        output.writelines(cases_as_yaml(made, people))
    progress.end()


def _command(cases: int, random_seed: int, owner: str | None, locale: str) -> str:
    """Return the command that gives the same text again, without what is the default."""
    words = [f"mockbana fake --cases {cases}"]
    words += [f"--random-seed {random_seed}"] * (random_seed != 0)
    words += [f"--owner {owner}"] * (owner is not None)
    words += [f"--locale {locale}"] * (locale != "en_US")
    return " ".join(words)


def check_files(paths: Sequence[str]) -> list[str]:
    """Return a line per problem in the fixture files *paths*, none when all is well.

    Each file is taken for itself, those behind a glob or in a folder as well.
    """
    from mockbana.harness.fixtures import FixtureError
    from mockbana.harness.fixtures.loader import load
    from mockbana.harness.fixtures.reader import SUFFIXES, files_of
    from mockbana.kibana.deployment import Deployment
    from mockbana.serve.progress import Progress

    problems: list[str] = []
    for file in files_of(list(paths)):
        if Path(file).is_dir():
            problems.append(f"{file}: has no fixtures in it ({', '.join(SUFFIXES)})")
        progress = Progress("checking")
        try:
            load(Deployment(), file, progress)
        except FixtureError as error:
            problems += error.lines
        progress.end()
    return problems
