"""A fake Kibana in a container of a test's own, for testcontainers-python.

Needs the extra ``testcontainers`` and a container engine.
"""

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from mockbana.server.mockbana import Mockbana

if TYPE_CHECKING:
    from mockbana.remote import RemoteMockbana

try:
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import HttpWaitStrategy
except ImportError as error:
    raise ImportError(
        'mockbana.testcontainers needs its extra: pip install "mockbana[testcontainers]"'
    ) from error


IMAGE: Final = "mockbana:latest"
PORT: Final = 5601
FOLDER: Final = "/fixtures"


class MockbanaContainer(DockerContainer):
    """A container of *image*; started when it serves.

    Options of ``mockbana serve`` are variables: ``with_env("MOCKBANA_REQUIRE_AUTH", "1")``.

    .. code-block:: python

        with MockbanaContainer().with_fixtures("seed.yaml") as container:
            kibana = container.connect()
            my_sync(container.get_url())
            kibana.requests.assert_sent("PATCH", "/api/cases")
    """

    def __init__(
        self, image: str = IMAGE, *, admin_token: str | None = None, **kwargs: Any
    ) -> None:
        ready = HttpWaitStrategy(PORT, "/__mockbana__/health")
        super().__init__(image, _wait_strategy=ready, **kwargs)
        self.with_exposed_ports(PORT)
        self.admin_token, self._files = admin_token, 0
        if admin_token is not None:
            self.with_env("MOCKBANA_ADMIN_TOKEN", admin_token)

    def with_fixtures(self, *paths: str | PathLike[str]) -> Self:
        """Load these files, or all in these folders, when the container starts."""
        for path in map(Path, paths):
            for file in sorted(path.iterdir()) if path.is_dir() else [path]:
                self._files += 1
                self.with_copy_into_container(file, f"{FOLDER}/{self._files:03}-{file.name}")
        return self

    def get_url(self) -> str:
        """Return the address that clients use as Kibana's, ``MOCKBANA_BASE_PATH`` included."""
        base_path = self.env.get("MOCKBANA_BASE_PATH", "")
        return f"http://{self.get_container_host_ip()}:{self.get_exposed_port(PORT)}{base_path}"

    def connect(self) -> "RemoteMockbana":
        """Return what tests use to control the server."""
        return Mockbana.connect(self.get_url(), self.admin_token)
