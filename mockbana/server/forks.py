"""What a forked child must not keep: copies of a server's sockets hold its connections open."""

import os
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from typing import Protocol
from weakref import WeakSet

IN_CHILD = "this Mockbana runs in the process that forked this one; here only its url is of use"


class Inherited(Protocol):
    """What has sockets that belong to this process alone."""

    def descriptors(self) -> Iterable[int]:
        """Return the file descriptors of the sockets."""


def keep_from_children(owner: Inherited) -> None:
    """Let go of the sockets of *owner*, as long as it lives, in each child forked from now on."""
    _owners().add(owner)


@cache
def _owners() -> "WeakSet[Inherited]":
    """Return all owners; a handler of forks can't be taken back, so that there is one for all."""
    owners: WeakSet[Inherited] = WeakSet()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: _let_go(owners))
    return owners


def _let_go(owners: "Iterable[Inherited]") -> None:
    """Put the null device in the place of each socket.

    The numbers stay in use: the objects that own them close them once more. The event loop hears
    nothing of it: what it watches, it watches for the parent, too.
    """
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in [number for owner in tuple(owners) for number in owner.descriptors()]:
        with suppress(OSError):
            os.dup2(null, descriptor, inheritable=False)
    os.close(null)
