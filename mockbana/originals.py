"""The standard library as it was before a test patched it.

freezegun swaps the functions of ``time`` in all modules, ``unittest.mock`` and vcrpy swap classes
of ``http.client``; what is imported under such a patch keeps it. None of them reaches a copy of a
module. A copy that takes time is made when it is needed, which its source allows at any moment.
"""

import _thread
import sys
from importlib import import_module
from importlib.machinery import BuiltinImporter
from importlib.util import find_spec, module_from_spec
from threading import Event, Lock, Thread, Timer
from types import BuiltinFunctionType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import time

__all__ = ["Event", "Lock", "Thread", "Timer", "copy_module", "has_green_threads", "time"]


def has_green_threads() -> bool:
    """Whether gevent or eventlet has put greenlets in the place of this process's threads."""
    return not isinstance(_thread.start_new_thread, BuiltinFunctionType)


def copy_module(name: str, **names: Any) -> ModuleType:
    """Return a copy of the module *name* that sees *names* in place of those that it imports.

    Where threads are green, it is the module itself: a copy would block all of them.
    """
    if has_green_threads():
        return import_module(name)
    own_name = f"{__name__}.{name}"  # enumerations of socket look their module up
    if (known := sys.modules.get(own_name)) is None:
        known = sys.modules[own_name] = ModuleType(own_name)
        exec(_code(name), vars(known))  # noqa: S102 - the standard library's, as an import does
        vars(known).update(names)
    return known


def _code(name: str) -> Any:
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ImportError(f"there is no module {name}")
    return spec.loader.get_code(name)  # type: ignore[attr-defined] # of all loaders of sources


def _copy_of_time() -> ModuleType:
    spec = BuiltinImporter.find_spec("time")
    if spec is None or spec.loader is None:
        raise ImportError("this Python has no time")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if not TYPE_CHECKING:
    time = _copy_of_time()
