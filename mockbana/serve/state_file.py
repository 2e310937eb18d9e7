"""The file of ``--state``: the state of a served Kibana from one run to the next."""

import asyncio
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

from mockbana.kibana.deployment import Deployment

Chunks: TypeAlias = Callable[[Deployment], Iterable[bytes]]
"""Returns what is to be written for a deployment."""


class StateFile:
    """Keeps the state of *deployment* at *path*, where there is always a whole one, new or old."""

    def __init__(self, path: Path, deployment: Deployment, chunks: Chunks) -> None:
        self.path = path.resolve()
        self._deployment, self._chunks = deployment, chunks
        self._lock = asyncio.Lock()

    def check(self) -> None:
        """Refuse a path that can't be written (``ValueError``); tidy up after runs that died."""
        if self.path.is_dir():
            raise ValueError(f"--state {self.path}: is a folder")
        for scratch in self.path.parent.glob(f".{self.path.name}.*.new"):
            if not _runs(scratch.name.split(".")[-2]):
                scratch.unlink(missing_ok=True)
        try:
            scratch = _scratch_of(self.path)
            scratch.touch()
            scratch.unlink()
        except OSError as error:
            reason = f"can't write to {self.path.parent}: {error.strerror}"
            raise ValueError(f"--state {self.path}: {reason}") from None

    async def save(self) -> dict[str, Any]:
        """Write the present state while others go on; ``OSError``."""
        async with self._lock:
            pinned = Deployment(seed=self._deployment.seed)
            pinned.thaw(self._deployment.freeze())
            return await asyncio.to_thread(self._write, pinned)

    def save_now(self) -> dict[str, Any]:
        """Write the present state; ``OSError``."""
        return self._write(self._deployment)

    def _write(self, deployment: Deployment) -> dict[str, Any]:
        size = write_atomically(self.path, self._chunks(deployment))
        return {"file": str(self.path), "bytes": size, "cases": deployment.count_cases()}


def write_atomically(path: Path, chunks: Iterable[bytes]) -> int:
    """Write *chunks* to *path*, all or nothing whatever happens, and return how many bytes it was.

    The file keeps its permissions. Errors: ``OSError``; then the old file is still there.
    """
    scratch = _scratch_of(path)
    try:
        with scratch.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        with suppress(OSError):
            scratch.chmod(path.stat().st_mode)
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return size


def _scratch_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.new")


def _sync_folder(folder: Path) -> None:
    """Make a renaming in *folder* last; systems that can't open folders do that by themselves."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _runs(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except OSError:
        return True
    return int(process) != os.getpid()
