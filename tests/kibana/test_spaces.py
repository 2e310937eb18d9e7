"""The spaces API."""

import re
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockbana import Mockbana
from mockbana.kibana.http.config_schema import validate
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.spaces import SPACE_BODY

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


def test_there_is_a_default_space(mockbana: Mockbana) -> None:
    reply = call(mockbana, "GET", "/default")

    assert reply.json() == DEFAULT
    assert list(reply.json()) == list(DEFAULT)
    assert reply.headers["elastic-api-version"] == "2023-10-31"


def test_a_created_space_can_be_read_and_is_empty(mockbana: Mockbana) -> None:
    body = {
        "id": "soc",
        "name": "SOC",
        "description": "Night shift",
        "initials": "SC",
        "color": "#AABBCC",
        "imageUrl": "data:image/png;base64,AA",
        "disabledFeatures": ["dev_tools"],
    }

    created = call(mockbana, "POST", body={**body, "_reserved": True})

    assert (created.status_code, created.json()) == (200, body)
    assert call(mockbana, "GET", "/soc").json() == body
    found = requests.get(f"{mockbana.url}/s/soc/api/cases/_find", timeout=5)
    assert found.json()["total"] == 0


def test_spaces_are_listed_by_name(mockbana: Mockbana) -> None:
    for number, name in enumerate(("Zulu", "alpha", "Alpha")):
        call(mockbana, "POST", body={"id": f"space-{number}", "name": name})

    names = [space["name"] for space in call(mockbana, "GET").json()]

    assert names == ["Alpha", "Default", "Zulu", "alpha"]


@with_soc
def test_an_id_that_is_taken_is_a_conflict(mockbana: Mockbana) -> None:
    reply = call(mockbana, "POST", body={"id": "soc", "name": "Other"})

    assert refusal(reply) == (409, "A space with the identifier soc already exists.")
    assert call(mockbana, "GET", "/soc").json() == SOC


@with_soc
def test_an_update_keeps_what_the_body_leaves_out(mockbana: Mockbana) -> None:
    call(mockbana, "PUT", "/soc", {"id": "soc", "name": "SOC", "description": "Night shift"})

    reply = call(mockbana, "PUT", "/soc", {"id": "soc", "name": "CERT", "color": "#000000"})

    changed = {"name": "CERT", "description": "Night shift", "color": "#000000"}
    assert reply.json() == {**SOC, **changed}
    assert call(mockbana, "GET", "/soc").json() == reply.json()


@with_soc
def test_the_path_says_which_space_is_updated(mockbana: Mockbana) -> None:
    reply = call(mockbana, "PUT", "/soc", {"id": "elsewhere", "name": "CERT"})

    assert reply.json() == {**SOC, "name": "CERT"}
    assert call(mockbana, "GET", "/elsewhere").status_code == 404


def test_the_default_space_stays_reserved_when_it_is_updated(mockbana: Mockbana) -> None:
    body = {"id": "default", "name": "Home", "_reserved": False}

    reply = call(mockbana, "PUT", "/default", body)

    assert reply.json() == {**DEFAULT, "name": "Home"}


@with_soc
def test_an_update_does_not_touch_what_is_in_the_space(mockbana: Mockbana) -> None:
    case = mockbana.space("soc").cases.add(title="Phishing")

    call(mockbana, "PUT", "/soc", {"id": "soc", "name": "CERT"})

    assert requests.get(f"{mockbana.url}/s/soc/api/cases/{case['id']}", timeout=5).ok


@with_soc
def test_deleting_a_space_deletes_what_is_in_it(mockbana: Mockbana) -> None:
    kept = mockbana.cases.add(title="Stays")
    case = mockbana.space("soc").cases.add(title="Goes")

    reply = call(mockbana, "DELETE", "/soc")

    assert (reply.status_code, reply.content) == (204, b"")
    gone = requests.get(f"{mockbana.url}/s/soc/api/cases/{case['id']}", timeout=5)
    assert refusal(gone) == (404, "Saved object [space/soc] not found")
    assert kept["id"] in mockbana.cases
    call(mockbana, "POST", body=SOC)
    assert len(mockbana.space("soc").cases) == 0


def test_the_default_space_cannot_be_deleted(mockbana: Mockbana) -> None:
    reply = call(mockbana, "DELETE", "/default")

    reason = "The default space cannot be deleted because it is reserved."
    assert refusal(reply) == (400, reason)
    assert call(mockbana, "GET", "/default").ok


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_unknown_space_is_not_found(mockbana: Mockbana, method: str) -> None:
    body = {"id": "nope", "name": "Nope"} if method == "PUT" else None

    assert refusal(call(mockbana, method, "/nope", body)) == (404, "Not Found")


