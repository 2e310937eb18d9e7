"""Exchanges as a HAR 1.2 document, for the network panels of browsers.

Source: http://www.softwareishard.com/blog/har-12-spec/ ; members with a ``_`` are Chrome's.
"""

import base64
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from mockbana import __version__
from mockbana.kibana.http.errors import REASONS, TITLES

from .bodies import plain
from .curl import address, origin
from .exchange import Exchange
from .masking import masked_value
from .refusals import outcome

_VERSION: Final = "HTTP/1.1"
_UNKNOWN: Final = -1
_REASONS: Final = {200: "OK", 201: "Created", 204: "No Content"}


def to_har(exchanges: Iterable[Exchange], url: str = "") -> dict[str, Any]:
    """Return *exchanges* as a HAR document; *url* is the server's, if known.

    Secrets are masked, unanswered requests have status 0, bytes that are no text are in base64.
    """
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "mockbana", "version": __version__},
            "pages": [],
            "entries": [_entry(exchange, url) for exchange in exchanges],
        }
    }


def _entry(exchange: Exchange, url: str) -> dict[str, Any]:
    time = exchange.duration_ms or 0
    return {
        "startedDateTime": exchange.started_at,
        "time": time,
        "request": _request(exchange, url),
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": time, "receive": 0},
        "comment": f"#{exchange.seq} {outcome(exchange)}",
        "_resourceType": "fetch",
    }


def _request(exchange: Exchange, url: str) -> dict[str, Any]:
    query = parse_qsl(exchange.raw_path.partition("?")[2], keep_blank_values=True)
    request = {
        "method": exchange.method,
        "url": _url(exchange, url),
        "httpVersion": _VERSION,
        "cookies": [],
        "headers": _headers(exchange.headers),
        "queryString": [{"name": name, "value": value} for name, value in query],
        "headersSize": _UNKNOWN,
        "bodySize": len(exchange.body),
    }
    return {**request, "postData": _post_data(exchange)} if exchange.body else request


def _url(exchange: Exchange, url: str) -> str:
    """Return the URL, which a target such as ``*`` gets by way of a path."""
    found = address(exchange, url)
    return found if "://" in found else f"{origin(exchange, url)}/{found}"


def _post_data(exchange: Exchange) -> dict[str, Any]:
    return {"mimeType": exchange.headers.get("Content-Type", ""), "text": exchange.text}


def _response(exchange: Exchange) -> dict[str, Any]:
    headers, status = exchange.response_headers, exchange.status or 0
    response = {
        "status": status,
        "statusText": REASONS.get(status) or _REASONS.get(status) or TITLES.get(status, ""),
        "httpVersion": _VERSION,
        "cookies": [],
        "headers": _headers(headers),
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


def _headers(headers: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": masked_value(name, value)} for name, value in headers.items()]
