"""``mockbana healthcheck``: asks the server of its own environment, whatever its options are."""

import subprocess
import sys
from pathlib import Path

import pytest

from mockbana import Mockbana
from mockbana.serve.health import ask, default_url


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({}, "http://127.0.0.1:5601"),
        ({"MOCKBANA_PORT": "8080"}, "http://127.0.0.1:8080"),
        ({"MOCKBANA_PORT": "", "MOCKBANA_HOST": ""}, "http://127.0.0.1:5601"),
        ({"MOCKBANA_HOST": "0.0.0.0"}, "http://127.0.0.1:5601"),  # noqa: S104 - in the container
        ({"MOCKBANA_PORT": "tcp://10.0.0.7:80"}, "http://127.0.0.1:5601"),
        ({"MOCKBANA_HOST": "::"}, "http://[::1]:5601"),
        ({"MOCKBANA_HOST": "10.0.0.7"}, "http://10.0.0.7:5601"),
        ({"MOCKBANA_TLS": "1"}, "https://127.0.0.1:5601"),
        ({"MOCKBANA_TLS": "Yes", "MOCKBANA_PORT": "443"}, "https://127.0.0.1:443"),
        ({"MOCKBANA_TLS": "0"}, "http://127.0.0.1:5601"),
        ({"MOCKBANA_TLS_CERT": "/c.pem"}, "https://127.0.0.1:5601"),
    ],
)
def test_the_address_follows_the_options_of_the_server(
    environment: dict[str, str], url: str
) -> None:
    assert default_url(environment) == url


def test_a_free_port_is_read_from_the_port_file(tmp_path: Path) -> None:
    file = tmp_path / "port"
    file.write_text("4321\n")

    url = default_url({"MOCKBANA_PORT": "0", "MOCKBANA_PORT_FILE": str(file)})

    assert url == "http://127.0.0.1:4321"


def test_a_missing_port_file_is_no_health(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MOCKBANA_PORT", "0")
    monkeypatch.setenv("MOCKBANA_PORT_FILE", str(tmp_path / "none"))

    assert ask()[1] is False


@pytest.mark.parametrize("tls", [False, True])
def test_a_server_that_answers_is_healthy_with_a_token_and_over_tls(tls: bool) -> None:
    with Mockbana(tls=tls, admin_token="t", base_path="/kb") as kibana:
        answer, healthy = ask(kibana.url)

    assert healthy
    assert "9.1.0" in answer
    assert not ask(kibana.url)[1]


def test_something_else_is_not_healthy(unused_tcp_port: int) -> None:
    assert not ask(f"http://127.0.0.1:{unused_tcp_port}")[1]
    assert not ask("http://127.0.0.1:1")[1]
    assert not ask("127.0.0.1:notaport")[1]


def test_the_command_says_so_with_its_exit_status(monkeypatch: pytest.MonkeyPatch) -> None:
    command = [sys.executable, "-m", "mockbana", "healthcheck"]
    with Mockbana() as kibana:
        monkeypatch.setenv("MOCKBANA_PORT", str(kibana.port))
        good = subprocess.run(command, capture_output=True, text=True, check=False)
    bad = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (good.returncode, bad.returncode) == (0, 1)
    assert "'status': 'ok'" in good.stdout
    assert "doesn't answer" in bad.stderr
