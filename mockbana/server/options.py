"""What ``Mockbana(...)`` takes, and what it refuses at once."""

from collections.abc import Callable, Sequence
from ssl import SSLContext
from typing import Any, Final, Literal, NamedTuple, TypedDict

from mockbana.harness.text import shown
from mockbana.server.tls import Certificates


class Options(TypedDict, total=False):
    """The keywords of ``Mockbana``, for functions that pass them on."""

    host: str
    port: int
    fake: int
    random_seed: int
    base_path: str
    journal_limit: int
    tls: bool | SSLContext | Certificates
    admin_token: str | None
    allowed_hosts: Sequence[str]
    license: Literal["trial", "platinum", "basic"] | None
    require_auth: bool | None
    kibana_version: str | None


class Rule(NamedTuple):
    """What an option must be, and whether it is."""

    expected: str
    holds: Callable[[Any], bool]


def _is_whole(value: Any, least: int | None = None, most: int | None = None) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole and (least is None or value >= least) and (most is None or value <= most)


def _is_path(value: Any) -> bool:
    return value == "" or (
        isinstance(value, str) and value.startswith("/") and not value.endswith("/")
    )


def _are_hosts(value: Any) -> bool:
    several = isinstance(value, Sequence) and not isinstance(value, str)
    return several and all(isinstance(host, str) for host in value)


RULES: Final[dict[str, Rule]] = {
    "host": Rule(
        "an address or a name, such as 127.0.0.1", lambda v: isinstance(v, str) and v.strip() != ""
    ),
    "port": Rule("a number from 0 (a free one) to 65535", lambda v: _is_whole(v, 0, 65535)),
    "fake": Rule("a number of cases", lambda v: _is_whole(v, 0)),
    "random_seed": Rule("a whole number", _is_whole),
    "base_path": Rule("a path that starts with / and does not end with one, or empty", _is_path),
    "journal_limit": Rule("a number of requests above 0", lambda v: _is_whole(v, 1)),
    "admin_token": Rule("text or None", lambda v: v is None or isinstance(v, str)),
    "allowed_hosts": Rule('a list of names, such as ["kibana"]', _are_hosts),
}


def check(**options: object) -> None:
    """Refuse an option that can't be right (``ValueError``)."""
    for name, value in options.items():
        expected, holds = RULES[name]
        if not holds(value):
            raise ValueError(f"{name} must be {expected}, not {shown(value)}")
