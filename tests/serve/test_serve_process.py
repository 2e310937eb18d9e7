"""What ``mockbana serve`` leaves out when it starts."""

import subprocess
import sys
from pathlib import Path

import pytest
import trustme

STARTED = """
import gc, os, ssl
from mockbana.serve.process import import_server
import_server()
contexts = [thing for thing in gc.get_objects() if isinstance(thing, ssl.SSLContext)]
print(len(contexts), sum(context.cert_store_stats()["x509_ca"] for context in contexts))
print(os.environ.get("SSL_CERT_FILE"))
"""
BARE = STARTED.replace("import_server()", "import aiohttp.web")


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("authorities") / "ca.pem"
    trustme.CA().cert_pem.write_to_path(file)
    return str(file)


def run(code: str, **variables: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), **variables},
    )
    return done.stdout.split()


def test_a_server_reads_no_certificates_of_authorities(authorities: str) -> None:
    contexts, read, variable = run(STARTED, SSL_CERT_FILE=authorities)

    assert (int(contexts) > 0, read, variable) == (True, "0", authorities)
    assert run(BARE, SSL_CERT_FILE=authorities)[1] != "0"


def test_the_variable_is_gone_afterwards_if_it_was_not_there() -> None:
    assert run(STARTED)[2] == "None"
