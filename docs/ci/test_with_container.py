"""A container for the tests of a module, with testcontainers-python."""

from collections.abc import Iterator

import pytest
import requests

from mockbana.remote import RemoteMockbana
from mockbana.testcontainers import MockbanaContainer

IMAGE = "registry.example.com/mockbana:0.1.0"


@pytest.fixture(scope="module")
def kibana() -> Iterator[RemoteMockbana]:
    container = MockbanaContainer(IMAGE).with_env("MOCKBANA_LICENSE", "platinum")
    with container.with_fixtures("fixtures/seed.yaml"):
        yield container.connect()


def test_a_case_is_closed(kibana: RemoteMockbana) -> None:
    case = next(iter(kibana.cases))

    change = {"id": case["id"], "version": case["version"], "status": "closed"}
    requests.patch(
        f"{kibana.url}/api/cases", json={"cases": [change]}, headers={"kbn-xsrf": "1"}, timeout=5
    )

    assert kibana.cases[case["id"]]["status"] == "closed"
    kibana.requests.assert_sent("PATCH", "/api/cases", times=1)
