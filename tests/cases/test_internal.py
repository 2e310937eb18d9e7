"""The other routes that Kibana's own user interface calls."""

from typing import Any

import pytest
import requests

from mockbana import Mockbana
from tests.cases.api import (
    ELASTIC,
    READER,
    WITH_READER,
    alert,
    attach,
    get,
    good,
    history,
    patch,
    post,
    refusal,
    send,
    user_comment,
)

MARIA = {
    "username": "maria",
    "password": "x",
    "full_name": "Maria Lopez",
    "email": "ml@example.com",
    "profile_uid": "u_maria",
    "privileges": {"cases": "all", "observability": "read"},
}
BEN = {
    "username": "ben_lo",
    "password": "x",
    "profile_uid": "u_ben",
    "privileges": {"cases": "read"},
}
NOBODY = {"username": "nobody", "password": "x", "profile_uid": "u_nobody", "privileges": {}}
SUGGEST = "/internal/cases/_suggest_user_profiles"
JIRA = {"id": "c1", "name": "My Jira", "connector_type_id": ".jira"}
FIELDS = {"issueType": "1", "priority": None, "parent": None}
TO_JIRA = {"id": "c1", "name": "old name", "type": ".jira", "fields": FIELDS}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/internal/cases/categories"),
        ("GET", "/api/cases/x/resolve"),
        ("POST", "/internal/cases/_bulk_get"),
        ("POST", "/internal/cases/_search"),
        ("POST", SUGGEST),
        ("POST", "/internal/cases/x/observables"),
        ("PATCH", "/internal/cases/x/observables/y"),
        ("DELETE", "/internal/cases/x/observables/y"),
        ("POST", "/internal/cases/x/_similar"),
        ("GET", "/internal/cases/x/_connectors"),
        ("GET", "/internal/cases/x/_users"),
        ("GET", "/internal/cases/x/user_actions/_stats"),
        ("GET", "/internal/cases/x/user_actions/_find"),
        ("GET", "/internal/cases/metrics"),
        ("GET", "/internal/cases/metrics/x"),
        ("PUT", "/internal/cases/x/custom_fields/y"),
    ],
)
@pytest.mark.mockbana(allow_unexpected=True)
def test_internal_routes_are_for_kibana_itself(mockbana: Mockbana, method: str, path: str) -> None:
    url, headers = f"{mockbana.url}{path}", {"kbn-xsrf": "true"}

    reply = requests.request(method, url, headers=headers, timeout=5)

    configuration = "exists but is not available with the current configuration"
    assert refusal(reply) == (400, f"uri [{path}] with method [{method.lower()}] {configuration}")


def test_a_resolved_case_has_its_comments_unless_they_are_not_wanted(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    attach(mockbana, case, user_comment())
    attach(mockbana, case, alert(["a", "b"]))
    path = f"/api/cases/{case['id']}/resolve"

    whole, bare = get(mockbana, path), get(mockbana, f"{path}?includeComments=false")

    assert whole["outcome"] == bare["outcome"] == "exactMatch"
    assert [item["type"] for item in whole["case"]["comments"]] == ["user", "alert"]
    assert (whole["case"]["totalComment"], whole["case"]["totalAlerts"]) == (2, 2)
    nothing = {"comments": [], "totalComment": 0, "totalAlerts": 0}
    assert bare["case"] == {**whole["case"], **nothing}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "?includeComments=1",
            "[request query.includeComments]: expected value of type [boolean] but got [string]",
        ),
        ("?x=1", "[request query.x]: definition for this key is missing"),
    ],
)
def test_a_query_of_resolve_is_judged_before_the_case(
    mockbana: Mockbana, query: str, message: str
) -> None:
    assert refusal(send(mockbana, "GET", f"/api/cases/x/resolve{query}")) == (400, message)