@pytest.mark.parametrize("prefix", ["/s/default", "/s/nowhere"])
def test_spaces_are_the_same_seen_from_any_space(mockbana: Mockbana, prefix: str) -> None:
    assert call(mockbana, "GET", prefix=prefix).json() == [DEFAULT]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (None, "[request body]: expected a plain object value, but found [null] instead."),
        ([1], "[request body]: expected a plain object value, but found [Array] instead."),
        ("x", "[request body]: could not parse object value from json input"),
        ({}, "[request body.id]: expected value of type [string] but got [undefined]"),
        (
            {"id": "SOC", "name": ""},
            "[request body.id]: must be lower case, a-z, 0-9, '_', and '-' are allowed",
        ),
        (
            {"id": "soc\n", "name": "SOC"},
            "[request body.id]: must be lower case, a-z, 0-9, '_', and '-' are allowed",
        ),
        ({"id": 1}, "[request body.id]: expected value of type [string] but got [number]"),
        (
            {"id": "soc", "name": ""},
            "[request body.name]: value has length [0] but it must have a minimum length of [1].",
        ),
        (
            {"id": "soc", "name": "SOC", "description": None},
            "[request body.description]: expected value of type [string] but got [null]",
        ),
        (
            {"id": "soc", "name": "SOC", "initials": "SO\U0001f600"},
            (
                "[request body.initials]: "
                "value has length [4] but it must have a maximum length of [2]."
            ),
        ),
        (
            {"id": "soc", "name": "SOC", "color": "red"},
            "[request body.color]: must be a 6 digit hex color, starting with a #",
        ),
        (
            {"id": "soc", "name": "SOC", "disabledFeatures": "apm"},
            "[request body.disabledFeatures]: could not parse array value from json input",
        ),
        (
            {"id": "soc", "name": "SOC", "disabledFeatures": {"a": 1}},
            "[request body.disabledFeatures]: expected value of type [array] but got [Object]",
        ),
        (
            {"id": "soc", "name": "SOC", "disabledFeatures": ["apm", 1]},
            "[request body.disabledFeatures.1]: expected value of type [string] but got [number]",
        ),
        (
            {"id": "soc", "name": "SOC", "disabledFeatures": ["x"] * 101},
            (
                "[request body.disabledFeatures]: "
                "array size is [101], but cannot be greater than [100]"
            ),
        ),
        (
            {"id": "soc", "name": "SOC", "_reserved": "yes"},
            "[request body._reserved]: expected value of type [boolean] but got [string]",
        ),
        (
            {"id": "soc", "name": "SOC", "imageUrl": "https://example.org/soc.png"},
            "[request body.imageUrl]: must start with 'data:image'",
        ),
        (
            {"id": "soc", "name": "SOC", "solution": "soc"},
            (
                "[request body.solution]: types that failed validation:\n"
                "- [request body.solution.0]: expected value to equal [es]\n"
                "- [request body.solution.1]: expected value to equal [oblt]\n"
                "- [request body.solution.2]: expected value to equal [security]\n"
                "- [request body.solution.3]: expected value to equal [classic]"
            ),
        ),
        (
            {"surplus": 1, "id": "soc", "name": "SOC", "more": 2},
            "[request body.surplus]: definition for this key is missing",
        ),
    ],
)
@pytest.mark.parametrize(("method", "path"), [("POST", ""), ("PUT", "/default")])
def test_a_bad_body_is_refused_with_the_first_complaint(
    mockbana: Mockbana, method: str, path: str, body: Any, complaint: str
) -> None:
    assert refusal(call(mockbana, method, path, body)) == (400, complaint)


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        (
            "purpose=findSavedObjects",
            (
                "[request query.purpose]: types that failed validation:\n"
                "- [request query.purpose.0]: expected value to equal [any]\n"
                "- [request query.purpose.1]: expected value to equal [copySavedObjectsIntoSpace]\n"
                "- [request query.purpose.2]: expected value to equal [shareSavedObjectsIntoSpace]"
            ),
        ),
        (
            "include_authorized_purposes=1",
            (
                "[request query.include_authorized_purposes]: "
                "expected value of type [boolean] but got [string]"
            ),
        ),
        (
            "purpose=any&include_authorized_purposes=true",
            (
                "[request query]: "
                "include_authorized_purposes can only be false when purpose is specified"
            ),
        ),
        ("space=soc", "[request query.space]: definition for this key is missing"),
    ],
)
def test_a_bad_query_is_refused(mockbana: Mockbana, query: str, complaint: str) -> None:
    assert refusal(call(mockbana, "GET", f"?{query}")) == (400, complaint)


def test_a_solution_disables_the_features_of_the_others(mockbana: Mockbana) -> None:
    body = {"id": "shop", "name": "Shop", "solution": "es", "disabledFeatures": ["dev_tools"]}

    space = call(mockbana, "POST", body=body).json()

    assert space["solution"] == "es"
    assert {"observabilityCasesV3", "securitySolutionCasesV3"} <= set(space["disabledFeatures"])
    assert not {"generalCasesV3", "dev_tools"} & set(space["disabledFeatures"])
    back = call(mockbana, "PUT", "/shop", {**body, "solution": "classic"}).json()
    assert (back["solution"], back["disabledFeatures"]) == ("classic", ["dev_tools"])


