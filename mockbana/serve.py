"""What the commands of the command line do."""

import asyncio
import os
import signal
import ssl
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .kibana.deployment import ELASTIC
from .kibana.storage import Document
from .memory import settle_memory
from .rig.fixtures import FixtureError

if TYPE_CHECKING:
    from .request_log import Format


def run(
    *,
    fixtures: Sequence[str],
    user: Sequence[tuple[str, str]],
    api_key: Sequence[tuple[str, str]],
    port_file: Path | None,
    tls: bool,
    tls_ca: Path | None,
    tls_cert: str | None,
    tls_key: str | None,
    allowed_host: Sequence[str],
    log_format: "Format",
    quiet: bool,
    **options: Any,
) -> int:
    """Serve until SIGINT or SIGTERM; return the exit status: 2 for a bad fixture or port."""
    from .request_log import logging_to_stderr
    from .server import Mockbana
    from .tls import brought

    try:
        certificates = brought(tls_cert, tls_key) if tls_cert and tls_key else tls
        options |= {"tls": certificates, "allowed_hosts": [*allowed_host, *_names_here()]}
        kibana = Mockbana([*fixtures, *_accounts(user, api_key)], **options)
        if tls_ca and kibana.ca_pem:
            tls_ca.write_text(kibana.ca_pem)
        with logging_to_stderr(kibana.rig.journal, log_format, quiet=quiet):
            asyncio.run(_serve(kibana, port_file, None if quiet else log_format))
    except (ValueError, RuntimeError, ssl.SSLError) as error:
        return _complain(str(error))
    except OSError as error:
        where = f"{options['host']}:{options['port']}"
        return _complain(f"can't listen on {where}: {error.strerror}; another --port, perhaps 0?")
    return 0


def _names_here() -> list[str]:
    from .rig.hosts import names_in_cluster

    file = Path("/etc/resolv.conf")
    return names_in_cluster(file.read_text("utf-8", "replace")) if file.is_file() else []


def _complain(text: str) -> int:
    sys.stderr.write(f"{text}\n")
    return 2


def _accounts(
    users: Sequence[tuple[str, str]], api_keys: Sequence[tuple[str, str]]
) -> list[Document]:
    privileges = dict(ELASTIC.privileges)
    accounts: list[Document] = [
        {"username": name, "password": password, "privileges": privileges}
        for name, password in users
    ]
    if api_keys:
        keys = [{"id": key_id, "key": key} for key_id, key in api_keys]
        accounts.append({"username": ELASTIC.username, "api_keys": keys})
    return [{"users": accounts}] if accounts else []


async def _serve(kibana: Any, port_file: Path | None, log_format: "Format | None") -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    settle_memory()
    async with kibana:
        if port_file:
            _write_port(port_file, kibana.port)
        sys.stdout.write(f"{kibana.url}\n")
        sys.stdout.flush()
        if log_format:
            sys.stderr.write(_greeting(kibana, log_format))
        await stop.wait()


def _write_port(file: Path, port: int) -> None:
    """Write the port so that a reader never sees half of it."""
    scratch = file.with_name(f"{file.name}.{os.getpid()}")
    scratch.write_text(f"{port}\n")
    scratch.replace(file)


def _greeting(kibana: Any, log_format: "Format") -> str:
    from .request_log import greeting

    version = kibana.deployment.settings.kibana_version
    return greeting(kibana.url, version, kibana.deployment.count_cases(), log_format)


def fake_document(cases: int, random_seed: int, owner: str | None) -> str:
    """Return a fixture document with fake cases as YAML; the same arguments give the same text."""
    import yaml

    from .rig.fakes import CaseFaker

    faker = CaseFaker(random_seed)
    given = {} if owner is None else {"owner": owner}
    document = {"mockbana": 1, "cases": [faker.case(n, **given) for n in range(1, cases + 1)]}
    text: str = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
    return text


def check_files(paths: Sequence[str]) -> list[str]:
    """Return a line per problem in the fixture files *paths*, none when all is well."""
    from .kibana.deployment import Deployment
    from .rig.fixtures import load

    problems: list[str] = []
    for path in paths:
        try:
            load(Deployment(), path)
        except FixtureError as error:
            problems += error.lines
    return problems
