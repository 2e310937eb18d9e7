"""What pytest tells about the requests of a test: why it fails after all, and what was sent."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mockbana.harness.findings import Finding
    from mockbana.harness.protocol import FakeKibana
    from mockbana.pytest_plugin.marker import MarkerOptions

WAIVERS: Final = {
    "unused_fault": "allow_unused_faults",
    "unknown_route": "allow_unexpected",
    "bug": "allow_bugs",
}
TITLE: Final = "mockbana requests"
_LONGEST: Final = 100


def problems(kibana: "FakeKibana", wishes: "MarkerOptions") -> Iterator[str]:
    """Yield what is wrong with a test that passed, unless its marker waives it."""
    from mockbana.harness.findings import KINDS, findings

    found = list(findings(kibana, kibana.requests))
    for kind, (noun, which) in KINDS.items():
        waiver = WAIVERS[kind]
        lines = [_shown(each) for each in found if each.kind == kind and not _waived(each, wishes)]
        if lines:
            head = f"{len(lines)} {noun}{'' if len(lines) == 1 else 's'} {which}"
            hint = f"@pytest.mark.mockbana({waiver}=True) lets that pass"
            yield "\n".join([f"{head}; {hint}:", *lines])


def _shown(finding: "Finding") -> str:
    hint = f"\n{indent(finding.hint, '    ')}" if finding.hint else ""
    return f"  {finding.line}{hint}"


def _waived(finding: "Finding", wishes: "MarkerOptions") -> bool:
    from mockbana.harness.journal.exchange import Exchange

    if isinstance(finding.subject, Exchange):
        return wishes.expects(finding.subject)
    return wishes.allows(WAIVERS[finding.kind])


def sections(servers: "Sequence[FakeKibana]") -> Iterator[tuple[str, str]]:
    """Yield title and text of what a report says about each of *servers*."""
    from mockbana.harness.journal.export import report

    for kibana in servers:
        title = TITLE if len(servers) == 1 else f"{TITLE}: {kibana.url}"
        requests = kibana.requests
        yield title, report(tuple(requests), kibana.url, requests.evicted)


def write_hars(servers: "Sequence[FakeKibana]", folder: Path, test: str) -> list[Path]:
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
