"""What a type of connectors consists of, and the members that several types have in common.

Source: kibana x-pack/platform/plugins/shared/stack_connectors/{common/auth,server}
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias
from urllib.parse import quote

from mockbana.kibana.config_schema import Boolean, Members, OneOf, RecordOf, String, nullable
from mockbana.kibana.config_schema.types import Type
from mockbana.kibana.storage import Document

ALERTING: Final = ("alerting", "uptime", "siem")
WITH_CASES: Final = ("alerting", "cases", "uptime", "siem")
NOWHERE: Final = "https://incidents.example.com"
BASIC_AUTH: Final = "webhook-authentication-basic"
SSL_AUTH: Final = "webhook-authentication-ssl"
OAUTH2_AUTH: Final = "webhook-oauth2-client-credentials"
# Types hold no state: one of a kind serves all members, so that a start makes few of them.
TEXT: Final = String()
TEXT_OR_NULL: Final = nullable(TEXT)
MAYBE_TEXT: Final = String(maybe=True)
FALSE: Final = Boolean(default=False)
TRUE: Final = Boolean(default=True)
HEADERS: Final = nullable(RecordOf(TEXT))
NOTHING: Final = Members({})
_WAYS: Final = (
    "must specify one of the following schemas: user and password; crt and key (with optional "
    "password); or pfx (with optional password)"
)
_WAYS_WITH_OAUTH2: Final = f"{_WAYS.replace('; or pfx', '; pfx')}; or OAuth2 client secret"
_PLACEHOLDER: Final = re.compile(r"\{{2,3}\s*([\w.]+)\s*\}{2,3}")
_SLASHES: Final = re.compile(r"([^:]/)/+")

Config: TypeAlias = Mapping[str, Any]
"""The config or the secrets of a connector."""


class Incident(NamedTuple):
    """How incidents of an outside system are named and where they are shown.

    *title* is that of a new incident; ``None`` where it is the title of the case. *address* is the
    member of the config that a *link* begins with; where *link* is ``None``, that member is all of
    it, with Mustache's placeholders.
    """

    title: str | None = "INC-{number}"
    address: str = "apiUrl"
    link: str | None = "{address}/browse/{title}"

    def new_title(self, config: Config, number: int, case_title: str) -> str:
        """Return the title of the incident *number*."""
        if self.title is None:
            return case_title
        return self.title.format(number=number, project=config.get("projectKey", "INC"))

    def url(self, config: Config, incident_id: str, title: str) -> str:
        """Return where an incident is shown; an address that the config lacks is made up."""
        if self.link is None:
            template = config.get(self.address, f"{NOWHERE}/browse/{{{{external.system.title}}}}")
            return _filled(str(template), incident_id, title)
        address = str(config.get(self.address) or NOWHERE).removesuffix("/")
        app = config.get("appId", "app")
        return self.link.format(address=address, id=incident_id, title=title, app=app)


def _filled(template: str, incident_id: str, title: str) -> str:
    values = {"external.system.id": incident_id, "external.system.title": title}
    # What UTF-8 can't hold makes Kibana's push fail; here it becomes a question mark.
    escaped = {name: quote(value, "!'()*", errors="replace") for name, value in values.items()}
    url = _PLACEHOLDER.sub(lambda found: escaped.get(found[1], ""), template)
    return _SLASHES.sub(r"\1", url.removesuffix("/"))


def _nothing_wrong(_config: Config, _secrets: Config) -> None:
    """Find nothing wrong with how config and secrets go together."""


class ConnectorType(NamedTuple):
    """A type of connectors; *features* are what it can be used in.

    *check* returns what is wrong with config and secrets together, as sent. A connector is
    deprecated if the member *deprecated_by* of its config is true. *also_pushed* are fields of a
    case that few types push.
    """

    name: str
    minimum_license: str
    features: tuple[str, ...]
    config: Members
    secrets: Members
    incident: Incident = Incident()
    check: Callable[[Config, Config], str | None] = _nothing_wrong
    deprecated_by: str = ""
    also_pushed: tuple[str, ...] = ()


AUTH: Final[dict[str, Type]] = {
    "hasAuth": TRUE,
    "authType": OneOf(BASIC_AUTH, SSL_AUTH, None, maybe=True),
    "certType": OneOf("ssl-crt-key", "ssl-pfx", maybe=True),
    "ca": MAYBE_TEXT,
    "verificationMode": OneOf("none", "certificate", "full", maybe=True),
}
"""How webhooks log in; what is left out stays away, but for ``hasAuth``."""


def texts(*names: str) -> dict[str, Type]:
    """Return members that must be text."""
    return dict.fromkeys(names, TEXT)


def optional_texts(*names: str) -> dict[str, Type]:
    """Return members that are text or null, null by default."""
    return dict.fromkeys(names, TEXT_OR_NULL)


def auth_secrets(*more: str) -> Members:
    """Return the secrets of webhooks: one way to log in, or none; *more* are ways by themselves."""
    ways = [{"user", "password"}, *({name} for name in more)]
    names = ("user", "password", "crt", "key", "pfx", *more)

    def check(secrets: Document) -> str | None:
        given = {name for name, value in secrets.items() if value}
        with_certificate = given - {"password"} in ({"crt", "key"}, {"pfx"})
        right = not given or given in ways or with_certificate
        return None if right else _WAYS_WITH_OAUTH2 if more else _WAYS

    return Members(optional_texts(*names), check=check)