@with_users
@pytest.mark.parametrize(
    ("method", "path", "body", "verb"),
    [
        ("POST", "", {"id": "new", "name": "New"}, "create"),
        ("PUT", "/nope", {"id": "nope", "name": "New"}, "update"),
        ("DELETE", "/default", None, "delete"),
    ],
)
def test_only_administrators_manage_spaces(
    mockbana: Mockbana, method: str, path: str, body: Any, verb: str
) -> None:
    reply = call(mockbana, method, path, body, auth=ANALYST)

    assert refusal(reply) == (403, f"Unauthorized to {verb} spaces")


@with_users
def test_a_bad_body_is_refused_before_the_caller_is(mockbana: Mockbana) -> None:
    assert call(mockbana, "POST", body={}, auth=ANALYST).status_code == 400


@with_users
def test_everybody_with_a_privilege_may_read_spaces(mockbana: Mockbana) -> None:
    assert call(mockbana, "GET", "/soc", auth=ANALYST).json() == SOC
    assert call(mockbana, "GET", auth=ANALYST).json() == [DEFAULT, SOC]


@with_users
def test_nobody_else_may(mockbana: Mockbana) -> None:
    one = call(mockbana, "GET", "/nope", auth=NOBODY)
    every = call(mockbana, "GET", auth=NOBODY)

    assert refusal(one) == (403, "Unauthorized to get nope space")
    assert refusal(every) == (403, "Forbidden")


@with_users
def test_purposes_depend_on_privileges(mockbana: Mockbana) -> None:
    query = "?include_authorized_purposes=true"

    mine = [call(mockbana, "GET", query, auth=who).json()[0] for who in (ELASTIC, ANALYST)]
    copying = call(mockbana, "GET", "?purpose=copySavedObjectsIntoSpace", auth=ANALYST)

    assert set(mine[0]["authorizedPurposes"].values()) == {True}
    assert mine[1] == {
        **DEFAULT,
        "authorizedPurposes": {
            "any": True,
            "copySavedObjectsIntoSpace": False,
            "findSavedObjects": True,
            "shareSavedObjectsIntoSpace": False,
        },
    }
    assert refusal(copying) == (403, "Forbidden")
    assert call(mockbana, "GET", query, auth=NOBODY).status_code == 403


def test_writing_needs_kbn_xsrf(mockbana: Mockbana) -> None:
    reply = requests.post(f"{mockbana.url}/api/spaces/space", json=SOC, timeout=5)

    assert refusal(reply) == (400, "Request must contain a kbn-xsrf header.")


def test_there_is_a_limit_to_the_number_of_spaces(mockbana: Mockbana) -> None:
    document = {"spaces": [{"id": f"s{n}", "name": f"S{n}"} for n in range(999)]}
    mockbana.load({"mockbana": 1, **document})

    status, text = refusal(call(mockbana, "POST", body=SOC))

    assert status == 400
    assert text.startswith("Unable to create Space, this exceeds the maximum number of spaces")


def test_a_snapshot_has_the_spaces(mockbana: Mockbana) -> None:
    call(mockbana, "POST", body={**SOC, "initials": "SC"})

    mockbana.reset(mockbana.snapshot())

    assert call(mockbana, "GET", "/soc").json() == {**SOC, "initials": "SC"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
BODIES = JSON | st.fixed_dictionaries(
    {"id": st.sampled_from(["soc", "default"]) | JSON, "name": st.just("SOC") | JSON},
    optional=dict.fromkeys(("color", "initials", "disabledFeatures", "solution", "more"), JSON),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=BODIES)
def test_a_body_is_refused_with_its_place_or_converted_once_and_for_all(body: Any) -> None:
    try:
        space = validate(SPACE_BODY, body, "request body")
    except KibanaError as refused:
        space, message = None, refused.message
        assert re.match(r"\[request body[^]]*\]: ", message)

    assert space is None or validate(SPACE_BODY, space, "request body") == space


@with_users
def test_an_unknown_space_is_told_to_those_who_might_enter_it(mockbana: Mockbana) -> None:
    path = f"{mockbana.url}/s/nope/api/cases/_find"

    found = {who: requests.get(path, auth=who, timeout=5) for who in (ELASTIC, ANALYST, NOBODY)}

    unknown = (404, "Saved object [space/nope] not found")
    refusals = [(reply.status_code, reply.json()["message"]) for reply in found.values()]
    assert refusals == [unknown, unknown, (403, "Unauthorized to get nope space")]
    assert {reply.headers["elastic-api-version"] for reply in found.values()} == {"2023-10-31"}
