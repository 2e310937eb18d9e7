"""Roles, the caller, user profiles."""

from typing import Any

import pytest
import requests

from mockbana import Mockbana

ELASTIC = ("elastic", "changeme")
ANNA = ("anna", "secret")
NOBODY = ("nobody", "secret")
INTERNAL = {"x-elastic-internal-origin": "Kibana", "kbn-xsrf": "true"}
USERS = [
    {
        "username": "anna",
        "password": "secret",
        "full_name": "Anna Ek",
        "email": "anna.ek@example.org",
        "profile_uid": "u_anna_0",
        "privileges": {"cases": "all", "securitySolution": "read", "observability": "none"},
    },
    {
        "username": "bo",
        "password": "secret",
        "profile_uid": "u_bo_0",
        "privileges": {"cases": "read"},
    },
    {"username": "nobody", "password": "secret", "profile_uid": "u_nobody_0"},
]
BO = {"uid": "u_bo_0", "enabled": True, "data": {}, "user": {"username": "bo"}}
ANNA_PROFILE = {
    "uid": "u_anna_0",
    "enabled": True,
    "data": {},
    "user": {"username": "anna", "email": "anna.ek@example.org", "full_name": "Anna Ek"},
}
pytestmark = pytest.mark.mockbana(fixtures={"mockbana": 1, "users": USERS})


def get(kibana: Mockbana, path: str, auth: tuple[str, str] = ELASTIC) -> requests.Response:
    return requests.get(kibana.url + path, auth=auth, headers=INTERNAL, timeout=5)


def bulk_get(kibana: Mockbana, body: Any, auth: tuple[str, str] = ELASTIC) -> requests.Response:
    url = f"{kibana.url}/internal/security/user_profile/_bulk_get"
    return requests.post(url, json=body, auth=auth, headers=INTERNAL, timeout=5)


def test_roles_are_listed_by_name(mockbana: Mockbana) -> None:
    roles = get(mockbana, "/api/security/role").json()

    assert [role["name"] for role in roles] == ["anna", "bo", "nobody", "superuser"]


def test_a_role_grants_the_cases_features_of_its_user(mockbana: Mockbana) -> None:
    role = get(mockbana, "/api/security/role/anna").json()

    granted = {"generalCasesV3": ["all"], "securitySolutionCasesV3": ["read"]}
    assert role["kibana"] == [{"base": [], "feature": granted, "spaces": ["*"]}]
    assert role["elasticsearch"] == {"cluster": [], "indices": [], "run_as": []}
    assert role["transient_metadata"] == {"enabled": True}


def test_the_superuser_is_reserved(mockbana: Mockbana) -> None:
    role = get(mockbana, "/api/security/role/superuser").json()

    assert role["metadata"] == {"_reserved": True}
    assert (role["kibana"], role["elasticsearch"]["cluster"]) == ([], ["all"])


def test_an_unknown_role_shows_the_empty_answer_of_elasticsearch(mockbana: Mockbana) -> None:
    reply = get(mockbana, "/api/security/role/nope")

    assert reply.status_code == 404
    assert reply.json() == {"statusCode": 404, "error": "Not Found", "message": "{}"}


def test_roles_are_for_administrators(mockbana: Mockbana) -> None:
    reply = get(mockbana, "/api/security/role/anna", ANNA)

    reason = (
        "action [cluster:admin/xpack/security/role/get] is unauthorized for user [anna] with "
        "effective roles [anna], this action is granted by the cluster privileges "
        "[read_security,manage_security,all]"
    )
    cause = f"security_exception\n\tRoot causes:\n\t\tsecurity_exception: {reason}"
    assert reply.status_code == 403
    assert reply.json()["message"] == f"[{cause}]: {reason}"


def test_the_query_of_roles_is_strict(mockbana: Mockbana) -> None:
    reply = get(mockbana, "/api/security/role?zzz=1")

    assert reply.json()["message"] == "[request query.zzz]: definition for this key is missing"


def test_elastic_is_a_reserved_superuser(mockbana: Mockbana) -> None:
    me = get(mockbana, "/internal/security/me").json()

    assert me == {
        "username": "elastic",
        "roles": ["superuser"],
        "full_name": None,
        "email": None,
        "metadata": {"_reserved": True},
        "enabled": True,
        "authentication_realm": {"name": "reserved", "type": "reserved"},
        "lookup_realm": {"name": "reserved", "type": "reserved"},
        "authentication_type": "realm",
        "authentication_provider": {"type": "http", "name": "__http__"},
        "elastic_cloud_user": False,
    }


def test_a_user_of_its_own_has_a_role_and_a_profile(mockbana: Mockbana) -> None:
    me = get(mockbana, "/internal/security/me", ANNA).json()

    assert (me["roles"], me["profile_uid"], me["full_name"]) == (["anna"], "u_anna_0", "Anna Ek")
    assert me["authentication_realm"]["type"] == "native"


