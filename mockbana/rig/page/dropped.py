"""A fixture file that was dropped on the page."""

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from mockbana.rig.fixtures import FixtureError
from mockbana.rig.fixtures.yaml_text import Loader

if TYPE_CHECKING:
    from mockbana.rig.rig import Rig

MOST: Final = 2_000_000
"""Values of a file with aliases, each alias counted as all that it stands for."""


def load_dropped(rig: "Rig", name: str, content: bytes, *, anew: bool) -> None:
    """Load the *content* of the file *name* as ``--fixtures`` would: all of it or nothing.

    Errors: ``FixtureError`` with the lines of the file, ``ValueError`` for what is no text.
    """
    from tempfile import TemporaryDirectory

    if b"*" in content and b"&" in content and _explodes(content):
        raise ValueError(f"its aliases stand for more than {MOST} values")
    with TemporaryDirectory(prefix="mockbana-") as folder:
        file = Path(folder, "dropped.json" if name.endswith(".json") else "dropped.yaml")
        file.write_bytes(content)
        try:
            (rig.reset if anew else rig.load)(str(file))
        except FixtureError as error:
            lines = [line.replace(str(file), name, 1) for line in error.lines]
            raise FixtureError(error.problems, lines) from None
        except yaml.YAMLError as error:
            raise ValueError(str(error).replace(str(file), name)) from None


def _explodes(content: bytes) -> bool:
    """Whether a few lines of YAML stand for more than anybody could want to load."""
    try:
        return _count(yaml.compose(content, Loader), {}) > MOST
    except (yaml.YAMLError, RecursionError):
        return False  # refused with its line when it is read


def _count(node: Any, known: dict[int, int]) -> int:
    if id(node) not in known:
        known[id(node)] = MOST  # for an alias within what it stands for
        within: Any = node.value if isinstance(node, yaml.CollectionNode) else ()
        children = chain(*within) if isinstance(node, yaml.MappingNode) else within
        known[id(node)] = 1 + sum(_count(child, known) for child in children)
    return known[id(node)]
