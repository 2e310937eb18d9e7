"""Addresses of servers, as people write them."""

from typing import Final
from urllib.parse import SplitResult, urlsplit

EXAMPLE: Final = "an address such as http://localhost:5601"


def address(url: str) -> str:
    """Return *url* without blanks around it and slashes at its end.

    Errors: ``ValueError`` or ``TypeError``, a sentence, for what is no address of a server.
    """
    if not isinstance(url, str):
        raise TypeError(f"the url must be text, {EXAMPLE}, not {url!r}")
    text = url.strip()
    if any(character.isspace() or not character.isprintable() for character in text):
        raise ValueError(f"{url!r} has a blank in it: the url must be {EXAMPLE}")
    scheme, colon, _rest = text.partition("://")
    if not colon:
        raise ValueError(f"{url!r} has no http:// or https:// in front: the url must be {EXAMPLE}")
    if scheme.lower() not in ("http", "https"):
        raise ValueError(f"{url!r} is neither http nor https: the url must be {EXAMPLE}")
    parts = _parts(url, text)
    if not parts.hostname:
        raise ValueError(f"{url!r} names no host: the url must be {EXAMPLE}")
    if parts.query or parts.fragment:
        raise ValueError(f"{url!r} has a query or fragment: the url must be {EXAMPLE}")
    return text.rstrip("/")


def _parts(url: str, text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        if "IPv6" in str(error) or "netloc" in str(error):
            raise ValueError(f"{url!r} has a bad host: the url must be {EXAMPLE}") from None
        raise ValueError(f"{url!r} has a bad port, which is a number from 1 to 65535") from None
    if port == 0:
        raise ValueError(f"{url!r} has port 0, which no server listens on")
    return parts
