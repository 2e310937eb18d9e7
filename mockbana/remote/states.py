"""States of a server elsewhere to go back to."""

from .connection import Connection


class RemoteStates:
    """The savepoints of a server, over *connection*; it keeps them until they are forgotten."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self) -> str:
        """Return the id of a savepoint at the present state."""
        return str(self._connection.ask("POST", "savepoints")["id"])

    def restore(self, state: str) -> None:
        """Go back to a savepoint, which stays."""
        self._connection.ask("POST", f"savepoints/{state}/restore")

    def forget(self, state: str) -> None:
        """Remove a savepoint; the present state stays as it is."""
        self._connection.ask("DELETE", f"savepoints/{state}")

    def is_present(self, state: str) -> bool:
        """Whether the present state is that of a savepoint."""
        savepoints = self._connection.ask("GET", "savepoints")
        return any(each["id"] == state and each["present"] for each in savepoints)
