"""The story of one PATCH, told in a terminal: ``python -m mockbana.demo``."""

import base64
import json
from http.client import HTTPConnection
from typing import Any, Final

from mockbana.server.mockbana import Mockbana

CASE: Final = "a18b38a0-71b0-11ea-a0b2-c51ea50a58e2"
SEED: Final = {
    "connectors": [{"id": "jira", "name": "My connector", "connector_type_id": ".jira"}],
    "cases": [{"id": CASE, "version": "WzIzLDFd", "title": "Phishing wave", "tags": ["mail"]}],
}
HEADERS: Final = {
    "Authorization": f"Basic {base64.b64encode(b'elastic:changeme').decode()}",
    "Content-Type": "application/json",
    "kbn-xsrf": "true",
}


class Client:
    """A small client that shows what it sends and gets."""

    def __init__(self, kibana: Mockbana) -> None:
        self.connection = HTTPConnection(kibana.host, kibana.port)

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request, print it with its answer, and return the JSON of the answer."""
        sent = json.dumps(body) if body else None
        self.connection.request(method, path, sent, HEADERS)
        answer = self.connection.getresponse()
        value = json.loads(answer.read())
        print(f"  {method} {path}" + (f"\n    {sent}" if sent else ""))
        print(f"  -> {answer.status} {_brief(value)}\n")
        return value

    def change(self, version: str, **fields: Any) -> Any:
        """``PATCH`` the case of the story."""
        return self.send(
            "PATCH", "/api/cases", {"cases": [{"id": CASE, "version": version} | fields]}
        )


def _brief(value: Any) -> str:
    if isinstance(value, dict) and "message" in value:
        return str(value["message"])
    case = value[0] if isinstance(value, list) else value
    return ", ".join(f"{key}: {case[key]!r}" for key in ("title", "status", "tags", "version"))


def chapter(number: int, text: str) -> None:
    """Print a heading."""
    print(f"{number}. {text}\n")


def main() -> None:
    """Tell the story."""
    with Mockbana(SEED) as kibana:
        client = Client(kibana)
        chapter(1, f"A Kibana at {kibana.url}, seeded with one case.")
        version = client.send("GET", f"/api/cases/{CASE}")["version"]

        chapter(2, "A change with the version that was read is taken.")
        version = client.change(version, status="in-progress")[0]["version"]

        chapter(3, "On command another user is quicker: kibana.faults.version_conflict(times=1).")
        kibana.faults.version_conflict(times=1)
        client.change(version, status="closed")

        chapter(4, "Read again and retry, as a good client does.")
        version = client.send("GET", f"/api/cases/{CASE}")["version"]
        version = client.change(version, status="closed")[0]["version"]

        chapter(5, "On command the credentials are refused: kibana.faults.unauthorized(times=1).")
        kibana.faults.unauthorized(times=1)
        client.change(version, title="Phishing wave, week 2")

        chapter(6, "Every request was remembered; a test asserts on it.")
        for exchange in kibana.requests:
            print(f"  {exchange}")
        kibana.requests.assert_sent("PATCH", "/api/cases", json={"cases": [{"status": "closed"}]})
        print('\n  kibana.requests.assert_sent("PATCH", "/api/cases", ...) holds.')


if __name__ == "__main__":
    main()
