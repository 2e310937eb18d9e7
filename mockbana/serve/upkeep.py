"""What goes on around a served Kibana: its state is kept, its fixtures are watched."""

import asyncio
import logging
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Self

from aiohttp import web

from mockbana.rig.control.state import SAVE
from mockbana.rig.fixtures.json_writer import state_chunks

from .progress import Progress
from .seeding import Seed
from .state_file import StateFile
from .watch import Watch

LOG: Final = logging.getLogger("mockbana.state")


class Upkeep:
    """Loads *seed*, keeps the *state* in a file, and loads the seed again when it changes.

    The file is written at the end, on SIGHUP and when the control API of *app* is asked to.
    """

    def __init__(
        self, app: web.Application, seed: Seed, state: Path | None, *, watch: bool
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
        if self._state and hasattr(signal, "SIGHUP"):
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._start_saving)
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
            LOG.error("the state can't be written: %s", error.strerror)  # noqa: TRY400
        else:
            LOG.info("%d cases written to %s", saved["cases"], saved["file"])
