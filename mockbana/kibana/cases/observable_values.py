"""Which values an observable of a type can have.

Source: kibana x-pack/platform/plugins/shared/cases/common/observables/validators.ts, which leaves
the work to ipaddr.js, the WHATWG URL parser and email-addresses.
"""

import ipaddress
import re
from collections.abc import Callable
from typing import Final

_DOMAIN: Final = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)\.[A-Za-z]{2,}")
_PLAIN: Final = re.compile(r"[a-zA-Z0-9._:/\\]+")
_OCTET: Final = re.compile(r"0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*")
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++"
_QUOTED: Final = r'"(?:[^"\\]|\\.)*+"'
_ADDRESS: Final = rf"(?:{_ATOM}(?:\.{_ATOM})*|{_QUOTED})@(?:{_ATOM}(?:\.{_ATOM})*|\[[^\[\]\\]*\])"
_MAILBOX: Final = rf"\s*+(?:{_ADDRESS}|(?:{_ATOM}|{_QUOTED}|[.\s])*+<\s*+{_ADDRESS}\s*+>)\s*+"
_MAILBOXES: Final = re.compile(rf"{_MAILBOX}(?:,{_MAILBOX})*")
_URL: Final = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?P<rest>.*)", re.DOTALL)
_SPECIAL: Final = frozenset({"http", "https", "ws", "wss", "ftp"})
_AUTHORITY: Final = re.compile(
    r"[/\\]*(?:[^/\\?#]*@)?(?P<host>\[[^\]]*\]|[^:/\\?#]*)(?P<port>:[^/\\?#]*)?"
)
_BAD_HOST: Final = re.compile(r"[\x00-\x20#%/<>?@\[\\\]^|\x7f]")
_LAST_PORT: Final = 65_535


def is_valid(type_key: str, value: str) -> bool:
    """Whether *value* can be an observable of the type *type_key*, whoever has defined the type."""
    return VALIDATORS.get(type_key, is_plain)(value)


def is_plain(value: str) -> bool:
    """Whether *value* has only letters, digits and a few signs."""
    return _PLAIN.fullmatch(value) is not None


def is_domain(value: str) -> bool:
    """Whether *value* is a domain of exactly two labels."""
    return _DOMAIN.fullmatch(value) is not None


def is_email(value: str) -> bool:
    """Whether *value* is an address or a list of some, with or without names."""
    return _MAILBOXES.fullmatch(value) is not None


def is_ipv4(value: str) -> bool:
    """Whether *value* is an address of one to four parts, decimal, octal or hexadecimal."""
    parts = value.split(".")
    if len(parts) > 4 or not all(map(_OCTET.fullmatch, parts)):
        return False
    *first, last = map(_number, parts)
    return all(number < 256 for number in first) and last < 256 ** (4 - len(first))


def _number(part: str) -> int:
    if part[:2] in ("0x", "0X"):
        return int(part, 16)
    return int(part, 8 if part.startswith("0") else 10)


def is_ipv6(value: str) -> bool:
    """Whether *value* is an IPv6 address."""
    try:
        ipaddress.IPv6Address(value)
    except ValueError:
        return False
    return True


def is_url(value: str) -> bool:
    """Whether *value* is an absolute URL."""
    text = re.sub(r"[\t\r\n]", "", value.strip("".join(map(chr, range(33)))))
    found = _URL.fullmatch(text)
    if found is None:
        return False
    if found["scheme"].lower() in _SPECIAL:
        return _is_authority(found["rest"])
    return True


def _is_authority(rest: str) -> bool:
    found = _AUTHORITY.match(rest)
    if found is None:
        return False
    port = (found["port"] or "")[1:]
    if port and not (port.isascii() and port.isdecimal() and int(port) <= _LAST_PORT):
        return False
    return _is_host(found["host"])


def _is_host(host: str) -> bool:
    if host.startswith("["):
        return is_ipv6(host[1:-1]) and "%" not in host
    last = host.removesuffix(".").rpartition(".")[2]
    if last.isascii() and last.isdecimal():
        return is_ipv4(host.removesuffix("."))
    return bool(host) and not _BAD_HOST.search(host)


VALIDATORS: Final[dict[str, Callable[[str], bool]]] = {
    "observable-type-ipv4": is_ipv4,
    "observable-type-ipv6": is_ipv6,
    "observable-type-url": is_url,
    "observable-type-email": is_email,
    "observable-type-domain": is_domain,
}
