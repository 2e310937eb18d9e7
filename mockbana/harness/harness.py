"""What stands around one deployment: its journal, its faults, the state to go back to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mockbana.harness.faults import Fault, FaultBook
from mockbana.harness.fixtures.loader import load
from mockbana.harness.fixtures.reader import Fixtures
from mockbana.harness.fixtures.transaction import Progress
from mockbana.harness.journal.journal import LIMIT, Journal
from mockbana.kibana.deployment import Deployment, Frozen

if TYPE_CHECKING:
    from mockbana.kibana.storage import Document


class Harness:
    """The test rig of one deployment.

    ``bugs`` are exceptions of our own that requests have met since the last reset. ``options`` are
    documents of what the server was started with beside its fixtures, such as ``--require-auth``:
    they hold on whatever is loaded in place of these, unless it says otherwise.
    """

    def __init__(self, deployment: Deployment, *, journal_limit: int = LIMIT) -> None:
        self.deployment = deployment
        self.journal = Journal(journal_limit)
        self.faults = FaultBook(deployment)
        self.bugs: list[Exception] = []
        self.options: Sequence[Document] = ()
        self._start = deployment.freeze()
        self._start_faults: Sequence[Fault] = ()
        self._same_test = False

    def start_with(self, fixtures: Fixtures | None, progress: Progress | None = None) -> None:
        """Load *fixtures* and make the outcome what ``reset`` goes back to."""
        self._start_from(load(self.deployment, fixtures, progress, self.faults.admit))

    def start_anew(self, fixtures: Fixtures | None) -> None:
        """Start again from nothing, with *fixtures* (``FixtureError``; then nothing changes)."""
        self._start_from(self._wiped(fixtures))

    def _start_from(self, rules: Sequence[Fault]) -> None:
        self._start, self._start_faults = self.deployment.freeze(), rules
        self._begin(rules)

    @property
    def start(self) -> tuple[Frozen, Sequence[Fault]]:
        """Return the state and the rules that ``reset`` goes back to."""
        return self._start, self._start_faults

    def start_at(self, state: Frozen, rules: Sequence[Fault]) -> None:
        """Make *state* and *rules* what ``reset`` goes back to; the present state stays.

        From here on a rule that struck before a ``reset`` is not unused after it.
        """
        self._start, self._start_faults, self._same_test = state, rules, True

    def reset(self, fixtures: Fixtures | None = None) -> None:
        """Go back to the start, or to just *fixtures* with the options; forget all else.

        Errors: ``FixtureError``; then nothing has changed.
        """
        if fixtures is None:
            self.deployment.thaw(self._start)
            used = self.faults.used(self._start_faults) if self._same_test else ()
            self._begin(self._start_faults)
            self.faults.note_used(used)
        else:
            self._begin(self._wiped(fixtures))

    def _wiped(self, fixtures: Fixtures | None) -> Sequence[Fault]:
        before = self.deployment.freeze()
        self.deployment.clear()
        try:
            load(self.deployment, list(self.options))
            return load(self.deployment, fixtures, admit=self.faults.admit)
        except BaseException:
            self.deployment.thaw(before)
            raise

    def load(self, fixtures: Fixtures | None, progress: Progress | None = None) -> None:
        """Add *fixtures* to what is there: all of them or nothing (``FixtureError``)."""
        for rule in load(self.deployment, fixtures, progress, self.faults.admit):
            self.faults.add(rule)

    def _begin(self, rules: Sequence[Fault]) -> None:
        self.journal.clear()
        self.bugs.clear()
        self.faults.reset(rules)
