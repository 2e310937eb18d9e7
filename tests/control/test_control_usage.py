"""What ``mockbana serve`` says to somebody who has got an option wrong."""

import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives import serialization

from mockbana import cli
from mockbana.serve import process
from mockbana.serve import run as serving


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder, with two certificates and their keys in it."""
    monkeypatch.chdir(tmp_path)
    authority = trustme.CA(key_type=trustme.KeyType.ECDSA)
    for name in ("one", "two"):
        issued = authority.issue_cert("localhost", key_type=trustme.KeyType.ECDSA)
        Path(f"{name}.pem").write_bytes(issued.cert_chain_pems[0].bytes())
        Path(f"{name}.key").write_bytes(issued.private_key_pem.bytes())
    Path("garbage").write_text("garbage")
    Path("folder").mkdir()
    return tmp_path


@pytest.fixture
def taken() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield str(server.getsockname()[1])


@pytest.fixture(autouse=True)
def this_process_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(process, "import_server", lambda: None)
    monkeypatch.setattr(serving, "tune_memory", lambda: None)
    monkeypatch.setenv("MOCKBANA_PORT", "0")
    yield
    signal.signal(signal.SIGTERM, before)


def serve(options: str, **variables: str) -> Result:
    """Run the command; each option in *options* is separated by a blank."""
    return CliRunner().invoke(cli.main, ["serve", *options.split(" ")], env=variables)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("--port TAKEN", r"port \d+ of 127\.0\.0\.1 is in use: another --port, perhaps 0 .*"),
        ("--port abc", r".* '--port': 'abc' is not a valid port\."),
        ("--host ", r".* '--host': it must be an address or a name, such as 127\.0\.0\.1"),
        ("--host 192.0.2.1", r"--host 192\.0\.2\.1: this machine has no such address; .*"),
        ("--host no.invalid", r"--host no\.invalid: can't listen there: .*"),
        ("--port-file no/port", r"--port-file no/port: can't be written: No such file .*"),
        ("--port-file folder", r"--port-file folder: can't be written: Is a directory"),
        ("--tls --tls-ca no/ca", r"--tls-ca no/ca: can't be written: No such file .*"),
        ("--tls-ca ca", r".* --tls-ca needs --tls, without --tls-cert: only then is there a CA"),
        ("--tls-cert one.pem", r".* --tls-cert and --tls-key go together"),
        ("--tls-cert no --tls-key no", r".* '--tls-cert': Path 'no' does not exist\."),
        ("--tls-cert folder --tls-key one.key", r"folder can't be read: Is a directory"),
        (
            "--tls-cert garbage --tls-key one.key",
            r"garbage and one\.key can't be used: one needs.*",
        ),
        ("--tls-cert one.pem --tls-key two.key", r".*: they don't belong together"),
        ("--tls-cert one.pem --tls-key sealed.key", r"the key is encrypted; .*"),
        ("--user hush", r".* '--user': number 1 must have a colon with text on both sides"),
        ("--api-key a:b --api-key hush:", r".* '--api-key': number 2 must have a colon .*"),
        ("--admin-token a\x00b", r".* '--admin-token': it must be printable ASCII .*"),
        ("--base-path kb", r'base_path must be a path that starts with / .*, not "kb"'),
        ("--watch", r"--watch needs --fixtures to look at"),
        ("--fixtures no.yaml", r"no\.yaml: can't be read: No such file or directory"),
    ],
)
def test_one_sentence_says_what_is_wrong(
    folder: Path, taken: str, options: str, sentence: str
) -> None:
    if "sealed" in options:
        seal(folder / "one.key", folder / "sealed.key")
    before = set(folder.iterdir())

    result = serve(options.replace("TAKEN", taken))

    assert result.exit_code == 2, result.output
    assert re.fullmatch(sentence, result.output.splitlines()[-1])
    assert "hush" not in result.output
    assert set(folder.iterdir()) == before


def seal(key: Path, sealed: Path) -> None:
    loaded = serialization.load_pem_private_key(key.read_bytes(), None)
    sealed.write_bytes(
        loaded.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )


VARIABLES: dict[str, tuple[str, Any]] = {
    "HOST": ("::1", "::1"),
    "PORT": ("8080", 8080),
    "PORT_FILE": ("port", Path("port")),
    "FIXTURES": ("one.yaml two/*.json", ("one.yaml", "two/*.json")),
    "FAKE": ("3", 3),
    "RANDOM_SEED": ("-7", -7),
    "LOCALE": ("de_DE", "de_DE"),
    "USER": ("ana:a bob:b", [("ana", "a"), ("bob", "b")]),
    "API_KEY": ("k:s", [("k", "s")]),
    "REQUIRE_AUTH": ("true", True),
    "LICENSE": ("basic", "basic"),
    "KIBANA_VERSION": ("8.19.0", "8.19.0"),
    "BASE_PATH": ("/kb", "/kb"),
    "TLS": ("1", True),
    "TLS_CA": ("ca.pem", Path("ca.pem")),
    "TLS_CERT": ("one.pem", "one.pem"),
    "TLS_KEY": ("one.key", "one.key"),
    "JOURNAL_LIMIT": ("5", 5),
    "STATE": ("state.json", Path("state.json")),
    "WATCH": ("yes", True),
    "ADMIN_TOKEN": ("hush", "hush"),
    "ALLOWED_HOST": ("a.example.com .b.example.com", ("a.example.com", ".b.example.com")),
    "LOG_FORMAT": ("json", "json"),
    "QUIET": ("1", True),
}


def test_every_option_is_a_variable(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}

    def take(**options: Any) -> int:
        given.update(options)
        return 0

    monkeypatch.setattr(serving, "run", take)
    alone = [name for name in VARIABLES if not name.startswith("TLS_C") and name != "TLS_KEY"]
    pair = [name for name in VARIABLES if name not in ("TLS", "TLS_CA")]

    for names in ([*alone, "TLS_CA"], pair):
        given.clear()
        result = serve_with({f"MOCKBANA_{name}": VARIABLES[name][0] for name in names})

        assert result.exit_code == 0, result.output
        assert {name: given[name.lower()] for name in names} == {
            name: VARIABLES[name][1] for name in names
        }
    assert {name.lower() for name in VARIABLES} == given.keys()


def serve_with(variables: dict[str, str]) -> Result:
    return CliRunner().invoke(cli.main, ["serve"], env=variables)


def test_an_empty_variable_does_not_open_the_control_api() -> None:
    result = serve("--quiet", MOCKBANA_ADMIN_TOKEN="")

    assert result.exit_code == 2
    assert "MOCKBANA_ADMIN_TOKEN" in result.output
