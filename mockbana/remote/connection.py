"""The way to the control API of a server elsewhere."""

import json
import os
import ssl
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlencode, urlsplit

from mockbana.address import address
from mockbana.originals import Lock, copy_module, time

if TYPE_CHECKING:
    import socket
    from http import client
else:
    socket = copy_module("socket")
    client = copy_module("http.client", socket=socket)

PREFIX: Final = "/__mockbana__"
PATIENCE: Final = 30.0
_IDLE: Final = 20.0


class ControlError(Exception):
    """A refusal of the control API: its *status*, its sentence, and the whole *body*."""

    def __init__(self, status: int, body: Any) -> None:
        sentence = body.get("error") if isinstance(body, dict) else None
        super().__init__(sentence or f"the control API answered {status}: {str(body)[:200]}")
        self.status, self.body = status, body


class Reply(NamedTuple):
    """What came back: JSON, and headers with names in lower case."""

    body: Any
    headers: Mapping[str, str]


class Connection:
    """Requests to the control API at *url*, one after the other, from any thread.

    *context* is for https; *token* is the admin token.
    Errors: ``ControlError`` for a refusal, ``ConnectionError`` when nobody answers.
    """

    def __init__(
        self, url: str, token: str | None = None, context: ssl.SSLContext | None = None
    ) -> None:
        self._open: client.HTTPConnection | None = None
        self._aborted = False
        self.url, self._token, self._context = address(url), token, context
        self._lock = Lock()
        self._used = self._closed_until = 0.0
        self._process = os.getpid()
        self._doubted = False

    def another(self) -> "Connection":
        """Return a further connection to the same server, for requests that take their time."""
        further = Connection(self.url, self._token, self._context)
        further._closed_until, further._doubted = self._closed_until, self._doubted
        return further

    def expect_bad_certificates(self, *, expected: bool) -> None:
        """Take any certificate from now on, or none but a good one."""
        if self._doubted == expected:
            return
        self._doubted = expected
        with self._lock:
            self._drop()

    def expect_closed(self, seconds: float) -> None:
        """Wait, from now on, with each request until the port has been closed for *seconds*."""
        self._closed_until = time.monotonic() + seconds

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """Return the JSON that the server answers; *more* is as for ``send``."""
        return self.send(method, path, body, **more).body

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        timeout: float = PATIENCE,
    ) -> Reply:
        """Return the answer; *path* is the one below ``/__mockbana__/``, *body* is JSON."""
        given = {name: value for name, value in (query or {}).items() if value is not None}
        target = f"{PREFIX}/{path}" + (f"?{urlencode(given)}" if given else "")
        data = None if body is None else json.dumps(body).encode()
        self._leave_to_parent()
        with self._lock:
            self._wait_for_port()
            status, headers, raw = self._exchange(method, target, data, timeout)
        answer = _json(raw)
        if status >= 400:
            raise ControlError(status, answer)
        return Reply(answer, headers)

    def _leave_to_parent(self) -> None:
        """Take a connection of its own in a forked child, where the parent goes on with this."""
        if self._process != os.getpid():
            self._process, self._lock = os.getpid(), Lock()
            self._drop()

    def _wait_for_port(self) -> None:
        left = self._closed_until - time.monotonic()
        if left > 0:
            self._drop()
            time.sleep(left)

    def _exchange(
        self, method: str, target: str, data: bytes | None, timeout: float
    ) -> tuple[int, dict[str, str], bytes]:
        known = self._open
        try:
            answer = self._try(method, target, data, timeout)
        except ConnectionError as error:
            self._drop()
            if known is None or self._aborted:
                raise self._silence(error) from error
            # the server that it was connected to has ended, and maybe another is there now
            return self._exchange(method, target, data, timeout)
        except (OSError, client.HTTPException) as error:
            self._drop()
            raise self._silence(error) from error
        self._used = time.monotonic()
        return answer

    def _try(
        self, method: str, target: str, data: bytes | None, timeout: float
    ) -> tuple[int, dict[str, str], bytes]:
        connection = self._connected(timeout)
        connection.request(method, target, data, self._headers(data))
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return response.status, headers, response.read()

    def _silence(self, error: Exception) -> ConnectionError:
        return ConnectionError(f"no Mockbana answers at {self.url}: {_said(error)}")

    def _headers(self, data: bytes | None) -> dict[str, str]:
        headers = {} if data is None else {"Content-Type": "application/json"}
        return {**headers, "Authorization": f"Bearer {self._token}"} if self._token else headers

    def _connected(self, timeout: float) -> client.HTTPConnection:
        """Return an open connection; one that was idle for long may have been closed."""
        if self._open is None or time.monotonic() - self._used > _IDLE:
            self._drop()
            self._open = self._made()
        self._open.timeout = timeout
        if self._open.sock is not None:
            self._open.sock.settimeout(timeout)
        return self._open

    def _made(self) -> client.HTTPConnection:
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        if parts.scheme == "https":
            context = _gullible() if self._doubted else self._context
            return client.HTTPSConnection(host, parts.port or 443, context=context)
        return client.HTTPConnection(host, parts.port or 80)

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def abort(self) -> None:
        """Make the request under way, if there is one in another thread, fail; it is the last."""
        self._aborted, connection = True, self._open
        if connection is not None and connection.sock is not None:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        with self._lock:
            self._drop()

    def __del__(self) -> None:
        self._drop()


def _gullible() -> ssl.SSLContext:
    """Return a context for a server that was asked to show bad certificates."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _said(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        why = error.verify_message
        return f"its certificate isn't trusted ({why}); ca_pem= or SSL_CERT_FILE names its CA"
    return str(error) or repr(error)


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw.decode("utf-8", "replace")
