"""What PATCH and POST of cases check after validation, in which order, and what they write."""

from typing import Any

import pytest

from mockbana import Mockbana
from mockbana.kibana.cases.configure import custom_fields
from mockbana.kibana.http.errors import KibanaError
from tests.cases.api import (
    ELASTIC,
    NO_CONNECTOR,
    Json,
    attach,
    get,
    good,
    history,
    patch,
    post,
    refusal,
    user_comment,
)

WHO = "Cannot read properties of undefined (reading 'assignees')"
SAME = (406, "All update fields are identical to current version.")
LICENCE = "In order to assign users to cases, you must be subscribed to an Elastic Platinum license"
JIRA_FIELDS = {"issueType": "1", "priority": None, "parent": None}
JIRA = {"id": "j", "name": "J", "type": ".jira", "fields": JIRA_FIELDS}
USERS = [
    {
        "username": name,
        "password": "p",
        "privileges": {"cases": cases, "observability": "none", "securitySolution": security},
        **more,
    }
    for name, cases, security, more in (
        ("reader", "read", "none", {}),
        ("ann", "all", "none", {"full_name": "Ann", "email": "a@x", "profile_uid": "u_ann"}),
        ("ben", "all", "read", {}),
    )
]
TEXT = {"key": "t", "label": "Text", "type": "text", "required": False}
NEED = {"key": "n", "label": "Need", "type": "text", "required": True}
FALL = {"key": "f", "label": "Fall", "type": "toggle", "required": True, "defaultValue": True}
COUNT = {"key": "c", "label": "Count", "type": "number", "required": False, "defaultValue": 5}


def field(key: str, value: Any, kind: str = "text") -> dict[str, Any]:
    return {"key": key, "type": kind, "value": value}


@pytest.fixture
def kibana(mockbana: Mockbana) -> Mockbana:
    mockbana.load({"users": USERS})
    return mockbana


def create(kibana: Mockbana, **more: Any) -> Json:
    body = {
        "title": "Case A",
        "description": "Desc A",
        "tags": ["alpha"],
        "connector": NO_CONNECTOR,
        "settings": {"syncAlerts": True},
        "owner": "cases",
        **more,
    }
    return good(post(kibana, "/api/cases", body))


def change(kibana: Mockbana, *entries: Json, user: str = "") -> Any:
    auth = (user, "p") if user else None
    return patch(kibana, "/api/cases", {"cases": list(entries)}, auth=auth)


def entry(case: Json, **fields: Any) -> dict[str, Any]:
    return {"id": case["id"], "version": case["version"], **fields}


def told(kibana: Mockbana, case: Json) -> list[tuple[str, str, Json]]:
    actions = [(a["type"], a["action"], a["payload"]) for a in history(kibana, case)]
    return actions[1:]


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"title": "x"}, (404, "These cases nope do not exist. ")),
        ({}, (404, "These cases nope do not exist. ")),
        ({"assignees": []}, (500, WHO)),
        ({"assignees": [{"uid": ""}]}, (500, WHO)),
    ],
)
def test_an_unknown_case_is_a_404_unless_it_has_assignees(
    kibana: Mockbana, fields: Json, answer: tuple[int, str]
) -> None:
    stale = {**create(kibana), "version": "old"}

    reply = refusal(
        change(kibana, entry(stale, title="y"), {"id": "nope", "version": "", **fields})
    )

    assert (reply[0], reply[1].startswith(answer[1])) == (answer[0], True)


def test_missing_rights_beat_unknown_and_stale_cases_but_not_the_stumble(kibana: Mockbana) -> None:
    case = {**create(kibana), "version": "old"}
    unknown = {"id": "nope", "version": "x", "title": "t"}
    text = 'Unauthorized to update case with owners: "cases"'

    assert refusal(change(kibana, unknown, entry(case, title="y"), user="reader")) == (403, text)
    assert refusal(change(kibana, unknown, user="reader"))[0] == 404
    stumble = change(kibana, {**unknown, "assignees": []}, entry(case, title="y"), user="reader")
    assert refusal(stumble) == (500, WHO)


