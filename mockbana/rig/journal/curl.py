"""A request as a line for the shell that sends it again."""

import shlex
from collections.abc import Iterator
from typing import Final

from .exchange import Exchange
from .masking import is_secret, masked_value

MOST: Final = 8_000
_OWN: Final = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "host",
        "transfer-encoding",
        "user-agent",
    }
)
_ESCAPES: Final = {0x27: r"\'", 0x5C: r"\\", 0x0A: r"\n", 0x0D: r"\r", 0x09: r"\t"}


def curl(exchange: Exchange, url: str = "") -> str:
    """Return the command that sends *exchange* again, to *url* or to where it went.

    Headers that curl makes itself are left out, a secret is the variable ``$SECRET``, a body that
    takes more than 8000 characters, or that nobody read, is the file ``body``. Bytes that can't be
    shown need a shell that knows ``$'...'``.
    """
    words = ["curl", *_options(exchange, url), _quoted(address(exchange, url)), *_headers(exchange)]
    body = exchange.body
    if not body and not exchange.unread:
        return " ".join(words)
    plain = b"\0" not in body  # no argument of a command can have one
    text = "" if len(body) > MOST else _quoted_bytes(body) if plain else _octal(body)
    if exchange.unread or not 0 < len(text) <= MOST:
        return " ".join([*words, "--data-binary @body"])
    if plain:
        return " ".join([*words, "--data-raw", text])
    return " ".join(["printf", text, "|", *words, "--data-binary @-"])


def origin(exchange: Exchange, url: str = "") -> str:
    """Return scheme, host and port that *exchange* went to; *url* is the server's, if known."""
    if url:
        return "/".join(url.split("/")[:3])
    return f"http://{exchange.headers.get('Host', 'localhost')}"


def address(exchange: Exchange, url: str = "") -> str:
    """Return the URL of *exchange*."""
    if not exchange.raw_path.startswith("/"):
        return exchange.raw_path
    return origin(exchange, url) + exchange.raw_path


def _options(exchange: Exchange, url: str) -> Iterator[str]:
    if exchange.method == "HEAD":
        yield "--head"
    elif exchange.method != "GET" or exchange.body:
        yield f"-X {_quoted(exchange.method)}"
    if set(exchange.raw_path) & set("[]{}"):
        yield "--globoff"
    if "/." in exchange.raw_path:
        yield "--path-as-is"
    if url.startswith("https:"):
        yield "--insecure"


def _headers(exchange: Exchange) -> Iterator[str]:
    for name, value in exchange.headers.items():
        if is_secret(name):
            secret = masked_value(name, value).replace("***", "$SECRET")
            yield f'-H "{name}: {secret}"'
        elif name.lower() not in _OWN and (name.lower(), value) != ("accept", "*/*"):
            yield f"-H {_quoted(f'{name}: {value}' if value else f'{name};')}"
    if exchange.body and "Content-Type" not in exchange.headers:
        yield "-H Content-Type:"


def _quoted(text: str) -> str:
    return _quoted_bytes(text.encode("utf-8", "surrogateescape"))


def _quoted_bytes(raw: bytes) -> str:
    """Return *raw* as one word for the shell, on one line."""
    text = raw.decode("utf-8", "replace")
    if text.isprintable() and "\ufffd" not in text:
        return shlex.quote(text)
    return "$'" + "".join(map(_escaped, raw)) + "'"


def _escaped(byte: int) -> str:
    if byte in _ESCAPES:
        return _ESCAPES[byte]
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\x{byte:02x}"


def _octal(raw: bytes) -> str:
    return "'" + "".join(f"\\{byte:03o}" for byte in raw) + "'"
