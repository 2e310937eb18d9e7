"""``--watch``: loading fixtures again when their files change."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeAlias

INTERVAL: Final = 0.25
LOG: Final = logging.getLogger("mockbana.watch")
Look: TypeAlias = dict[str, tuple[int, int, int] | None]
"""What a file looks like from outside, by path; ``None`` where there is none."""


class Watch:
    """Looks at *files* now and then, and calls *load* when one has changed, come or gone.

    *load* raises ``ValueError`` for what can't be loaded; that is told, and nothing else happens.
    """

    def __init__(self, files: Callable[[], Iterable[str]], load: Callable[[], None]) -> None:
        self._files, self._load = files, load
        self._seen = self._loaded = self._look()

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(INTERVAL)
            self.look()

    def look(self) -> None:
        """Load what has changed, once it has stayed the same for two looks: it might be half."""
        before, self._seen = self._seen, self._look()
        if self._seen != self._loaded and self._seen == before:
            self._loaded = self._seen
            self._reload()

    def _reload(self) -> None:
        try:
            self._load()
        except ValueError as error:
            LOG.error("the fixtures were not loaded again, the old state stays:")  # noqa: TRY400
            for line in str(error).splitlines():
                LOG.error(line)  # noqa: TRY400
        else:
            LOG.info("the fixtures have changed and were loaded again")

    def _look(self) -> Look:
        return {file: _outside(Path(file)) for file in self._files()}


def _outside(file: Path) -> tuple[int, int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
