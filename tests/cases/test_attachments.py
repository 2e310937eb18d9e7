"""Attaching, changing, reading and deleting comments, alerts and the like."""

from typing import Any

import pytest

from mockbana import Mockbana
from mockbana.kibana.releases import release_of
from tests.cases.api import (
    ELASTIC,
    READER,
    WITH_READER,
    alert,
    attach,
    comments_of,
    delete,
    get,
    good,
    history,
    patch,
    post,
    reference,
    refusal,
    send,
    state,
    user_comment,
)


def edit(attachment: dict[str, Any], **fields: Any) -> dict[str, Any]:
    stamps = {key: attachment[key] for key in ("id", "version")}
    return {**user_comment(), **fields, **stamps}


def test_a_comment_changes_the_case_and_is_told_in_its_history(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    mockbana.clock.freeze("2025-05-05T10:00:00.000Z")

    after = attach(mockbana, case, user_comment())

    (comment,) = after["comments"]
    assert comment == {
        **user_comment(),
        "id": comment["id"],
        "version": comment["version"],
        "created_at": "2025-05-05T10:00:00.000Z",
        "created_by": ELASTIC,
        **dict.fromkeys(("pushed_at", "pushed_by", "updated_at", "updated_by")),
    }
    assert (after["updated_at"], after["updated_by"]) == (comment["created_at"], ELASTIC)
    assert after["version"] not in (case["version"], comment["version"])
    told = history(mockbana, case)[-1]
    assert (told["type"], told["action"], told["comment_id"]) == (
        "comment",
        "create",
        comment["id"],
    )
    assert told["payload"] == {"comment": user_comment()}


def test_the_answer_counts_all_attachments_and_a_case_only_comments(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    for body in (user_comment(), reference(), state()):
        attach(mockbana, case, body)

    after = attach(mockbana, case, alert(["a1", "a2"]))

    assert (after["totalComment"], after["totalAlerts"]) == (4, 2)
    seen = get(mockbana, f"/api/cases/{case['id']}")
    assert (seen["totalComment"], seen["totalAlerts"]) == (1, 2)


def test_alerts_are_stored_as_lists_without_repeats(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    attach(mockbana, case, alert("a1"))

    after = attach(mockbana, case, alert(["a2", "a1", "a2", "a3"]))

    kept = [(each["alertId"], each["index"]) for each in after["comments"]]
    assert kept == [(["a1"], ["index-a1"]), (["a2", "a3"], ["index-a2", "index-a3"])]
    assert history(mockbana, case)[-1]["payload"]["comment"]["alertId"] == ["a2", "a3"]


@pytest.mark.parametrize("again", [alert("a1"), alert(["a1", "a1"]), alert([])])
def test_nothing_is_written_when_no_alert_is_new(mockbana: Mockbana, again: Any) -> None:
    case = mockbana.cases.add()
    before = attach(mockbana, case, alert("a1"))
    told = history(mockbana, case)

    after = attach(mockbana, case, again)

    assert after == before
    assert history(mockbana, case) == told


def test_a_comment_that_is_edited_gets_a_new_version_and_so_does_the_case(
    mockbana: Mockbana,
) -> None:
    case = mockbana.cases.add()
    before = attach(mockbana, case, user_comment())
    body = edit(before["comments"][0], comment="edited")

    after = good(patch(mockbana, comments_of(case), body))

    (comment,) = after["comments"]
    assert (comment["comment"], comment["updated_by"]) == ("edited", ELASTIC)
    assert comment["created_at"] == before["comments"][0]["created_at"]
    assert comment["version"] != body["version"]
    assert after["version"] != before["version"]
    told = history(mockbana, case)[-1]
    assert (told["action"], told["payload"]) == ("update", {"comment": user_comment("edited")})


def test_an_edited_alert_is_stored_as_sent(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    before = attach(mockbana, case, alert(["a1", "a2"]))
    body = {**edit(before["comments"][0]), **alert("a1")}
    del body["comment"]

    after = good(patch(mockbana, comments_of(case), body))

    assert after["comments"][0]["alertId"] == "a1"
    assert after["totalAlerts"] == 1


def test_deleting_a_comment_touches_the_case(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    before = attach(mockbana, case, user_comment())
    comment = before["comments"][0]

    reply = delete(mockbana, f"{comments_of(case)}/{comment['id']}")

    assert (reply.status_code, reply.content) == (204, b"")
    assert get(mockbana, f"/api/cases/{case['id']}")["version"] != before["version"]
    told = history(mockbana, case)[-1]
    assert (told["action"], told["comment_id"]) == ("delete", comment["id"])
    assert told["payload"] == {"comment": user_comment()}


@pytest.mark.parametrize(
    ("version", "touching"),
    [("8.18.3", False), ("8.19.0", True), ("9.0.4", False), ("9.1.0", True), ("9.2.0", True)],
)
def test_whether_a_deletion_touches_the_case_depends_on_the_version(
    version: str, touching: bool
) -> None:
    assert release_of(version).has("comment_delete_touches") is touching


@pytest.mark.mockbana(kibana_version="9.0.0")
def test_before_9_1_a_deletion_leaves_the_case_alone(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    before = attach(mockbana, case, user_comment())

    delete(mockbana, comments_of(case))

    assert get(mockbana, f"/api/cases/{case['id']}")["version"] == before["version"]


def test_deleting_all_tells_of_each(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    for body in (user_comment(), alert("a1"), reference()):
        attach(mockbana, case, body)

    assert delete(mockbana, comments_of(case)).status_code == 204

    told = [
        (each["action"], each["payload"]["comment"]["type"]) for each in history(mockbana, case)[4:]
    ]
    assert told == [("delete", "user"), ("delete", "alert"), ("delete", "externalReference")]
    assert refusal(delete(mockbana, comments_of(case))) == (
        404,
        f"No comments found for {case['id']}.",
    )


def test_a_comment_is_found_whatever_the_path_says_of_its_case(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    comment = attach(mockbana, case, user_comment())["comments"][0]

    assert get(mockbana, f"/api/cases/other/comments/{comment['id']}") == comment


def test_comments_go_with_their_case(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    comment = attach(mockbana, case, user_comment())["comments"][0]

    delete(mockbana, f'/api/cases?ids=["{case["id"]}"]')

    reply = send(mockbana, "GET", f"{comments_of(case)}/{comment['id']}")
    assert refusal(reply) == (404, f"Saved object [cases-comments/{comment['id']}] not found")


def test_only_user_comments_are_found(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    for body in (user_comment("one"), alert("a1"), user_comment("two")):
        attach(mockbana, case, body)

    page = get(mockbana, f"{comments_of(case)}/_find?sortOrder=desc&perPage=1")

    assert [each["comment"] for each in page["comments"]] == ["two"]
    assert {key: page[key] for key in ("page", "per_page", "total")} == {
        "page": 1,
        "per_page": 1,
        "total": 2,
    }


def test_an_unknown_case_has_no_comments(mockbana: Mockbana) -> None:
    assert get(mockbana, "/api/cases/x/comments/_find")["comments"] == []


@pytest.mark.mockbana(kibana_version="8.18.0")
def test_8_x_lists_comments_and_history_with_a_warning(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    attach(mockbana, case, user_comment())
    attach(mockbana, case, alert("a1"))

    comments = send(mockbana, "GET", comments_of(case))
    actions = send(mockbana, "GET", f"/api/cases/{case['id']}/user_actions")

    assert [each["type"] for each in comments.json()] == ["user", "alert"]
    assert actions.json()[0].keys() == {
        "action_id",
        "case_id",
        "comment_id",
        "type",
        "action",
        "owner",
        "created_at",
        "created_by",
        "payload",
    }
    for reply in (comments, actions):
        assert reply.headers["warning"] == '299 Kibana-8.18.0 "Deprecated endpoint"'
    assert get(mockbana, "/api/cases/x/comments") == []


@pytest.mark.mockbana(allow_unexpected=True)
@pytest.mark.parametrize("what", ["comments", "user_actions"])
def test_9_x_has_forgotten_the_lists_of_8_x(mockbana: Mockbana, what: str) -> None:
    case = mockbana.cases.add()

    assert refusal(send(mockbana, "GET", f"/api/cases/{case['id']}/{what}")) == (404, "Not Found")


@pytest.mark.parametrize(
    ("group", "wanted"),
    [
        ("user", [("user", "create")]),
        ("alert", [("alert", "create"), ("alert", "delete")]),
        ("attachment", [("persistableState", "create")]),
        ("user&types=attachment", [("user", "create"), ("persistableState", "create")]),
    ],
)
def test_the_history_is_listed_by_groups(
    mockbana: Mockbana, group: str, wanted: list[tuple[str, str]]
) -> None:
    case = mockbana.cases.add()
    comment = attach(mockbana, case, user_comment())["comments"][0]
    good(patch(mockbana, comments_of(case), edit(comment, comment="edited")))
    alerts = attach(mockbana, case, alert("a1"))["comments"][-1]
    delete(mockbana, f"{comments_of(case)}/{alerts['id']}")
    attach(mockbana, case, state())

    told = history(mockbana, case, f"&types={group}")

    assert [(each["payload"]["comment"]["type"], each["action"]) for each in told] == wanted


def test_actions_are_all_but_what_tells_of_user_comments(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    attach(mockbana, case, user_comment())
    attach(mockbana, case, alert("a1"))

    told = history(mockbana, case, "&types=action&sortOrder=desc")

    assert [each["type"] for each in told] == ["comment", "create_case"]


def test_many_attachments_are_created_at_once(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    path = f"/internal/cases/{case['id']}/attachments/_bulk_create"

    after = good(post(mockbana, path, [user_comment(), alert(["a1", "a1"]), alert("a1")]))

    assert [each["type"] for each in after["comments"]] == ["user", "alert"]
    assert after["comments"][1]["alertId"] == ["a1"]
    assert len(history(mockbana, case)) == 3


def test_bulk_get_sorts_out_what_it_cannot_get(mockbana: Mockbana) -> None:
    case, other = mockbana.cases.add(), mockbana.cases.add()
    own = attach(mockbana, case, user_comment())["comments"][0]
    foreign = attach(mockbana, other, user_comment())["comments"][0]
    path = f"/internal/cases/{case['id']}/attachments/_bulk_get"

    found = good(post(mockbana, path, {"ids": [foreign["id"], own["id"], "x"]}))

    assert found["attachments"] == [own]
    assert [(each["attachmentId"], each["status"]) for each in found["errors"]] == [
        ("x", 404),
        (foreign["id"], 400),
    ]


@pytest.mark.mockbana(fixtures=WITH_READER)
def test_bulk_get_hides_what_may_not_be_read(mockbana: Mockbana) -> None:
    case = mockbana.cases.add(comments=[user_comment(owner="observability")], user_actions=[])
    hidden = case["comments"][0]["id"]
    path = f"/internal/cases/{case['id']}/attachments/_bulk_get"

    found = good(post(mockbana, path, {"ids": [hidden]}, auth=READER))

    text = 'Unauthorized to access attachment with owner: "observability"'
    assert found == {
        "attachments": [],
        "errors": [{"error": "Forbidden", "message": text, "status": 403, "attachmentId": hidden}],
    }


@pytest.mark.mockbana(fixtures=WITH_READER)
def test_a_reader_reads_and_does_not_write(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    comment = attach(mockbana, case, user_comment())["comments"][0]
    path = f"{comments_of(case)}/{comment['id']}"

    assert get(mockbana, path, auth=READER) == comment
    assert refusal(post(mockbana, comments_of(case), user_comment(), auth=READER)) == (
        403,
        'Unauthorized to create comments with owners: "cases"',
    )
    assert refusal(delete(mockbana, path, auth=READER)) == (
        403,
        'Unauthorized to delete comments with owners: "cases"',
    )
    assert refusal(patch(mockbana, comments_of(case), edit(comment), auth=READER)) == (
        403,
        'Unauthorized to update comments with owners: "cases"',
    )


def test_comments_of_one_space_are_unknown_in_another(make_mockbana: Any) -> None:
    kibana = make_mockbana({"spaces": [{"id": "soc", "name": "SOC"}]})
    case = kibana.cases.add()
    comment = attach(kibana, case, user_comment())["comments"][0]

    reply = delete(kibana, f"/s/soc{comments_of(case)}/{comment['id']}")

    assert refusal(reply) == (404, f"Saved object [cases-comments/{comment['id']}] not found")


@pytest.mark.parametrize("stored", ["comments", "alert"])
def test_a_snapshot_brings_attachments_back(make_mockbana: Any, stored: str) -> None:
    first = make_mockbana()
    case = first.cases.add()
    body = user_comment() if stored == "comments" else alert(["a1"])
    comment = attach(first, case, body)["comments"][0]

    second = make_mockbana(first.snapshot())

    assert get(second, f"{comments_of(case)}/{comment['id']}") == comment
