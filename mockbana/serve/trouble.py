"""What goes wrong in the event loop of a server that has a process of its own."""

import asyncio
import logging
from typing import Any, Final

from mockbana.server.ports import NO_DESCRIPTORS

LOG: Final = logging.getLogger("mockbana")
USED_UP: Final = (
    "no file descriptor is left for another connection; clients wait until one ends, or raise the "
    "limit: ulimit -n"
)


def log_trouble(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what no task has caught: a sentence for descriptors used up, a trace for the rest."""
    error = context.get("exception")
    if isinstance(error, OSError) and error.errno in NO_DESCRIPTORS:
        LOG.warning(USED_UP)
    else:
        loop.default_exception_handler(context)