def test_an_api_key_is_not_a_password(mockbana: Mockbana) -> None:
    headers = {**INTERNAL, "Authorization": f"ApiKey {mockbana.api_key}"}

    me = requests.get(f"{mockbana.url}/internal/security/me", headers=headers, timeout=5).json()

    assert (me["username"], me["roles"]) == ("elastic", [])
    assert (me["authentication_type"], me["lookup_realm"]["type"]) == ("api_key", "_es_api_key")


@pytest.mark.parametrize(
    "path",
    [
        "/internal/security/me",
        "/internal/security/user_profile",
        "/internal/detection_engine/users/_find",
    ],
)
def test_internal_routes_ask_where_the_call_comes_from(mockbana: Mockbana, path: str) -> None:
    reply = requests.get(mockbana.url + path, timeout=5)

    assert reply.status_code == 400
    assert reply.json()["message"].startswith(f"uri [{path}] with method [get] exists but is not")


def test_the_own_profile_names_roles_and_realm(mockbana: Mockbana) -> None:
    profile = get(mockbana, "/internal/security/user_profile?dataPath=avatar", ANNA).json()

    more = {
        "roles": ["anna"],
        "realm_name": "default_native",
        "authentication_provider": {"type": "http", "name": "__http__"},
    }
    assert profile == {
        **ANNA_PROFILE,
        "user": {**dict(ANNA_PROFILE["user"]), **more},  # type: ignore[call-overload]
        "labels": {},
    }


def test_without_a_profile_there_is_none_to_be_found(mockbana: Mockbana) -> None:
    reply = get(mockbana, "/internal/security/user_profile")

    assert reply.status_code == 404
    assert reply.json() == {"statusCode": 404, "error": "Not Found", "message": "Not Found"}


def test_profiles_come_as_asked_for_once_each_and_unknown_ones_not_at_all(
    mockbana: Mockbana,
) -> None:
    body = {"uids": ["u_bo_0", "u_gone_0", "u_anna_0", "u_bo_0"], "dataPath": "avatar"}

    profiles = bulk_get(mockbana, body).json()

    assert profiles == [BO, ANNA_PROFILE]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({}, "[request body.uids]: expected value of type [array] but got [undefined]"),
        ({"uids": []}, "[request body.uids]: array size is [0], but cannot be smaller than [1]"),
        (
            {"uids": ["u"] * 1001},
            "[request body.uids]: array size is [1001], but cannot be greater than [1000]",
        ),
        (
            {"uids": [None]},
            "[request body.uids.0]: expected value of type [string] but got [null]",
        ),
        ({"uids": ["u"], "zzz": 1}, "[request body.zzz]: definition for this key is missing"),
    ],
)
def test_a_bad_list_of_profiles_is_refused(mockbana: Mockbana, body: Any, complaint: str) -> None:
    reply = bulk_get(mockbana, body)

    assert (reply.status_code, reply.json()["message"]) == (400, complaint)


def test_profiles_are_for_users_of_cases(mockbana: Mockbana) -> None:
    reply = bulk_get(mockbana, {}, NOBODY)

    assert reply.status_code == 403
    assert reply.json()["message"] == (
        "API [POST /internal/security/user_profile/_bulk_get] is unauthorized for user, "
        "this action is granted by the Kibana privileges [bulkGetUserProfiles]"
    )


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("", [ANNA_PROFILE, BO]),
        ("an", [ANNA_PROFILE]),
        ("EK an", [ANNA_PROFILE]),
        ("example", [ANNA_PROFILE]),
        ("nna", []),
        ("bo ek", []),
        ("nobody", []),
        ("elastic", []),
    ],
)
def test_users_are_found_by_the_beginnings_of_their_names(
    mockbana: Mockbana, term: str, found: list[Any]
) -> None:
    path = f"/internal/detection_engine/users/_find?searchTerm={term}"

    assert get(mockbana, path).json() == found


def test_at_most_ten_users_are_found(mockbana: Mockbana) -> None:
    crowd = [
        {"username": f"user{n}", "profile_uid": f"u_{n}", "privileges": {"cases": "all"}}
        for n in range(12)
    ]
    mockbana.load({"mockbana": 1, "users": crowd})

    found = get(mockbana, "/internal/detection_engine/users/_find?searchTerm=user").json()

    assert [profile["uid"] for profile in found] == [f"u_{n}" for n in range(10)]


def test_users_are_found_for_security_people_by_one_term(mockbana: Mockbana) -> None:
    path = "/internal/detection_engine/users/_find"

    assert get(mockbana, path, ANNA).status_code == 200
    assert get(mockbana, path, ("bo", "secret")).status_code == 403
    twice = get(mockbana, f"{path}?searchTerm=a&searchTerm=b")
    assert twice.json()["message"] == (
        "[request query]: searchTerm: Expected string, received array"
    )
