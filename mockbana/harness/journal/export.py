"""A request as a line for the shell that sends it again.

Exchanges as a HAR 1.2 document, for the network panels of browsers.

Source: http://www.softwareishard.com/blog/har-12-spec/ ; members with a ``_`` are Chrome's.

The exchanges of a test that failed, for whoever reads its log.
"""

import base64
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import parse_qsl

from mockbana._version import __version__
from mockbana.harness.journal.describe import TextOf, outcome, plain, text_of
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.text import clipped, is_secret, masked_value, visible
from mockbana.kibana.http.errors import REASONS, TITLES

CURL_MOST: Final = 8_000
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
    words = [
        "curl",
        *_options(exchange, url),
        _quoted(address(exchange, url)),
        *_curl_headers(exchange),
    ]
    body = exchange.body
    if not body and not exchange.unread:
        return " ".join(words)
    plain = b"\0" not in body  # no argument of a command can have one
    text = "" if len(body) > CURL_MOST else _quoted_bytes(body) if plain else _octal(body)
    if exchange.unread or not 0 < len(text) <= CURL_MOST:
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


def _curl_headers(exchange: Exchange) -> Iterator[str]:
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


_VERSION: Final = "HTTP/1.1"
_UNKNOWN: Final = -1
_REASONS: Final = {200: "OK", 201: "Created", 204: "No Content"}


HEAD: Final = {
    "version": "1.2",
    "creator": {"name": "mockbana", "version": __version__},
    "pages": [],
}
"""All of a log but its entries."""


def to_har(exchanges: Iterable[Exchange], url: str = "") -> dict[str, Any]:
    """Return *exchanges* as a HAR document; *url* is the server's, if known.

    Secrets are masked, unanswered requests have status 0, bytes that are no text are in base64.
    """
    return {"log": {**HEAD, "entries": [to_entry(exchange, url) for exchange in exchanges]}}


def to_entry(exchange: Exchange, url: str, as_text: TextOf = text_of) -> dict[str, Any]:
    """Return *exchange* as an entry; *as_text* makes a text of the body."""
    time = exchange.duration_ms or 0
    entry = {
        "startedDateTime": exchange.started_at,
        "time": time,
        "request": _request(exchange, url, as_text),
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": time, "receive": 0},
        "comment": f"#{exchange.seq} {outcome(exchange)}",
        "_resourceType": "fetch",
    }
    return {**entry, "_faults": exchange.faults} if exchange.faults else entry


def _request(exchange: Exchange, url: str, as_text: TextOf) -> dict[str, Any]:
    query = parse_qsl(exchange.raw_path.partition("?")[2], keep_blank_values=True)
    request = {
        "method": exchange.method,
        "url": _url(exchange, url),
        "httpVersion": _VERSION,
        "cookies": [],
        "headers": _har_headers(exchange.headers),
        "queryString": [{"name": name, "value": value} for name, value in query],
        "headersSize": _UNKNOWN,
        "bodySize": len(exchange.body),
    }
    if not exchange.body:
        return request
    text = as_text(exchange.body, exchange.headers)
    kind = exchange.headers.get("Content-Type", "")
    return {**request, "postData": {"mimeType": kind, "text": text}}


def _url(exchange: Exchange, url: str) -> str:
    """Return the URL, which a target such as ``*`` gets by way of a path."""
    found = address(exchange, url)
    return found if "://" in found else f"{origin(exchange, url)}/{found}"


def _response(exchange: Exchange) -> dict[str, Any]:
    headers, status = exchange.response_headers, exchange.status or 0
    response = {
        "status": status,
        "statusText": REASONS.get(status) or _REASONS.get(status) or TITLES.get(status, ""),
        "httpVersion": _VERSION,
        "cookies": [],
        "headers": _har_headers(headers),
        "content": _content(exchange),
        "redirectURL": headers.get("Location", ""),
        "headersSize": _UNKNOWN,
        "bodySize": len(exchange.response_body),
        "_transferSize": len(exchange.response_body),
    }
    return response if exchange.answered else {**response, "_error": outcome(exchange)}


def _content(exchange: Exchange) -> dict[str, Any]:
    headers, sent = exchange.response_headers, exchange.response_body
    raw = plain(sent, headers)
    content: dict[str, Any] = {
        "size": len(raw),
        "compression": len(raw) - len(sent),
        "mimeType": headers.get("Content-Type", "x-unknown"),
    }
    try:
        return {**content, "text": raw.decode()}
    except UnicodeDecodeError:
        return {**content, "text": base64.b64encode(raw).decode(), "encoding": "base64"}


def _har_headers(headers: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": masked_value(name, value)} for name, value in headers.items()]


REPORT_MOST: Final = 50
_FIRST: Final = 10
_BODY: Final = 1_000


def report(exchanges: Sequence[Exchange], url: str, evicted: int = 0) -> str:
    """Return each exchange with its bodies and the ``curl`` line that repeats it.

    Of more than 50 the first 10 and the last 40 are shown; *url* is the server's.
    """
    parts = [f"{evicted} evicted"] if evicted else []
    if len(exchanges) > REPORT_MOST:
        parts += [_told(exchange, url) for exchange in exchanges[:_FIRST]]
        parts.append(f"… {len(exchanges) - REPORT_MOST} more …")
        exchanges = exchanges[_FIRST - REPORT_MOST :]
    parts += [_told(exchange, url) for exchange in exchanges]
    return "\n".join(parts) or "no request was recorded"


def _told(exchange: Exchange, url: str) -> str:
    return "\n".join(_lines(exchange, url))


def _lines(exchange: Exchange, url: str) -> Iterator[str]:
    took = "" if exchange.duration_ms is None else f" ({exchange.duration_ms:.1f} ms)"
    yield f"#{exchange.seq} {exchange}{took}"
    if exchange.body:
        yield f"   sent {_body(exchange.text)}"
    if exchange.response_body:
        yield f"   got  {_body(exchange.response_text)}"
    yield f"   {curl(exchange, url)}"


def _body(text: str) -> str:
    return clipped(visible(text), width=_BODY)