def test_all_owners_are_named_when_one_may_not_be_updated(kibana: Mockbana) -> None:
    ours, theirs = create(kibana), create(kibana, owner="securitySolution")

    reply = change(kibana, entry(ours, title="x"), entry(theirs, title="x"), user="ben")

    text = 'Unauthorized to update case with owners: "cases, securitySolution"'
    assert refusal(reply) == (403, text)
    assert get(kibana, f"/api/cases/{ours['id']}")["title"] == "Case A"


def test_stale_cases_are_named_in_the_order_of_the_request(kibana: Mockbana) -> None:
    first, second = create(kibana), create(kibana)
    entries = [entry({**case, "version": "x"}) for case in (second, first, second)]

    text = f"These cases {second['id']}, {first['id']}, {second['id']} has been updated. "
    assert refusal(change(kibana, *entries)) == (
        409,
        text + "Please refresh before saving additional updates.",
    )


@pytest.mark.mockbana(license="basic")
def test_owner_beats_licence_and_both_name_all_who_differ(kibana: Mockbana) -> None:
    first, second = create(kibana), create(kibana)
    who = [{"uid": "u"}]

    both = change(
        kibana,
        entry(first, owner="x", assignees=who),
        entry(second, owner="y", customFields=[field("t", "1")]),
    )
    licence = change(
        kibana,
        entry(first, assignees=who, customFields=[field("t", "1")]),
        entry(second, assignees=[{"uid": ""}], title="t"),
    )

    ids = f"{first['id']}, {second['id']}"
    assert refusal(both) == (400, f"Updating the owner of a case is not allowed ids: [{ids}]")
    assert refusal(licence) == (403, f"{LICENCE}, ids: [{first['id']}]")


@pytest.mark.parametrize(
    ("configured", "sent", "message"),
    [
        (
            [],
            [field("a", "1"), field("a", "2"), field("b", "1")],
            "Invalid duplicated customFields",
        ),
        (None, [field("a", "1")], "No custom fields configured."),
        ([], [field("a", "1")], "Invalid custom field keys: a"),
        ([TEXT], [field("b", "1"), field("a", "1")], "Invalid custom field keys: b,a"),
        (
            [NEED, FALL, {**NEED, "key": "m", "label": "More"}, TEXT],
            [field("t", "1", "toggle") | {"value": True}],
            'Missing required custom fields without default value configured: "Need", "More"',
        ),
        (
            [NEED, FALL],
            [field("f", None, "text"), field("n", None)],
            'Invalid value "null" supplied for the following required custom fields: "Need", ',
        ),
        (
            [TEXT, FALL],
            [field("f", "x"), field("t", True, "toggle")],
            'The following custom fields have the wrong type in the request: "Text", "Fall"',
        ),
    ],
)
@pytest.mark.parametrize("creating", [True, False])
def test_custom_fields_are_checked_in_kibanas_order(
    kibana: Mockbana, configured: Json, sent: Json, message: str, *, creating: bool
) -> None:
    case = create(kibana)
    if configured is not None:
        kibana.load({"configurations": [{"owner": "cases", "customFields": configured}]})

    if creating:
        body = {**entry(case), "id": None}
        keys = ("title", "description", "tags", "connector", "settings", "owner")
        body = {key: case[key] for key in keys}
        reply = post(kibana, "/api/cases", {**body, "customFields": sent})
    else:
        reply = change(kibana, entry(case, customFields=sent))

    status, text = refusal(reply)
    assert (status, text.startswith(message)) == (400, True), text


