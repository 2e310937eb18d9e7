"""What the commands of the command line do."""

import asyncio
import gc
import os
import signal
import ssl
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .kibana.deployment import ELASTIC
from .kibana.storage import Document
from .rig.fixtures import FixtureError


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
    quiet: bool,
    **options: Any,
) -> int:
    """Serve until SIGINT or SIGTERM; return the exit status: 2 for a bad fixture or port."""
    from .server import Mockbana
    from .tls import brought

    try:
        certificates = brought(tls_cert, tls_key) if tls_cert and tls_key else tls
        kibana = Mockbana([*fixtures, *_accounts(user, api_key)], tls=certificates, **options)
        if tls_ca and kibana.ca_pem:
            tls_ca.write_text(kibana.ca_pem)
        asyncio.run(_serve(kibana, port_file, quiet=quiet))
    except (ValueError, RuntimeError, ssl.SSLError) as error:
        return _complain(str(error))
    except OSError as error:
        where = f"{options['host']}:{options['port']}"
        return _complain(f"can't listen on {where}: {error.strerror}; another --port, perhaps 0?")
    return 0


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


async def _serve(kibana: Any, port_file: Path | None, *, quiet: bool) -> None:
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
        if not quiet:
            sys.stderr.write(_greeting(kibana))
        await stop.wait()


def settle_memory() -> None:
    """Keep the garbage collector off the seed and call it less often.

    Requests leave no cycles behind; collecting as often as by default took 8 % of a PATCH.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _write_port(file: Path, port: int) -> None:
    """Write the port so that a reader never sees half of it."""
    scratch = file.with_name(f"{file.name}.{os.getpid()}")
    scratch.write_text(f"{port}\n")
    scratch.replace(file)


def _greeting(kibana: Any) -> str:
    version = kibana.deployment.settings.kibana_version
    cases = kibana.deployment.count_cases()
    what = f"Kibana {version} with {cases} cases; user elastic, password changeme"
    return f"{what}. Ctrl-C ends it.\n"


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
