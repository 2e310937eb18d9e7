"""A fixture file that was dropped on the page."""

from pathlib import Path
from typing import TYPE_CHECKING

from mockbana.rig.fixtures import FixtureError

if TYPE_CHECKING:
    from mockbana.rig.rig import Rig


def load_dropped(rig: "Rig", name: str, content: bytes, *, anew: bool) -> None:
    """Load the *content* of the file *name* as ``--fixtures`` would: all of it or nothing.

    Errors: ``FixtureError`` with the lines of the file.
    """
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="mockbana-") as folder:
        file = Path(folder, "dropped.json" if name.endswith(".json") else "dropped.yaml")
        file.write_bytes(content)
        try:
            (rig.reset if anew else rig.load)(str(file))
        except FixtureError as error:
            lines = [line.replace(str(file), name, 1) for line in error.lines]
            raise FixtureError(error.problems, lines) from None