def test_custom_fields_left_out_are_reset_and_told_where_they_differ(kibana: Mockbana) -> None:
    kibana.load({"configurations": [{"owner": "cases", "customFields": [TEXT, FALL, COUNT]}]})
    case = create(kibana, customFields=[field("t", "x"), field("c", 7, "number")])

    after = good(change(kibana, entry(case, customFields=[field("f", False, "toggle")])))[0]

    assert after["customFields"] == [
        field("f", False, "toggle"),
        field("t", None),
        field("c", 5, "number"),
    ]
    assert told(kibana, case) == [
        ("customFields", "update", {"customFields": [item]}) for item in after["customFields"]
    ]


def test_a_new_empty_custom_field_is_not_told(kibana: Mockbana) -> None:
    case = create(kibana)
    kibana.load({"configurations": [{"owner": "cases", "customFields": [TEXT, COUNT]}]})

    after = good(change(kibana, entry(case, customFields=[field("t", None)])))[0]

    assert after["customFields"] == [field("t", None), field("c", 5, "number")]
    assert told(kibana, case) == [
        ("customFields", "update", {"customFields": [field("c", 5, "number")]})
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"owner": "cases"},
        {"title": "Case A", "description": "Desc A", "status": "open", "severity": "low"},
        {"tags": ["alpha", "alpha"]},
        {"connector": NO_CONNECTOR, "settings": {"syncAlerts": True}},
        {"assignees": [{"uid": ""}, {"uid": ""}]},
        {"category": None, "customFields": []},
    ],
)
def test_what_is_the_same_is_a_406(kibana: Mockbana, fields: Json) -> None:
    case = create(kibana)

    assert refusal(change(kibana, entry(case, **fields))) == SAME
    assert get(kibana, f"/api/cases/{case['id']}")["version"] == case["version"]


@pytest.mark.parametrize(
    ("sent", "stored", "actions"),
    [
        ({"title": " Case A\ufeff"}, {"title": "Case A"}, [{"title": "Case A"}]),
        ({"description": "\u0085x"}, {"description": "\u0085x"}, [{"description": "\u0085x"}]),
        ({"category": " c "}, {"category": "c"}, [{"category": "c"}]),
        ({"tags": [" alpha "]}, {"tags": ["alpha"]}, []),
        (
            {"tags": ["b", "b", "a"]},
            {"tags": ["b", "b", "a"]},
            [{"tags": ["b", "b", "a"]}, {"tags": ["alpha"]}],
        ),
        ({"tags": []}, {"tags": []}, [{"tags": ["alpha"]}]),
        (
            {"assignees": [{"uid": "a"}, {"uid": "b"}, {"uid": "a"}, {"uid": ""}, {"uid": " "}]},
            {"assignees": [{"uid": "a"}, {"uid": "b"}, {"uid": " "}]},
            [{"assignees": [{"uid": "a"}, {"uid": "b"}, {"uid": " "}]}],
        ),
        (
            {"connector": {**JIRA, "id": ""}},
            {"connector": NO_CONNECTOR},
            [{"connector": {**JIRA, "id": "none"}}],
        ),
        (
            {"connector": {**JIRA, "id": "none"}},
            {"connector": NO_CONNECTOR},
            [{"connector": {**JIRA, "id": "none"}}],
        ),
        (
            {"assignees": [{"uid": "a"}], "status": "closed", "severity": "high", "title": "T"},
            {"status": "closed", "severity": "high", "title": "T", "duration": 0},
            [
                {"severity": "high"},
                {"title": "T"},
                {"status": "closed"},
                {"assignees": [{"uid": "a"}]},
            ],
        ),
    ],
)
def test_what_is_written_and_what_is_told_of_it(
    kibana: Mockbana, sent: Json, stored: Json, actions: list[Json]
) -> None:
    case = create(kibana)

    (after,) = good(change(kibana, entry(case, **sent)))

    assert {key: after[key] for key in stored} == stored
    assert after["version"] != case["version"]
    assert [payload for _, _, payload in told(kibana, case)] == actions
    assert after | {"comments": []} == get(kibana, f"/api/cases/{case['id']}") | {"comments": []}


