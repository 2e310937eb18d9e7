"""Sockets on a port: one for each address of a host, all on the same port."""

import asyncio
import errno
import os
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple

TRIES: Final = 20
NO_DESCRIPTORS: Final = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
NOT_HERE: Final = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
REUSE: Final = os.name == "posix" and sys.platform != "cygwin"
"""Elsewhere the option would let two servers share a port."""


class Address(NamedTuple):
    """An address of a host, without a port; *rest* is what IPv6 has behind the port."""

    family: socket.AddressFamily
    ip: str
    rest: tuple[Any, ...] = ()


class ListeningSocket(socket.socket):
    """A socket whose ``accept`` fails once, not a thousand times, when descriptors are used up.

    asyncio logs each failure, pauses for a second, and in Python 3.11 still goes on accepting as
    often as its backlog is long.
    """

    _failed = False

    def accept(self) -> tuple[socket.socket, Any]:
        """Return the next connection; every other failure says that there is none."""
        try:
            return super().accept()
        except OSError as error:
            self._failed = error.errno in NO_DESCRIPTORS and not self._failed
            if error.errno in NO_DESCRIPTORS and not self._failed:
                raise BlockingIOError from None
            raise


async def addresses_of(host: str) -> list[Address]:
    """Return the addresses to listen on; ``OSError`` for a name that has none."""
    kind, flags = socket.SOCK_STREAM, socket.AI_PASSIVE
    try:
        found = socket.getaddrinfo(host, 0, type=kind, flags=flags | socket.AI_NUMERICHOST)
    except socket.gaierror:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, 0, type=kind, flags=flags)
    every = (Address(row[0], str(row[4][0]), tuple(row[4][2:])) for row in found)
    return list(dict.fromkeys(every))


def bound_to(addresses: Sequence[Address], port: int) -> list[ListeningSocket]:
    """Return sockets bound to the same port of all *addresses*; they refuse until they listen.

    Port 0 takes one that is free on all of them. An address that this machine lacks is left out
    where it has another. Errors: ``OSError``.
    """
    for _ in range(TRIES):
        try:
            return _bound(addresses, port)
        except OSError as error:
            if port or error.errno != errno.EADDRINUSE:
                raise
    return _bound(addresses, port)


def _bound(addresses: Sequence[Address], port: int) -> list[ListeningSocket]:
    sockets: list[ListeningSocket] = []
    missing: OSError | None = None
    try:
        for address in addresses:
            try:
                sockets.append(_bound_socket(address, port))
            except OSError as error:
                if error.errno not in NOT_HERE:
                    raise
                missing = error
            else:
                port = port_of(sockets)
    except BaseException:
        close_all(sockets)
        raise
    if missing and not sockets:
        raise missing
    return sockets


def _bound_socket(address: Address, port: int) -> ListeningSocket:
    bound = ListeningSocket(address.family, socket.SOCK_STREAM)
    try:
        if REUSE:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if address.family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind((address.ip, port, *address.rest))
    except OSError as error:
        bound.close()
        where = f"error while attempting to bind on address {(address.ip, port)!r}"
        raise OSError(error.errno, f"{where}: {str(error.strerror).lower()}") from None
    return bound


def port_of(sockets: Sequence[socket.socket]) -> int:
    """Return the port that *sockets* are bound to."""
    port: int = sockets[0].getsockname()[1]
    return port


def close_all(sockets: Sequence[socket.socket]) -> None:
    """Close listening *sockets* for other processes as well that have inherited them."""
    for each in sockets:
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()
