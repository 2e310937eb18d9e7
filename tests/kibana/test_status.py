"""``GET /api/status`` and ``GET /api/stats``."""

from typing import Any

import pytest
import requests

from mockbana import Mockbana

ELASTIC = ("elastic", "changeme")
WRONG = ("elastic", "wrong")
locked = pytest.mark.mockbana(require_auth=True)


def get(kibana: Mockbana, path: str, auth: tuple[str, str] | None = ELASTIC) -> requests.Response:
    return requests.get(kibana.url + path, auth=auth, timeout=5)


def message(reply: requests.Response) -> str:
    assert reply.status_code == 400
    return str(reply.json()["message"])


def test_the_status_says_version_and_level(mockbana: Mockbana) -> None:
    reply = get(mockbana, "/api/status")

    status = reply.json()
    assert reply.status_code == 200
    assert reply.headers["elastic-api-version"] == "2023-10-31"
    assert list(status) == ["name", "uuid", "version", "status", "metrics"]
    assert status["name"] == reply.headers["kbn-name"]
    assert status["version"]["number"] == "9.1.0"
    assert status["status"]["overall"]["level"] == "available"
    assert list(status["status"]["core"]) == ["elasticsearch", "savedObjects"]
    assert "cases" in status["status"]["plugins"]


@locked
@pytest.mark.parametrize("auth", [None, WRONG], ids=["none", "wrong"])
def test_without_good_credentials_there_is_just_the_level(
    mockbana: Mockbana, auth: tuple[str, str] | None
) -> None:
    reply = get(mockbana, "/api/status", auth)

    assert reply.status_code == 200
    assert reply.text == '{"status":{"overall":{"level":"available"}}}'
    assert reply.headers["elastic-api-version"] == "2023-10-31"


@locked
def test_bad_queries_are_refused_to_strangers_too(mockbana: Mockbana) -> None:
    reply = get(mockbana, "/api/status?zzz=1", None)

    assert message(reply) == "[request query.zzz]: definition for this key is missing"


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("zzz=1", "[request query.zzz]: definition for this key is missing"),
        (
            "v7format=true&v8format=true",
            "[request query]: provide only one format option: v7format or v8format",
        ),
        (
            "v7format=false&v8format=false",
            "[request query]: provide only one format option: v7format or v8format",
        ),
        (
            "v8format=yes&zzz=1",
            "[request query.v8format]: expected value of type [boolean] but got [string]",
        ),
        (
            "v7format=true&v7format=true",
            "[request query.v7format]: expected value of type [boolean] but got [Array]",
        ),
    ],
)
def test_a_bad_query_is_refused_with_the_first_complaint(
    mockbana: Mockbana, query: str, complaint: str
) -> None:
    assert message(get(mockbana, f"/api/status?{query}")) == complaint


@pytest.mark.parametrize("query", ["v7format=TRUE", "v8format=false"])
def test_the_format_of_kibana_7_is_still_there(mockbana: Mockbana, query: str) -> None:
    status = get(mockbana, f"/api/status?{query}").json()["status"]

    assert (status["overall"]["state"], status["overall"]["title"]) == ("green", "Green")
    ids = [service["id"] for service in status["statuses"]]
    assert ids[:2] == ["core:elasticsearch@9.1.0", "core:savedObjects@9.1.0"]
    assert "plugin:cases@9.1.0" in ids


@pytest.mark.mockbana(kibana_version="9.2.0-SNAPSHOT")
def test_a_snapshot_is_told_beside_the_number(mockbana: Mockbana) -> None:
    version = get(mockbana, "/api/status").json()["version"]

    assert (version["number"], version["build_snapshot"]) == ("9.2.0", True)


def test_with_a_stopped_clock_the_same_seed_gives_the_same_bytes(make_mockbana: Any) -> None:
    first, second, third = (make_mockbana(random_seed=seed) for seed in (1, 1, 2))
    for kibana in (first, second, third):
        kibana.clock.freeze("2025-03-01T10:00:00.000Z")

    one, same, other = (get(kibana, "/api/status") for kibana in (first, second, third))

    assert one.content == same.content
    assert one.json()["metrics"]["last_updated"] == "2025-03-01T10:00:00.000Z"
    assert one.json()["uuid"] != other.json()["uuid"]


def test_the_status_is_the_same_in_a_space_that_does_not_exist(mockbana: Mockbana) -> None:
    assert get(mockbana, "/s/nowhere/api/status").status_code == 200


def test_a_head_request_probes_the_status(mockbana: Mockbana) -> None:
    reply = requests.head(f"{mockbana.url}/api/status", timeout=5)

    assert (reply.status_code, reply.content) == (200, b"")


def test_statistics_are_in_snake_case_with_short_units(mockbana: Mockbana) -> None:
    stats = get(mockbana, "/api/stats").json()

    assert stats["kibana"]["status"] == "green"
    assert stats["kibana"]["uuid"] == get(mockbana, "/api/status").json()["uuid"]
    assert stats["process"]["memory"]["heap"].keys() == {"total_bytes", "used_bytes", "size_limit"}
    assert stats["os"]["load"].keys() == {"1m", "5m", "15m"}
    assert stats["requests"]["status_codes"] == {"200": 1}
    assert stats["collection_interval_ms"] == 5000
    assert "usage" not in stats


@pytest.mark.parametrize(
    ("query", "key"),
    [("extended", "cluster_uuid"), ("extended=true&legacy=true", "clusterUuid")],
)
def test_extended_statistics_name_the_cluster(mockbana: Mockbana, query: str, key: str) -> None:
    stats = get(mockbana, f"/api/stats?{query}").json()

    assert (stats["usage"], len(stats[key])) == ({}, 36)


def test_a_bad_statistics_query_gets_the_complaints_of_all_alternatives(
    mockbana: Mockbana,
) -> None:
    assert message(get(mockbana, "/api/stats?extended=1")) == (
        "[request query.extended]: types that failed validation:\n"
        "- [request query.extended.0]: expected value to equal []\n"
        "- [request query.extended.1]: expected value of type [boolean] but got [string]"
    )


@locked
def test_statistics_ask_for_credentials(mockbana: Mockbana) -> None:
    assert get(mockbana, "/api/stats", None).status_code == 401
