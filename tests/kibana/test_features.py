"""``GET /api/features`` and ``GET /api/endpoint/metadata``."""

from typing import Any

import pytest
import requests

from mockbana import Mockbana

ELASTIC = ("elastic", "changeme")
ANALYST = ("analyst", "secret")
with_analyst = pytest.mark.mockbana(
    fixtures={
        "mockbana": 1,
        "users": [{"username": "analyst", "password": "secret", "privileges": {"cases": "all"}}],
    }
)


def get(kibana: Mockbana, path: str, auth: tuple[str, str] = ELASTIC) -> requests.Response:
    return requests.get(kibana.url + path, auth=auth, timeout=5)


def features(kibana: Mockbana) -> list[dict[str, Any]]:
    reply = get(kibana, "/api/features")
    assert reply.status_code == 200
    return list(reply.json())


def test_the_cases_features_declare_the_owners(mockbana: Mockbana) -> None:
    owners = {each["id"]: each["cases"] for each in features(mockbana) if "cases" in each}

    assert owners == {
        "generalCasesV3": ["cases"],
        "observabilityCasesV3": ["observability"],
        "securitySolutionCasesV3": ["securitySolution"],
    }


def test_features_come_in_the_order_of_their_numbers(mockbana: Mockbana) -> None:
    orders = [each["order"] for each in features(mockbana)]

    assert orders == sorted(orders)


def test_a_cases_feature_grants_work_with_cases_of_its_owner(mockbana: Mockbana) -> None:
    (feature,) = (each for each in features(mockbana) if each["id"] == "generalCasesV3")

    privileges = feature["privileges"]
    everything = {act: ["cases"] for act in ("create", "read", "update", "push")}
    assert privileges["all"]["cases"] == everything
    assert privileges["read"]["cases"] == {"read": ["cases"]}
    parts = [sub["privilegeGroups"][0]["privileges"][0]["cases"] for sub in feature["subFeatures"]]
    assert [key for part in parts for key in part] == [
        "delete",
        "settings",
        "createComment",
        "reopenCase",
        "assign",
    ]


def test_every_feature_has_what_user_interfaces_read(mockbana: Mockbana) -> None:
    for feature in features(mockbana):
        assert feature.keys() >= {"id", "name", "category", "order", "app", "privileges"}
        assert feature["category"].keys() == {"id", "label", "euiIconType", "order"}


def test_the_query_knows_one_key(mockbana: Mockbana) -> None:
    known = get(mockbana, "/api/features?ignoreValidLicenses=true")
    unknown = get(mockbana, "/api/features?ignoreLicenses=true")

    assert known.status_code == 200
    assert unknown.json()["message"] == (
        "[request query.ignoreLicenses]: definition for this key is missing"
    )


@with_analyst
def test_features_are_for_administrators(mockbana: Mockbana) -> None:
    reply = get(mockbana, "/s/default/api/features?zzz=1", ANALYST)

    assert reply.status_code == 403
    assert reply.json()["message"] == (
        "API [GET /api/features?zzz=1] is unauthorized for user, "
        "this action is granted by the Kibana privileges [read_features]"
    )
    assert "elastic-api-version" not in reply.headers


def test_there_are_no_endpoints(mockbana: Mockbana) -> None:
    reply = get(mockbana, "/api/endpoint/metadata")

    assert reply.status_code == 200
    assert reply.json() == {
        "data": [],
        "total": 0,
        "page": 0,
        "pageSize": 10,
        "sortField": "enrolled_at",
        "sortDirection": "desc",
    }


def test_the_page_of_endpoints_is_the_one_asked_for(mockbana: Mockbana) -> None:
    query = 'page=2&pageSize=50&sortDirection=asc&hostStatuses=["healthy"]&kuery=a:b'

    page = get(mockbana, f"/api/endpoint/metadata?{query}").json()

    assert (page["page"], page["pageSize"], page["sortDirection"]) == (2, 50, "asc")


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("page=-1", "page]: Value must be equal to or greater than [0]."),
        ("pageSize=10001", "pageSize]: Value must be equal to or lower than [10000]."),
        ("page=", "page]: expected value of type [number] but got [string]"),
        ("page=x", "page]: expected value of type [number] but got [string]"),
        ("zzz=x", "zzz]: definition for this key is missing"),
        (
            "hostStatuses=healthy&hostStatuses=ill",
            (
                "hostStatuses.1]: types that failed validation:\n"
                "- [request query.hostStatuses.1.0]: expected value to equal [healthy]\n"
                "- [request query.hostStatuses.1.1]: expected value to equal [offline]\n"
                "- [request query.hostStatuses.1.2]: expected value to equal [updating]\n"
                "- [request query.hostStatuses.1.3]: expected value to equal [unhealthy]\n"
                "- [request query.hostStatuses.1.4]: expected value to equal [inactive]"
            ),
        ),
    ],
)
def test_a_bad_query_for_endpoints_is_refused(
    mockbana: Mockbana, query: str, complaint: str
) -> None:
    reply = get(mockbana, f"/api/endpoint/metadata?{query}")

    assert reply.status_code == 400
    assert reply.json()["message"] == f"[request query.{complaint}"


@with_analyst
def test_endpoints_are_for_security_people(mockbana: Mockbana) -> None:
    reply = get(mockbana, "/api/endpoint/metadata", ANALYST)

    assert reply.status_code == 403
    assert reply.json()["message"].endswith("[securitySolution]")


@pytest.mark.mockbana(require_auth=True)
def test_the_credential_test_of_n8n_fails_with_bad_credentials(mockbana: Mockbana) -> None:
    assert get(mockbana, "/api/endpoint/metadata", ("elastic", "wrong")).status_code == 401