def test_a_case_that_is_not_there_or_not_mine_is_not_resolved(mockbana: Mockbana) -> None:
    mockbana.load(WITH_READER)
    case = mockbana.cases.add(owner="observability")

    unknown = send(mockbana, "GET", "/api/cases/x/resolve")
    not_mine = send(mockbana, "GET", f"/api/cases/{case['id']}/resolve", auth=READER)

    assert refusal(unknown) == (404, "Saved object [cases/x] not found")
    text = 'Unauthorized to access case with owners: "observability"'
    assert refusal(not_mine) == (403, text)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"name": "", "owners": ["cases"]}, ["u_maria", "u_ben"]),
        ({"name": "", "owners": ["cases"], "size": 1}, ["u_maria"]),
        ({"name": "LO", "owners": ["cases"]}, ["u_maria"]),
        ({"name": "ben", "owners": ["cases"]}, ["u_ben"]),
        ({"name": "maria lop", "owners": ["cases", "observability"]}, ["u_maria"]),
        ({"name": "ml@exam", "owners": ["cases"]}, ["u_maria"]),
        ({"name": "aria", "owners": ["cases"]}, []),
        ({"name": "", "owners": ["cases", "observability"]}, ["u_maria"]),
        ({"name": "", "owners": []}, []),
    ],
)
def test_profiles_are_suggested_by_name_of_those_who_may_read(
    mockbana: Mockbana, body: dict[str, Any], expected: list[str]
) -> None:
    mockbana.load({"users": [MARIA, BEN, NOBODY]})

    found = good(post(mockbana, SUGGEST, body))

    assert [profile["uid"] for profile in found] == expected


def test_a_profile_tells_what_is_known_of_the_user(mockbana: Mockbana) -> None:
    mockbana.load({"users": [MARIA, BEN]})

    maria, ben = good(post(mockbana, SUGGEST, {"name": "", "owners": ["cases"]}))

    names = {key: MARIA[key] for key in ("username", "full_name", "email")}
    assert maria == {"uid": "u_maria", "enabled": True, "user": names, "data": {}}
    assert ben["user"] == {"username": "ben_lo"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"name": "a", "owners": [], "size": 11}, "The size field cannot be more than 10."),
        ({"name": "a", "owners": [], "size": 0}, "The size field cannot be less than 1."),
        ({"name": "a", "owners": [], "size": "5"}, 'Invalid value "5" supplied to "size"'),
        (
            {},
            (
                'Invalid value "undefined" supplied to "name",'
                'Invalid value "undefined" supplied to "owners"'
            ),
        ),
        ({"name": "a", "owners": [], "x": 1}, 'invalid keys "x"'),
    ],
)
def test_a_bad_question_for_profiles_is_refused(
    mockbana: Mockbana, body: Any, message: str
) -> None:
    assert refusal(post(mockbana, SUGGEST, body)) == (400, message)


def test_profiles_need_platinum_and_a_privilege(mockbana: Mockbana) -> None:
    mockbana.load({"users": [NOBODY], "settings": {"license": "basic"}})

    unlicensed = post(mockbana, SUGGEST, {"name": "", "owners": []})
    unprivileged = post(mockbana, SUGGEST, {}, auth=("nobody", "x"))

    text = "In order to retrieve suggested user profiles, you must be subscribed to an Elastic"
    assert refusal(unlicensed) == (403, f"{text} Platinum license")
    assert refusal(unprivileged) == (
        403,
        (
            f"API [POST {SUGGEST}] is unauthorized for user, this action is granted by the Kibana "
            "privileges [casesSuggestUserProfiles]"
        ),
    )


def test_users_of_a_case_are_told_apart_by_what_they_did(mockbana: Mockbana) -> None:
    mockbana.load({"users": [MARIA, BEN]})
    case = mockbana.cases.add(assignees=[{"uid": "u_ben"}, {"uid": "u_gone"}])
    entry = {"id": case["id"], "version": case["version"], "assignees": [{"uid": "u_maria"}]}
    good(patch(mockbana, "/api/cases", {"cases": [entry]}, auth=("maria", "x")))

    users = get(mockbana, f"/internal/cases/{case['id']}/_users")

    empty = {"username": None, "full_name": None, "email": None}
    names = {key: MARIA[key] for key in ("username", "full_name", "email")}
    maria = {"user": names, "uid": "u_maria"}
    assert users == {
        "participants": [{"user": ELASTIC}, maria],
        "assignees": [maria],
        "unassignedUsers": [
            {"user": {**empty, "username": "ben_lo"}, "uid": "u_ben"},
            {"user": empty, "uid": "u_gone"},
        ],
        "reporter": {"user": ELASTIC},
    }


def test_a_connector_must_be_pushed_to_until_it_has_been(mockbana: Mockbana) -> None:
    mockbana.load({"connectors": [JIRA]})
    mockbana.clock.freeze("2025-01-01T00:00:00.000Z")
    case = mockbana.cases.add(connector=TO_JIRA)
    path = f"/internal/cases/{case['id']}/_connectors"

    before = get(mockbana, path)
    mockbana.clock.advance(1)
    pushed = good(post(mockbana, f"/api/cases/{case['id']}/connector/c1/_push", {}))
    after = get(mockbana, path)
    mockbana.clock.advance(1)
    attach(mockbana, case, user_comment())
    later = get(mockbana, path)

    plain = {**TO_JIRA, "name": "My Jira"}
    assert before == {"c1": {**plain, "push": {"needsToBePushed": True, "hasBeenPushed": False}}}
    details = {
        "latestUserActionPushDate": "2025-01-01T00:00:01.000Z",
        "oldestUserActionPushDate": "2025-01-01T00:00:01.000Z",
        "externalService": pushed["external_service"],
    }
    push = {"needsToBePushed": False, "hasBeenPushed": True, "details": details}
    assert after == {"c1": {**plain, "push": push}}
    assert later["c1"]["push"]["needsToBePushed"] is True


