"""The spaces API."""

from typing import Any

import pytest
import requests

from mockbana import Mockbana
from tests.kibana.spaces_api import (
    ANALYST,
    DEFAULT,
    ELASTIC,
    NOBODY,
    SOC,
    call,
    refusal,
    with_soc,
    with_users,
)


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


@with_users
def test_an_unknown_space_is_told_to_those_who_might_enter_it(mockbana: Mockbana) -> None:
    path = f"{mockbana.url}/s/nope/api/cases/_find"

    found = {who: requests.get(path, auth=who, timeout=5) for who in (ELASTIC, ANALYST, NOBODY)}

    unknown = (404, "Saved object [space/nope] not found")
    refusals = [(reply.status_code, reply.json()["message"]) for reply in found.values()]
    assert refusals == [unknown, unknown, (403, "Unauthorized to get nope space")]
    assert {reply.headers["elastic-api-version"] for reply in found.values()} == {"2023-10-31"}
