"""What the commands of the command line do."""

import asyncio
import errno
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mockbana.kibana.deployment import ELASTIC
from mockbana.kibana.storage import Document
from mockbana.serve.process import tune_memory
from mockbana.serve.variables import spelled

if TYPE_CHECKING:
    from mockbana.serve.background import BackgroundTasks
    from mockbana.serve.log import Format


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
    fake: int,
    locale: str,
    require_auth: bool | None,
    license: str | None,
    kibana_version: str | None,
    state: Path | None,
    watch: bool,
    log_format: "Format",
    quiet: bool,
    **options: Any,
) -> int:
    """Serve until SIGINT or SIGTERM; return the exit status: 2 for a bad fixture or port."""
    from mockbana.serve.background import BackgroundTasks as Upkeep
    from mockbana.serve.background import SeedFixtures as Seed
    from mockbana.serve.log import logging_to_stderr
    from mockbana.server.mockbana import Mockbana
    from mockbana.server.tls import load_certificate as brought

    try:
        certificates = brought(tls_cert, tls_key) if tls_cert and tls_key else tls
        options |= {"tls": certificates, "allowed_hosts": [*allowed_host, *_names_here()]}
        kibana = Mockbana(**options)
        settings = _settings(
            require_auth=require_auth, license=license, kibana_version=kibana_version
        )
        accounts = _accounts(user, api_key)
        kibana.rig.options = [*settings, *accounts]
        seed = Seed(kibana.rig, [*fixtures, *_fakes(fake, locale), *settings, *accounts])
        upkeep = Upkeep(kibana.app, seed, state, watch=watch and _watchable(fixtures))
        upkeep.begin([*settings, *accounts], quiet=quiet or log_format == "json")
        if tls_ca and kibana.ca_pem:
            with _writing("--tls-ca", tls_ca):
                tls_ca.write_text(kibana.ca_pem)
        with logging_to_stderr(kibana.rig.journal, log_format, quiet=quiet):
            asyncio.run(_serve(kibana, upkeep, port_file, None if quiet else log_format))
            signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one must not cut the end short
            upkeep.end()
    except (ValueError, RuntimeError) as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(_cant_listen(error, options["host"], options["port"]))
    return 0


def _names_here() -> list[str]:
    from mockbana.harness.control.guard import names_in_cluster

    file = Path("/etc/resolv.conf")
    return names_in_cluster(file.read_text("utf-8", "replace")) if file.is_file() else []


def _complain(text: str) -> int:
    sys.stderr.write(f"{spelled(text)}\n")
    return 2


def _cant_listen(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"port {port} of {host} is in use: another --port, perhaps 0 for a free one?"
        case errno.EACCES:
            return f"port {port} of {host} is not for everybody: one above 1023?"
        case errno.EADDRNOTAVAIL:
            return f"--host {host}: this machine has no such address; 127.0.0.1, perhaps?"
    return f"--host {host}: can't listen there: {error.strerror}"


@contextmanager
def _writing(option: str, file: Path) -> Iterator[None]:
    """Say which option it is whose *file* can't be written (``ValueError``)."""
    try:
        yield
    except OSError as error:
        raise ValueError(f"{option} {file}: can't be written: {error.strerror}") from None


def _accounts(
    users: Sequence[tuple[str, str]], api_keys: Sequence[tuple[str, str]]
) -> list[Document]:
    privileges = dict(ELASTIC.privileges)
    accounts: list[Document] = [
        {"username": name, "password": password, "privileges": privileges}
        for name, password in users
    ]
    keys = [{"id": key_id, "key": key} for key_id, key in api_keys]
    holders = [{"username": ELASTIC.username, "api_keys": keys}] if keys else []
    return [{"users": each} for each in (accounts, holders) if each]


def _fakes(number: int, locale: str) -> list[Document]:
    return [{"cases": [{"fake": number, "locale": locale}]}] if number else []


def _settings(**named: Any) -> list[Document]:
    given = {key: value for key, value in named.items() if value is not None}
    return [{"settings": given}] if given else []


def _watchable(fixtures: Sequence[str]) -> bool:
    if not fixtures:
        raise ValueError("--watch needs --fixtures to look at")
    return True


async def _serve(
    kibana: Any, upkeep: "BackgroundTasks", port_file: Path | None, log_format: "Format | None"
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    tune_memory()
    async with kibana:
        if port_file:
            _write_port(port_file, kibana.port)
        sys.stdout.write(f"{kibana.url}\n")
        sys.stdout.flush()
        if log_format:
            sys.stderr.write(_greeting(kibana, log_format))
        async with upkeep:
            await stop.wait()


def _write_port(file: Path, port: int) -> None:
    """Write the port so that a reader never sees half of it."""
    scratch = file.with_name(f"{file.name}.{os.getpid()}")
    with _writing("--port-file", file):
        try:
            scratch.write_text(f"{port}\n")
            scratch.replace(file)
        finally:
            scratch.unlink(missing_ok=True)


def _greeting(kibana: Any, log_format: "Format") -> str:
    from mockbana.serve.log import greeting

    version = kibana.deployment.settings.kibana_version
    return greeting(kibana.url, version, kibana.deployment.count_cases(), log_format)
