"""The names that a server may be called by, and those that a stranger could have made up.

A web page whose domain suddenly leads to 127.0.0.1 (DNS rebinding) calls us by that domain. So a
name counts as ours unless somebody can own it: addresses, names without a dot, and names below what
no public name server knows are nobody's domain.
"""

import re
from collections.abc import Collection
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

NOT_PUBLIC: Final = frozenset(
    {
        "consul",
        "corp",
        "docker",
        "home",
        "internal",
        "intranet",
        "lan",
        "local",
        "localdomain",
        "localhost",
        "private",
        "svc",
        "test",
    }
)
"""Last parts of names in networks of one's own; the root of the public DNS has none of them."""

_NAMESPACE: Final = re.compile(r"^search.*?\s([a-z0-9-]+)\.svc\.", re.MULTILINE)
_TOP_LEVEL: Final = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]+")


def host_of(authority: str) -> str:
    """Return the host of ``host:port`` in lower case; nothing when there is none to be read."""
    try:
        return (urlsplit(f"//{authority}").hostname or "").removesuffix(".")
    except ValueError:
        return ""


def is_ours(host: str, allowed: Collection[str] = ()) -> bool:
    """Whether no stranger can own the name *host*, or it is one of those *allowed*.

    ``.example.org`` allows all names below it, ``*`` any name at all.
    """
    return bool(host) and (not _is_public(host) or any(_fits(host, each) for each in allowed))


def names_in_cluster(resolv_conf: str) -> list[str]:
    """Return what ends the short names of services in the namespace of this Kubernetes pod.

    *resolv_conf* is its ``/etc/resolv.conf``, which lists the names that may be left out.
    """
    return [f".{namespace}" for namespace in _NAMESPACE.findall(resolv_conf)]


def _fits(host: str, allowed: str) -> bool:
    allowed = allowed.lower()
    return allowed in ("*", host) or (allowed[:1] == "." and host.endswith(allowed))


def _is_public(host: str) -> bool:
    last = host.rpartition(".")[2]
    if "." not in host or _is_address(host):
        return False
    return last not in NOT_PUBLIC and _TOP_LEVEL.fullmatch(last) is not None


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
