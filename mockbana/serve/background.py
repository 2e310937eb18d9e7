"""What goes on around a served Kibana: its state is kept, its fixtures are watched.

``--watch``: loading fixtures again when their files change.

What a served Kibana starts with: fixtures, which may be loaded anew, or its last state.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, Self, TypeAlias

from aiohttp import web

from mockbana.harness.control.savepoints import SAVE
from mockbana.harness.fixtures.reader import files_of
from mockbana.harness.fixtures.transaction import Progress as LoadProgress
from mockbana.harness.fixtures.writer import state_chunks
from mockbana.harness.harness import Harness
from mockbana.serve.progress import Progress
from mockbana.serve.signals import on_signal
from mockbana.serve.state_file import StateFile

STATE_LOG: Final = logging.getLogger("mockbana.state")


class SeedFixtures:
    """The *fixtures* of *rig*: what ``reset`` goes back to."""

    def __init__(self, rig: Harness, fixtures: Sequence[Any]) -> None:
        self.rig, self.fixtures = rig, fixtures

    def load(self, progress: LoadProgress | None = None) -> None:
        """Load the fixtures into an empty deployment; ``FixtureError``."""
        self.rig.start_with(self.fixtures, progress)

    def load_again(self) -> None:
        """Start anew with the fixtures as they are now; ``FixtureError``, and nothing changes."""
        self.rig.start_anew(self.fixtures)

    def go_on(self, fixtures: Sequence[Any], progress: LoadProgress | None = None) -> None:
        """Go on where a snapshot among *fixtures* left off; ``reset`` still leads to the seed.

        Errors: ``FixtureError``; then nothing is there.
        """
        self.rig.deployment.clear()
        self.rig.load(fixtures, progress)

    def files(self) -> list[str]:
        """Return the paths of all files among the fixtures, there or not."""
        return files_of(self.fixtures)


class BackgroundTasks:
    """Loads *seed*, keeps the *state* in a file, and loads the seed again when it changes.

    The file is written at the end, on SIGHUP and when the control API of *app* is asked to.
    """

    def __init__(
        self, app: web.Application, seed: SeedFixtures, state: Path | None, *, watch: bool
    ) -> None:
        self._seed = seed
        self._state = StateFile(state, seed.rig.deployment, state_chunks) if state else None
        self._watch = watch
        self._tasks: set[asyncio.Task[Any]] = set()
        if self._state:
            self._state.check()
            app[SAVE] = self._state.save

    def begin(self, overriding: Sequence[Any], *, quiet: bool) -> None:
        """Load the seed, or go on from the state file with *overriding* fixtures on top.

        Errors: ``FixtureError``.
        """
        progress = None if quiet else Progress("loading")
        self._seed.load(progress)
        if self._state and self._state.path.exists():
            self._seed.go_on([str(self._state.path), *overriding], progress)
        if progress:
            progress.end()

    async def __aenter__(self) -> Self:
        if self._state:
            on_signal("SIGHUP", self._start_saving)
        if self._watch:
            self._start(Watch(self._seed.files, self._seed.load_again).run())
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def end(self) -> None:
        """Write the state for the last time; ``RuntimeError`` when that can't be done."""
        if self._state:
            try:
                self._state.save_now()
            except OSError as error:
                reason = f"can't be written: {error.strerror}"
                raise RuntimeError(f"--state {self._state.path}: {reason}") from None

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _start_saving(self) -> None:
        self._start(self._save())

    async def _save(self) -> None:
        if self._state is None:
            return
        try:
            saved = await self._state.save()
        except OSError as error:
            STATE_LOG.error("the state can't be written: %s", error.strerror)
        else:
            STATE_LOG.info("%d cases written to %s", saved["cases"], saved["file"])


INTERVAL: Final = 0.25
WATCH_LOG: Final = logging.getLogger("mockbana.watch")
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
            WATCH_LOG.error("the fixtures were not loaded again, the old state stays:")
            for line in str(error).splitlines():
                WATCH_LOG.error(line)
        else:
            WATCH_LOG.info("the fixtures have changed and were loaded again")

    def _look(self) -> Look:
        return {file: _outside(Path(file)) for file in self._files()}


def _outside(file: Path) -> tuple[int, int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
