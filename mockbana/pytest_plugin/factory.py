"""The type of the fixture ``make_mockbana``."""

from typing import TYPE_CHECKING, Protocol, Unpack

if TYPE_CHECKING:
    from mockbana.harness.fixtures.reader import Fixtures
    from mockbana.server.mockbana import Mockbana
    from mockbana.server.options import Options


class MakeMockbana(Protocol):
    """Makes a ``Mockbana``, of what that takes, and starts it."""

    def __call__(
        self, fixtures: "Fixtures | None" = None, **options: "Unpack[Options]"
    ) -> "Mockbana":
        """Return the server, which ends with the test."""
