"""How the tests of spaces ask, and who asks."""

from typing import Any

import pytest
import requests

from mockbana import Mockbana

DEFAULT = {
    "id": "default",
    "name": "Default",
    "description": "This is your default space!",
    "color": "#00bfb3",
    "disabledFeatures": [],
    "_reserved": True,
}
SOC = {"id": "soc", "name": "SOC", "disabledFeatures": []}
ELASTIC = ("elastic", "changeme")
ANALYST = ("analyst", "secret")
NOBODY = ("nobody", "secret")
with_users = pytest.mark.mockbana(
    fixtures={
        "mockbana": 1,
        "users": [
            {"username": "analyst", "password": "secret", "privileges": {"cases": "all"}},
            {"username": "nobody", "password": "secret", "privileges": {"cases": "none"}},
        ],
        "spaces": [{"id": "soc", "name": "SOC"}],
    }
)
with_soc = pytest.mark.mockbana(fixtures={"mockbana": 1, "spaces": [{"id": "soc", "name": "SOC"}]})


def call(
    kibana: Mockbana,
    method: str,
    path: str = "",
    body: Any = None,
    *,
    auth: tuple[str, str] = ELASTIC,
    prefix: str = "",
) -> requests.Response:
    url = f"{kibana.url}{prefix}/api/spaces/space{path}"
    headers = {"kbn-xsrf": "true"}
    return requests.request(method, url, json=body, auth=auth, headers=headers, timeout=5)


def refusal(reply: requests.Response) -> tuple[int, str]:
    assert reply.json().keys() == {"statusCode", "error", "message"}
    return reply.status_code, reply.json()["message"]
