"""What the documents on the control API, on security and on CI say is so."""

import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from mockbana import Mockbana
from tests.control.api import control

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"


def text(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl on this machine")
def test_the_commands_of_the_control_api_run(kibana: Mockbana, tmp_path: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", text("control-api.md"), re.DOTALL)
    script = "".join(blocks).replace("http://localhost:5601", kibana.url)

    done = subprocess.run(
        ["bash", "-euc", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert len(blocks) == 4


def test_every_call_is_documented_and_no_other(kibana: Mockbana) -> None:
    document = text("control-api.md")
    calls = {
        each["call"].replace("/__mockbana__/", "").replace(":[0-9]+", "")
        for each in control(kibana, "GET", "calls").json()["calls"]
    }
    named = set(re.findall(r"`((?:GET|POST|PATCH|DELETE) [^`? ]+)`", document))
    named.discard("GET /__mockbana__/calls")

    assert calls == named


def test_every_line_on_security_has_a_test() -> None:
    rows = [line for line in text("security.md").splitlines() if line.startswith("| ")]
    lines = [row for row in rows if not row.startswith(("| threat", "|---"))]
    sources = "".join(file.read_text("utf-8") for file in (ROOT / "tests").glob("con*/test_*.py"))

    for line in lines:
        tests = re.findall(r"`(test_\w+)`", line.rstrip("|").rpartition("|")[2])
        assert tests, line
        for test in tests:
            assert f"def {test}(" in sources, test
    assert len(lines) > 15


def test_every_link_leads_somewhere() -> None:
    for name in ("ci.md", "control-api.md", "security.md"):
        for target in re.findall(r"\]\(([^)#]+)", text(name)):
            assert (DOCS / target).exists(), f"{name}: {target}"


def addresses_of_this_machine() -> set[str]:
    try:
        found = socket.getaddrinfo(socket.gethostname(), None)
    except OSError:
        return set()
    return {str(address[4][0]) for address in found} - {"127.0.0.1"}


def test_security_listens_on_loopback_only() -> None:
    with Mockbana() as kibana:
        assert kibana.host == "127.0.0.1"
        for other in addresses_of_this_machine():
            with pytest.raises(OSError, match=r"refused|unreachable|timed out|assign"):
                socket.create_connection((other, kibana.port), timeout=1)


def test_security_an_empty_token_is_refused() -> None:
    for token in ("", " ", "with blank", "ümlaut"):
        command = [sys.executable, "-m", "mockbana", "serve", "--admin-token", token]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10)
        assert done.returncode == 2
        assert "printable ASCII" in done.stderr


def test_security_the_examples_publish_to_loopback_only() -> None:
    published = re.findall(r'-p (\S+)|- "([\d.:]+)"', text("ci.md") + text("ci/compose.yaml"))

    assert len(published) >= 2
    assert all("".join(each).startswith("127.0.0.1:5601:") for each in published)


def test_the_log_lines_of_the_documentation_are_such_lines() -> None:
    lines = re.findall(r"^    (\d\d:\d\d:\d\d .*)$", text("ci.md"), re.MULTILINE)

    assert len(lines) == 2
    for line in lines:
        assert re.fullmatch(r"[\d:]{8} +[\d.]+ ms  [A-Z]+ /\S+ -> \d{3}: .+", line)


def test_options_are_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "seed.yaml").write_text("cases: [{title: Seed}]")
    variables = {
        "PORT": "0",
        "FIXTURES": str(tmp_path),
        "FAKE": "2",
        "REQUIRE_AUTH": "1",
        "LICENSE": "basic",
        "KIBANA_VERSION": "8.19.0",
        "BASE_PATH": "/kb",
        "USER": "ana:secret",
        "API_KEY": "k:s",
        "ADMIN_TOKEN": "hush",
        "ALLOWED_HOST": "kibana.example.com",
        "JOURNAL_LIMIT": "5",
        "LOG_FORMAT": "json",
        "QUIET": "1",
    }
    for name, value in variables.items():
        monkeypatch.setenv(f"MOCKBANA_{name}", value)
    command = [sys.executable, "-m", "mockbana", "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        try:
            remote = Mockbana.connect(url, "hush")
            settings = remote.snapshot()["settings"]
            asked = requests.get(f"{url}/api/cases/tags", auth=("ana", "secret"), timeout=5)
            assert (url[-3:], len(remote.cases), asked.status_code) == ("/kb", 3, 200)
            assert settings == {
                "license": "basic",
                "require_auth": True,
                "kibana_version": "8.19.0",
            }
        finally:
            process.terminate()
