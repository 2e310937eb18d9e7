"""What a served Kibana starts with: fixtures, which may be loaded anew, or its last state."""

from collections.abc import Sequence
from typing import Any

from mockbana.rig.fixtures.loading import Progress
from mockbana.rig.fixtures.read import files_of
from mockbana.rig.rig import Rig


class Seed:
    """The *fixtures* of *rig*: what ``reset`` goes back to."""

    def __init__(self, rig: Rig, fixtures: Sequence[Any]) -> None:
        self.rig, self.fixtures = rig, fixtures

    def load(self, progress: Progress | None = None) -> None:
        """Load the fixtures into an empty deployment; ``FixtureError``."""
        self.rig.start_with(self.fixtures, progress)

    def load_again(self) -> None:
        """Start anew with the fixtures as they are now; ``FixtureError``, and nothing changes."""
        self.rig.start_anew(self.fixtures)

    def go_on(self, fixtures: Sequence[Any], progress: Progress | None = None) -> None:
        """Go on where a snapshot among *fixtures* left off; ``reset`` still leads to the seed.

        Errors: ``FixtureError``; then nothing is there.
        """
        self.rig.deployment.clear()
        self.rig.load(fixtures, progress)

    def files(self) -> list[str]:
        """Return the paths of all files among the fixtures, there or not."""
        return files_of(self.fixtures)
