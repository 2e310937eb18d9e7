"""As much of a container engine as testcontainers asks for: its containers are processes here."""

import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, Final

from tests.container.setups import free_port, image_environment

ID: Final = "c" * 64


class FakeContainer:
    """A ``mockbana serve`` with the variables and files that the container would have."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config
        self.root = tempfile.TemporaryDirectory()
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def unpack(self, archive: bytes) -> None:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(self.root.name, filter="data")

    def start(self) -> None:
        given = dict(pair.split("=", 1) for pair in self.config.get("Env") or [])
        folder = Path(self.root.name) / "fixtures"
        folder.mkdir(exist_ok=True)
        environment = {**os.environ, **image_environment(), **given}
        environment |= {"MOCKBANA_FIXTURES": str(folder), "MOCKBANA_PORT": str(self.port)}
        environment["MOCKBANA_HOST"] = "127.0.0.1"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mockbana", "serve"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def remove(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(5)
        self.root.cleanup()

    def shown(self) -> dict[str, Any]:
        ports = {"5601/tcp": [{"HostIp": "0.0.0.0", "HostPort": str(self.port)}]}  # noqa: S104
        return {
            "Id": ID,
            "Name": "/mockbana",
            "Image": "sha256:0",
            "State": {"Status": "running", "Running": True},
            "Config": {"Labels": {}, "Image": self.config["Image"]},
            "NetworkSettings": {"Ports": ports, "Networks": {}},
        }


class Engine(BaseHTTPRequestHandler):
    """Answers docker-py."""

    container: FakeContainer | None = None
    removed: bool = False

    def _answer(self) -> tuple[int, Any]:
        path = re.sub(r"^/v[\d.]+", "", self.path).partition("?")[0]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        call = f"{self.command} {path.removeprefix(f'/containers/{ID}')}"
        if call.startswith("GET /images/"):
            return 200, {"Id": "sha256:0", "RepoTags": []}
        if call in self.general:
            return self.general[call](self, body)
        if type(self).container is not None and call in self.of_container:
            return self.of_container[call](type(self).container, body)
        return 404, {"message": f"this engine has no {self.command} {path}"}

    def create(self, body: bytes) -> tuple[int, Any]:
        type(self).container = FakeContainer(json.loads(body))
        return 201, {"Id": ID, "Warnings": []}

    def remove(self, _: bytes) -> tuple[int, Any]:
        cls = type(self)
        if cls.container is not None:
            cls.container.remove()
        cls.container, cls.removed = None, True
        return 204, None

    general: ClassVar[dict[str, Callable[..., tuple[int, Any]]]] = {
        "GET /version": lambda *_: (200, {"ApiVersion": "1.44", "Version": "99"}),
        "POST /containers/create": create,
        "DELETE ": remove,
    }
    of_container: ClassVar[dict[str, Callable[..., tuple[int, Any]]]] = {
        "PUT /archive": lambda container, body: (200, container.unpack(body)),
        "POST /start": lambda container, _: (204, container.start()),
        "GET /json": lambda container, _: (200, container.shown()),
    }

    def _handle(self) -> None:
        status, answer = self._answer()
        raw = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    do_GET = do_POST = do_PUT = do_DELETE = _handle

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def running() -> Iterator[tuple[str, type[Engine]]]:
    """Yield the address of an engine, and the engine."""

    class OneEngine(Engine):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), OneEngine)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield f"tcp://127.0.0.1:{server.server_port}", OneEngine
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        if OneEngine.container is not None:
            OneEngine.container.remove()
