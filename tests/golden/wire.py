"""Byte-exact HTTP/1.1 client for the acceptance runner and validator (standard library only)."""

from __future__ import annotations

import base64
import gzip
import http.client
import json
import select
import socket
import zlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

Json = Any
MISSING: Json = type("Missing", (), {"__repr__": lambda self: "(absent)"})()
RESET_PATH = "/__mockbana__/reset"


class NoReply(Exception):
    """No complete HTTP response; `closed` tells a dropped connection from silence."""

    def __init__(self, what: str, closed: bool) -> None:
        super().__init__(what)
        self.closed = closed


class Unusable(Exception):
    """The server cannot be reached or refuses the reset."""


@dataclass
class Reply:
    status: int
    reason: str
    headers: dict[str, str]  # lower-case names; repeated headers joined with ", "
    body: bytes  # Content-Encoding undone

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Json:
        try:
            return json.loads(self.body)
        except ValueError:
            return MISSING


class Connection:
    """One TCP connection. Sends exactly the given bytes: no URL normalisation, no hidden headers."""

    def __init__(self, host: str, port: int, timeout: float) -> None:
        self.timeout = timeout
        self.sock = socket.create_connection((host, port), timeout)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def exchange(self, method: str, data: bytes) -> Reply:
        self.sock.settimeout(self.timeout)
        self._send(data)
        response = http.client.HTTPResponse(self.sock, method=method)
        try:
            response.begin()
            body = response.read()
        except TimeoutError:
            raise NoReply(f"no complete response within {self.timeout:g} s", closed=False) from None
        except (OSError, http.client.HTTPException) as error:
            raise NoReply(f"connection lost ({type(error).__name__})", closed=True) from None
        headers: dict[str, str] = {}
        for name, value in response.getheaders():
            headers[name.lower()] = (
                f"{headers[name.lower()]}, {value}" if name.lower() in headers else value
            )
        return Reply(
            response.status,
            response.reason,
            headers,
            decoded(body, headers.get("content-encoding")),
        )

    def _send(self, data: bytes) -> None:
        """Stop early when the server answers or hangs up before it has read everything."""
        view = memoryview(data)
        try:
            while view:
                readable, writable, _ = select.select([self.sock], [self.sock], [], self.timeout)
                if readable or not writable:
                    return
                view = view[self.sock.send(view[:65536]) :]
        except OSError:
            return

    def closed_by_peer(self, wait: float) -> bool:
        self.sock.settimeout(wait)
        try:
            return self.sock.recv(1) == b""
        except TimeoutError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        self.sock.close()


def decoded(body: bytes, encoding: str | None) -> bytes:
    if encoding == "gzip" and body:
        return gzip.decompress(body)
    if encoding == "deflate" and body:
        return zlib.decompress(body)
    return body


def chunks(body: bytes, size: int = 16384) -> bytes:
    parts = [body[n : n + size] for n in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def authorization(auth: str) -> str | None:
    """ "elastic", "none", "basic:USER:PASSWORD", "apikey:ID:KEY", or a literal header value."""
    if auth == "none":
        return None
    kind, _, secret = ("basic:elastic:changeme" if auth == "elastic" else auth).partition(":")
    if kind in ("basic", "apikey") and secret:
        return f"{'Basic' if kind == 'basic' else 'ApiKey'} {base64.b64encode(secret.encode()).decode()}"
    return auth


class Server:
    """The server under test, addressed by its base URL."""

    def __init__(self, url: str, timeout: float = 10.0) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise SystemExit(f"not a plain http URL: {url}")
        self.host, self.port = parts.hostname, parts.port or 80
        self.netloc, self.prefix, self.timeout = parts.netloc, parts.path.rstrip("/"), timeout

    def connect(self) -> Connection:
        try:
            return Connection(self.host, self.port, self.timeout)
        except OSError as error:
            raise Unusable(f"cannot connect to {self.netloc}: {error}") from None

    def encode(self, request: dict[str, Json]) -> bytes:
        """Bytes of a request as described in FORMAT.md (references already replaced)."""
        method: str = request["method"]
        body: bytes | None = None
        if "json" in request:
            body = json.dumps(request["json"], separators=(",", ":")).encode()
        elif "raw" in request:
            body = request["raw"].encode()
        elif "raw_b64" in request:
            body = base64.b64decode(request["raw_b64"])
        headers: dict[str, Json] = {"Host": self.netloc}
        headers["Authorization"] = authorization(request.get("auth", "elastic"))
        if request.get("xsrf", method not in ("GET", "HEAD", "OPTIONS")):
            headers["kbn-xsrf"] = "true"
        if body is not None:
            headers["Content-Type"] = "application/json"
            chunked = request.get("chunked", False)
            headers["Transfer-Encoding" if chunked else "Content-Length"] = (
                "chunked" if chunked else str(len(body))
            )
            body = chunks(body) if chunked else body
        for name, value in request.get(
            "headers", {}
        ).items():  # null removes a default, a list repeats
            headers = {k: v for k, v in headers.items() if k.lower() != name.lower()} | {
                name: value
            }
        lines = [f"{method} {self.prefix}{request['path']} HTTP/1.1"]
        for name, value in headers.items():
            values = value if isinstance(value, list) else [] if value is None else [value]
            lines += [f"{name}: {v}" for v in values]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + (body or b"")

    def once(self, request: dict[str, Json]) -> Reply:
        connection = self.connect()
        try:
            return connection.exchange(request["method"], self.encode(request))
        finally:
            connection.close()

    def reset(self, fixture: Json) -> None:
        try:
            reply = self.once(
                {"method": "POST", "path": RESET_PATH, "json": fixture, "auth": "none"}
            )
        except NoReply as error:
            raise Unusable(f"reset: {error}") from None
        if not 200 <= reply.status < 300:
            raise Unusable(f"reset: status {reply.status} {reply.text[:200]}")
