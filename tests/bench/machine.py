"""The machine: what it is, how busy it is, and which of its cores do what."""

import os
import platform
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = ("mockbana", "aiohttp", "marshmallow", "orjson", "pytest", "pytest-httpserver")


def cores() -> tuple[set[int], set[int]] | None:
    """Return a core for servers and one for clients, ``None`` where they can't be told apart."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    own = sorted(os.sched_getaffinity(0))
    return ({own[0]}, {own[1]}) if len(own) > 1 else None


@contextmanager
def pinned() -> Iterator[set[int] | None]:
    """Keep this process on the core for clients; yield the core for servers."""
    pair = cores()
    if pair is None:
        yield None
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, pair[1])
    try:
        yield pair[0]
    finally:
        os.sched_setaffinity(0, before)


def resident(pid: int | None = None) -> int | None:
    """Return how many bytes of memory a process has, ``None`` where the system doesn't tell."""
    status = Path(f"/proc/{pid or 'self'}/status")
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) * 1024 if found else None


class Others:
    """What others take of the machine's time, from 0 to 1, between two looks at it."""

    def __init__(self) -> None:
        self.share()

    def share(self) -> float:
        """Return the share since the last look; 0 where the system doesn't tell."""
        busy, total = _ticks()
        spent = os.times()
        own = (spent.user + spent.system + spent.children_user + spent.children_system) * _HERTZ
        seen, self._last = getattr(self, "_last", (busy, total, own)), (busy, total, own)
        theirs, passed = busy - seen[0] - (own - seen[2]), total - seen[1]
        return max(0.0, theirs / passed) if passed else 0.0


_HERTZ = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def _ticks() -> tuple[int, int]:
    """Return the ticks that all cores have been busy, and all ticks, since the machine began."""
    told = Path("/proc/stat")
    if not told.exists():
        return 0, 0
    user, nice, system, idle, wait, *rest = map(int, told.read_text().split("\n")[0].split()[1:9])
    busy = user + nice + system + sum(rest)
    return busy, busy + idle + wait


def load() -> str:
    """Return how many processes want a core, on average of the last minute."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def described() -> dict[str, Any]:
    """Return what somebody needs to know to compare with another machine."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", told.read_text()) if told.exists() else None
    return found[1] if found else platform.processor() or platform.machine()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