def test_an_empty_connector_id_keeps_the_previous_reference(kibana: Mockbana) -> None:
    case = create(kibana, connector=JIRA)
    swimlane = {"id": "", "name": "S", "type": ".swimlane", "fields": {"caseId": None}}

    (after,) = good(change(kibana, entry(case, connector=swimlane)))

    assert after["connector"] == {**swimlane, "id": "j"}
    assert told(kibana, case) == [("connector", "update", {"connector": {**swimlane, "id": "j"}})]


def test_a_closed_case_keeps_what_closing_wrote_until_it_is_opened(kibana: Mockbana) -> None:
    kibana.clock.freeze("2025-03-01T10:00:00.000Z")
    case = create(kibana)
    kibana.clock.advance(61.9)
    (closed,) = good(change(kibana, entry(case, status="closed"), user="ann"))
    kibana.clock.advance(10)
    (again,) = good(change(kibana, entry(closed, status="closed", title="T")))
    (reopened,) = good(change(kibana, entry(again, status="in-progress")))

    ann = {"username": "ann", "full_name": "Ann", "email": "a@x", "profile_uid": "u_ann"}
    closing = {"closed_at": "2025-03-01T10:01:01.900Z", "closed_by": ann, "duration": 61}
    assert {key: closed[key] for key in closing} == closing
    assert {key: again[key] for key in closing} == closing
    assert [reopened[key] for key in closing] == [None, None, None]
    assert (closed["updated_by"], again["updated_by"]) == (ann, ELASTIC)
    stored = get(kibana, f"/api/cases/{case['id']}")["updated_by"]
    assert stored == {**ELASTIC, "profile_uid": "u_ann"}


def test_one_case_twice_is_fine_when_one_entry_changes_nothing(kibana: Mockbana) -> None:
    case = create(kibana)

    (after,) = good(change(kibana, entry(case, title="T"), entry(case, title="Case A")))

    assert after["title"] == "T"
    stale = change(kibana, entry(after, title="U"), entry(case, title="V"))
    assert refusal(stale)[0] == 409


def test_answers_come_in_the_order_of_the_request_without_those_that_stay(
    kibana: Mockbana,
) -> None:
    first, second, third = (create(kibana, title=title) for title in "abc")
    commented = attach(kibana, third, user_comment())

    after = good(
        change(kibana, entry(commented, title="x"), entry(second), entry(first, title="y"))
    )

    assert [case["id"] for case in after] == [third["id"], first["id"]]
    assert [(case["totalComment"], case["comments"]) for case in after] == [(1, []), (0, [])]
    assert after[0]["updated_at"] == after[1]["updated_at"]


def test_creating_tells_what_was_sent(kibana: Mockbana) -> None:
    sent = {
        "title": " T ",
        "tags": [" a ", "a"],
        "category": " c ",
        "assignees": [{"uid": "u"}, {"uid": ""}, {"uid": "u"}],
        "connector": {**JIRA, "id": ""},
        "severity": "high",
    }
    case = create(kibana, **sent)

    (action,) = history(kibana, case)

    assert (case["title"], case["tags"], case["category"]) == ("T", ["a", "a"], "c")
    assert (case["assignees"], case["connector"]) == ([{"uid": "u"}], NO_CONNECTOR)
    assert action["payload"] == {
        **sent,
        "assignees": [{"uid": "u"}, {"uid": "u"}],
        "connector": {**JIRA, "id": "none"},
        "description": "Desc A",
        "settings": {"syncAlerts": True},
        "owner": "cases",
        "customFields": [],
        "status": "open",
    }


def test_duplicated_keys_come_in_the_order_of_their_second_occurrences() -> None:
    keys = ("a", "b", "c", "c", "b", "a", "c")
    fields = [{"key": key, "type": "text", "value": "x"} for key in keys]
    with pytest.raises(KibanaError, match=r"in request: c,b,a$"):
        custom_fields.check(fields, None)