def test_a_connector_with_other_fields_must_be_pushed_to_again(mockbana: Mockbana) -> None:
    mockbana.load({"connectors": [JIRA]})
    mockbana.clock.freeze("2025-01-01T00:00:00.000Z")
    case = mockbana.cases.add(connector=TO_JIRA)
    mockbana.clock.advance(1)
    good(post(mockbana, f"/api/cases/{case['id']}/connector/c1/_push", {}))
    mockbana.clock.advance(1)

    mockbana.cases.edit(case["id"], connector={**TO_JIRA, "fields": {**FIELDS, "priority": "P1"}})

    connector = get(mockbana, f"/internal/cases/{case['id']}/_connectors")["c1"]
    assert (connector["fields"]["priority"], connector["push"]["needsToBePushed"]) == ("P1", True)


def test_a_case_without_connectors_has_none_even_if_it_is_unknown(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()

    for case_id in (case["id"], "x"):
        assert get(mockbana, f"/internal/cases/{case_id}/_connectors") == {}


def test_the_history_counts_all_user_actions_and_those_about_comments(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    attach(mockbana, case, user_comment())
    attach(mockbana, case, alert("a"))
    mockbana.cases.edit(case["id"], title="new")

    stats = get(mockbana, f"/internal/cases/{case['id']}/user_actions/_stats")

    assert stats == {"total": 4, "total_comments": 1, "total_other_actions": 3}
    unknown = send(mockbana, "GET", "/internal/cases/x/user_actions/_stats")
    assert refusal(unknown) == (404, "Saved object [cases/x] not found")


def test_the_history_comes_with_attachments_as_they_are_now(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    attach(mockbana, case, user_comment())
    (comment,) = attach(mockbana, case, user_comment("second"))["comments"][1:]
    path = f"/internal/cases/{case['id']}/user_actions/_find"

    page = get(mockbana, f"{path}?types=comment&sortOrder=desc&perPage=1")

    assert page["latestAttachments"] == [comment]
    assert [action["comment_id"] for action in page["userActions"]] == [comment["id"]]
    assert (page["total"], page["perPage"]) == (2, 1)


@pytest.mark.mockbana(allow_unexpected=True)
def test_before_9_1_the_history_comes_without_attachments(mockbana: Mockbana) -> None:
    mockbana.load({"settings": {"kibana_version": "9.0.3"}})
    case = mockbana.cases.add()

    reply = send(mockbana, "GET", f"/internal/cases/{case['id']}/user_actions/_find")

    assert refusal(reply) == (404, "Not Found")


def test_one_case_is_measured(mockbana: Mockbana) -> None:
    mockbana.clock.freeze("2025-01-01T00:00:00.000Z")
    case = mockbana.cases.add(connector=TO_JIRA)
    attach(mockbana, case, alert(["a", "b"]))
    attach(mockbana, case, alert(["b"]))
    for status in ("in-progress", "closed", "open"):
        mockbana.clock.advance(10)
        mockbana.cases.edit(case["id"], status=status)
    mockbana.clock.advance(5)
    host = {"hostname": "h", "endpointId": "e"}
    isolation = {"type": "isolate", "targets": [host]}
    actions = {"type": "actions", "comment": "c", "actions": isolation, "owner": "cases"}
    attach(mockbana, case, actions)
    features = (
        "alerts.count",
        "alerts.users",
        "alerts.hosts",
        "actions.isolateHost",
        "connectors",
        "lifespan",
    )
    query = "&".join(f"features={feature}" for feature in features)

    measures = get(mockbana, f"/internal/cases/metrics/{case['id']}?{query}")

    assert measures == {
        "alerts": {
            "count": 2,
            "users": {"total": 0, "values": []},
            "hosts": {"total": 0, "values": []},
        },
        "actions": {"isolateHost": {"isolate": {"total": 1}, "unisolate": {"total": 0}}},
        "connectors": {"total": 1},
        "lifespan": {
            "creationDate": "2025-01-01T00:00:00.000Z",
            "closeDate": None,
            "statusInfo": {
                "openDuration": 15_000,
                "inProgressDuration": 10_000,
                "reopenDates": ["2025-01-01T00:00:30.000Z"],
            },
        },
    }


def test_all_cases_are_measured(mockbana: Mockbana) -> None:
    path = "/internal/cases/metrics?features=mttr&features=status"
    assert get(mockbana, path)["mttr"] is None
    day = "2025-01-0{}T00:00:00.000Z".format
    for closed_at in (day(2), day(4)):
        mockbana.cases.add(status="closed", created_at=day(1), closed_at=closed_at)
    mockbana.cases.add(created_at=day(1))
    mockbana.cases.add(created_at=day(9), owner="observability", status="in-progress")

    everything = get(mockbana, path)
    some = get(mockbana, f"{path}&owner=cases&from=2025&to=2025-01-05")

    counts = {"open": 1, "inProgress": 1, "closed": 2}
    assert everything == {"mttr": 2 * 86_400, "status": counts}
    assert some == {"mttr": 2 * 86_400, "status": {**counts, "inProgress": 0}}
    assert get(mockbana, "/internal/cases/metrics?features=status") == {"status": counts}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "",
            "[request query.features]: expected at least one defined value but got [undefined]",
        ),
        ("?features=status&x=1", "[request query.x]: definition for this key is missing"),
        ("?features=size", 'Invalid value "size" supplied to "features"'),
        (
            "?features=lifespan&features=connectors",
            (
                "invalid features: [lifespan, connectors], "
                "please only provide valid features: [mttr, status]"
            ),
        ),
        ("/x?features=mttr", 'Invalid value "mttr" supplied to "features"'),
    ],
)
def test_unknown_measures_are_refused(mockbana: Mockbana, path: str, message: str) -> None:
    reply = send(mockbana, "GET", f"/internal/cases/metrics{path}")

    assert refusal(reply) == (400, message)


