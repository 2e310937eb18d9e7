"""What pytest tells about the requests of a test: why it fails after all, and what was sent."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mockbana.harness.faults.engine import ActiveFault
    from mockbana.pytest_plugin.marker import MarkerOptions
    from mockbana.server.mockbana import Mockbana

TITLE: Final = "mockbana requests"
_LONGEST: Final = 100


def problems(kibana: "Mockbana", wishes: "MarkerOptions") -> Iterator[str]:
    """Yield what is wrong with a test that passed, unless its marker waives it."""
    unused = [] if wishes.allows("allow_unused_faults") else _unused_faults(kibana)
    yield from _listed("fault", "that never struck", "allow_unused_faults", unused)
    unexpected = [
        f"#{exchange.seq} {exchange}"
        for exchange in kibana.requests
        if exchange.unexpected and not wishes.expects(exchange)
    ]
    where = "to a path that the server doesn't know"
    yield from _listed("request", where, "allow_unexpected", unexpected)
    bugs = [] if wishes.allows("allow_bugs") else kibana.bugs
    yield from _listed("failure", "inside mockbana itself", "allow_bugs", map(repr, bugs))


def _unused_faults(kibana: "Mockbana") -> list[str]:
    """Return the rules that never struck, each with the request that came closest to it."""
    unused = kibana.faults.unused()
    if not unused:
        return []
    from mockbana.harness.assertions.verdict import closest

    exchanges = tuple(kibana.requests)
    return [_with_closest(rule, closest(rule.fault.match.wanted, exchanges)) for rule in unused]


def _with_closest(rule: "ActiveFault", found: str) -> str:
    return f"{rule}\n{indent(found, '    ')}" if found and not rule.matched else str(rule)


def _listed(noun: str, which: str, waiver: str, things: Iterable[object]) -> Iterator[str]:
    lines = [f"  {thing}" for thing in things]
    if lines:
        head = f"{len(lines)} {noun}{'' if len(lines) == 1 else 's'} {which}"
        yield "\n".join([f"{head}; @pytest.mark.mockbana({waiver}=True) lets that pass:", *lines])


def sections(servers: "Sequence[Mockbana]") -> Iterator[tuple[str, str]]:
    """Yield title and text of what a report says about each of *servers*."""
    from mockbana.harness.journal.export import report

    for kibana in servers:
        title = TITLE if len(servers) == 1 else f"{TITLE}: {kibana.url}"
        requests = kibana.requests
        yield title, report(tuple(requests), kibana.url, requests.evicted)


def write_hars(servers: "Sequence[Mockbana]", folder: Path, test: str) -> list[Path]:
    """Write a HAR file per server that got requests; return the files."""
    from mockbana.harness.journal.export import to_har

    files = []
    for number, kibana in enumerate(servers, 1):
        if kibana.requests:
            suffix = "" if len(servers) == 1 else f".{number}"
            file = folder / f"{_file_name(test)}{suffix}.har"
            folder.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(to_har(kibana.requests, kibana.url), indent=1))
            files.append(file)
    return files


def _file_name(test: str) -> str:
    """Return a name for the files of *test* that no other test has, on any file system."""
    digest = hashlib.blake2b(test.encode("utf-8", "replace"), digest_size=4).hexdigest()
    plain = re.sub(r"[^\w.-]+", "-", test, flags=re.ASCII).strip("-.")
    return f"{plain[-_LONGEST:]}-{digest}"
