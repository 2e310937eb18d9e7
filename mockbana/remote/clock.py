"""The clock of a server elsewhere."""

from typing import Any

from mockbana.kibana.clock import milliseconds

from .connection import Connection, ControlError


class RemoteClock:
    """What ``Clock`` offers to tests, over *connection*."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def now(self) -> int:
        """Return the time in milliseconds since 1970."""
        return milliseconds(self._connection.ask("GET", "clock")["now"])

    @property
    def frozen(self) -> bool:
        """Whether the clock is stopped."""
        return bool(self._connection.ask("GET", "clock")["frozen"])

    def freeze(self, timestamp: str | None = None) -> None:
        """Stop the clock, at *timestamp* (ISO 8601) or where it stands."""
        self._set({"freeze": True if timestamp is None else timestamp})

    def advance(self, seconds: float) -> None:
        """Move the clock on, stopped or not; a negative number moves it back."""
        self._set({"advance": seconds})

    def unfreeze(self) -> None:
        """Let the clock run on from where it stands."""
        self._set({"unfreeze": True})

    def _set(self, change: dict[str, Any]) -> None:
        try:
            self._connection.ask("POST", "clock", change)
        except ControlError as error:
            raise ValueError(str(error)) from None
