"""What the report of a failed test says besides its requests: what may be behind the failure."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass

from mockbana.pytest_plugin.report import TITLE, sections, write_hars

if TYPE_CHECKING:
    from mockbana.harness.protocol import FakeKibana

HAR: Final = "mockbana HAR"
HINT: Final = "mockbana hint"


def report_sections(
    servers: "Sequence[FakeKibana]", lost: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield title and text of each section on *servers*; *lost* is what the test didn't have."""
    try:
        yield from sections(servers)
        hints = [proxy_hint(kibana.url) for kibana in servers if not kibana.requests.total]
    except ConnectionError as error:
        yield TITLE, str(error)
        return
    yield from ((HINT, hint) for hint in (*lost, *hints) if hint)


def proxy_hint(url: str) -> str:
    """Return a sentence when the environment sends the requests for *url* to a proxy, else ""."""
    parts, proxies = urlsplit(url), getproxies_environment()
    scheme = next((name for name in (parts.scheme, "all") if name in proxies), None)
    if scheme is None or proxy_bypass(parts.hostname or ""):
        return ""
    return (
        f"no request arrived, and the environment has {scheme}_proxy={proxies[scheme]}: many "
        f"clients send requests for {parts.hostname} there; put it into no_proxy"
    )


def har_sections(
    servers: "Sequence[FakeKibana]", folder: Path, test: str
) -> Iterator[tuple[str, str]]:
    """Write the HAR files of a failed test, and yield a section for each that is there."""
    try:
        files = write_hars(servers, folder, test)
    except (ConnectionError, OSError) as error:
        yield HAR, f"no HAR was written to {folder}: {error}"
        return
    yield from ((HAR, str(file)) for file in files if file.exists())