TICKET = {"key": "ticket", "type": "text", "label": "Ticket", "required": True, "defaultValue": "x"}
URGENT = {"key": "urgent", "type": "toggle", "label": "Urgent", "required": False}


def configured(kibana: Mockbana) -> dict[str, Any]:
    kibana.load({"configurations": [{"owner": "cases", "customFields": [TICKET, URGENT]}]})
    return kibana.cases.add()


def put(kibana: Mockbana, case: dict[str, Any], key: str, body: Any) -> requests.Response:
    return send(kibana, "PUT", f"/internal/cases/{case['id']}/custom_fields/{key}", json=body)


def test_one_custom_field_is_replaced(mockbana: Mockbana) -> None:
    case = configured(mockbana)

    field = good(put(mockbana, case, "urgent", {"value": True, "caseVersion": case["version"]}))

    assert field == {"key": "urgent", "type": "toggle", "value": True}
    after = mockbana.cases[case["id"]]
    assert after["customFields"] == [field, {"key": "ticket", "type": "text", "value": "x"}]
    assert after["updated_by"] == ELASTIC
    last = history(mockbana, case)[-1]
    assert (last["type"], last["payload"]) == ("customFields", {"customFields": [field]})


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("other", True, "cannot find custom field"),
        ("ticket", None, "Custom field value cannot be null or undefined."),
        ("urgent", "yes", 'Invalid value "yes" supplied to "value"'),
        (
            "ticket",
            "",
            'Invalid value "" supplied to "value",The value field cannot be an empty string.',
        ),
        ("ticket", {}, 'Invalid value "{}" supplied to "value"'),
    ],
)
def test_a_custom_field_must_fit(mockbana: Mockbana, key: str, value: Any, message: str) -> None:
    case = configured(mockbana)

    reply = put(mockbana, case, key, {"value": value, "caseVersion": case["version"]})

    assert refusal(reply) == (400, message)


def test_a_custom_field_is_replaced_in_the_version_that_was_seen(mockbana: Mockbana) -> None:
    case = configured(mockbana)
    hint = "Please refresh before saving additional updates."

    stale = put(mockbana, case, "urgent", {"value": True, "caseVersion": "WzAsMF0="})
    unknown = put(mockbana, {"id": "x"}, "urgent", {"value": True, "caseVersion": "x"})
    nothing = put(mockbana, case, "urgent", None)

    assert refusal(stale) == (409, f"This case {case['id']} has been updated. {hint}")
    assert refusal(unknown) == (404, "Saved object [cases/x] not found")
    assert refusal(nothing) == (500, "Cannot read properties of null (reading 'caseVersion')")
