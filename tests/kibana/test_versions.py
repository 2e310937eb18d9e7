"""The version of the API that a request asks for."""

from typing import Any

import pytest

from mockbana import Mockbana
from tests.golden.wire import Reply, Server

SPACE = "/api/spaces/space/default"
USERS = "/internal/detection_engine/users/_find"
INSIDE = {"x-elastic-internal-origin": "kibana"}


def get(mockbana: Mockbana, path: str, version: Any = None, **headers: str) -> Reply:
    asked = {"elastic-api-version": version, **INSIDE, **headers}
    return Server(mockbana.url).once({"method": "GET", "path": path, "headers": asked})


@pytest.mark.parametrize(
    ("path", "version", "message"),
    [
        (
            SPACE,
            "1",
            'Invalid version. Received "1", expected a valid date string formatted as YYYY-MM-DD.',
        ),
        (
            SPACE,
            "2024-13-01",
            (
                'Invalid version. Received "2024-13-01", '
                "expected a valid date string formatted as YYYY-MM-DD."
            ),
        ),
        (
            SPACE,
            "2024-01-01",
            (
                'No version "2024-01-01" available for [get] [/api/spaces/space/{id}]. '
                "Available versions are: [2023-10-31]"
            ),
        ),
        (
            f"{SPACE}?apiVersion=2023-10-31",
            None,
            (
                'Use of query parameter "apiVersion" is not allowed. '
                'Please specify the API version using the "elastic-api-version" header.'
            ),
        ),
        (
            USERS,
            "2023-10-31",
            (
                'Invalid version number. Received "2023-10-31", '
                "expected a string containing _only_ a finite, whole number greater than 0."
            ),
        ),
        (
            USERS,
            "2",
            f'No version "2" available for [get] [{USERS}]. Available versions are: [1]',
        ),
    ],
)
def test_a_version_that_a_versioned_route_lacks_is_refused(
    mockbana: Mockbana, path: str, version: str | None, message: str
) -> None:
    reply = get(mockbana, path, version)

    assert (reply.status, reply.json["message"]) == (400, message)
    assert "elastic-api-version" not in reply.headers


@pytest.mark.parametrize(
    ("path", "version", "answered"),
    [
        (SPACE, None, "2023-10-31"),
        (SPACE, "2023-10-31", "2023-10-31"),
        (SPACE, ["2023-10-31", "1"], "2023-10-31"),
        (USERS, None, "1"),
        ("/api/cases/_find", "nonsense", "2023-10-31"),
    ],
)
def test_an_answer_names_the_version_of_its_route(
    mockbana: Mockbana, path: str, version: Any, answered: str
) -> None:
    reply = get(mockbana, path, version)

    assert (reply.status, reply.headers["elastic-api-version"]) == (200, answered)
