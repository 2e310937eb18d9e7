"""Options in the environment: what is wrong with one names it, and a misspelt one is not silent."""

import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mockbana.cli import main
from mockbana.serve.variables import OTHERS, warnings

ROOT = Path(__file__).parents[2]


def mockbana(*arguments: str, **variables: str) -> Result:
    environment = {f"MOCKBANA_{name}": value for name, value in variables.items()}
    return CliRunner().invoke(main, arguments, env=environment)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "70000"),
        ("HOST", " "),
        ("HOST", "192.0.2.1"),
        ("FAKE", "many"),
        ("USER", "no-colon"),
        ("API_KEY", "no-colon"),
        ("REQUIRE_AUTH", "maybe"),
        ("LICENSE", "gold"),
        ("KIBANA_VERSION", "nine"),
        ("BASE_PATH", "kb"),
        ("TLS_CA", "ca.pem"),
        ("TLS_CERT", "/no/such.pem"),
        ("JOURNAL_LIMIT", "0"),
        ("STATE", "/proc/no/such"),
        ("WATCH", "1"),
        ("PORT_FILE", "/no/such/file"),
        ("FIXTURES", "/no/such.yaml"),
        ("ADMIN_TOKEN", "a b"),
        ("ADMIN_TOKEN", ""),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_what_is_wrong_with_a_variable_names_it(name: str, value: str) -> None:
    result = mockbana("serve", **{"PORT": "0", name: value})

    assert result.exit_code == 2
    last = result.stderr.splitlines()[-1]
    assert f"MOCKBANA_{name}" in last
    assert f"--{name.lower().replace('_', '-')}" not in last


def test_an_option_that_beats_a_variable_is_named_itself() -> None:
    result = mockbana("serve", "--port", "abc", PORT="0")

    assert "'--port'" in result.stderr
    assert "MOCKBANA_PORT" not in result.stderr


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("PROT", "PORT"),
        ("REQUIRE_AUHT", "REQUIRE_AUTH"),
        ("LICENCE", "LICENSE"),
        ("FIXTURE", "FIXTURES"),
        ("SEED", "RANDOM_SEED"),
        ("VERSION", "KIBANA_VERSION"),
        ("ADMINTOKEN", "ADMIN_TOKEN"),
        ("ULR", "URL"),
    ],
)
@pytest.mark.parametrize("quiet", [(), ("--quiet",)], ids=["", "quiet"])
def test_a_misspelt_variable_is_named_with_the_nearest(
    name: str, meant: str, quiet: tuple[str, ...]
) -> None:
    result = mockbana("serve", *quiet, "--port", "abc", **{name: "1"})

    sentence = f"the variable MOCKBANA_{name} means nothing; did you mean MOCKBANA_{meant}?"
    assert sentence in result.stderr
    assert result.stdout == ""


def test_a_variable_like_no_other_and_one_in_small_letters_are_named_too() -> None:
    known = ["MOCKBANA_PORT"]

    assert list(warnings({"MOCKBANA_ZEBRA_X": "1"}, known)) == [
        "warning: the variable MOCKBANA_ZEBRA_X means nothing: no option of mockbana is called so"
    ]
    assert list(warnings({"mockbana_port": "1"}, known)) == [
        "warning: the variable mockbana_port means nothing; did you mean MOCKBANA_PORT?"
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "tcp://10.0.0.7:5601"),
        ("PORT_5601_TCP", "tcp://10.0.0.7:5601"),
        ("PORT_5601_TCP_ADDR", "10.0.0.7"),
        ("SERVICE_HOST", "10.0.0.7"),
        ("SERVICE_PORT", "5601"),
        ("SERVICE_PORT_HTTP", "5601"),
        ("SOC_SERVICE_HOST", "10.0.0.7"),
        ("SOC_PORT", "tcp://10.0.0.7:5601"),
        ("SOC_PORT_5601_TCP_PROTO", "tcp"),
        ("CASES", "5"),
    ],
)
def test_variables_of_a_cluster_and_of_other_commands_are_no_mistakes(
    name: str, value: str
) -> None:
    result = mockbana("serve", "--license", "gold", **{name: value})

    assert "warning" not in result.stderr


def test_all_variables_that_the_project_speaks_of_are_known() -> None:
    files = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    texts = [
        (ROOT / name).read_text("utf-8", "replace")
        for name in files.stdout.split()
        if name.endswith((".py", ".md", "Makefile", "Dockerfile", ".yml", ".yaml"))
        and not name.startswith("tests/")
    ]
    names = set(re.findall(r"\bMOCKBANA_[A-Z]+(?:_[A-Z]+)*\b", "\n".join(texts)))
    options = {
        f"MOCKBANA_{str(option.name).upper()}"
        for command in main.commands.values()
        for option in command.params
    }

    assert names - options - set(OTHERS) == {"MOCKBANA_SERVICE_HOST"} & names


@pytest.mark.parametrize("command", [(), ("serve",), ("fake",), ("check",), ("healthcheck",)])
def test_h_is_help(command: tuple[str, ...]) -> None:
    short, long = mockbana(*command, "-h"), mockbana(*command, "--help")

    assert (short.exit_code, short.output) == (0, long.output)
    assert "-h, --help" in short.output


def test_a_bad_address_of_a_health_check_is_a_sentence() -> None:
    result = mockbana("healthcheck", "http://localhost:abc")

    assert result.exit_code == 1
    assert "bad port" in result.stderr
