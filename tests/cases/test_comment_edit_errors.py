"""What is refused of edits, deletions and searches of attachments, and of many at once."""

from typing import Any

import pytest

from mockbana import Mockbana
from tests.cases.api import (
    alert,
    attach,
    comments_of,
    delete,
    get,
    patch,
    post,
    reference,
    refusal,
    send,
    state,
    user_comment,
)


def stamped(attachment: dict[str, Any], **body: Any) -> dict[str, Any]:
    return {**body, "id": attachment["id"], "version": attachment["version"]}


def test_what_an_edit_may_not_change(mockbana: Mockbana) -> None:
    case, other = mockbana.cases.add(), mockbana.cases.add()
    comment = attach(mockbana, case, user_comment())["comments"][0]
    pointer = attach(mockbana, case, reference())["comments"][1]
    storage = {"type": "savedObject", "soType": "file"}

    def refused(body: dict[str, Any], where: dict[str, Any] = case) -> tuple[int, str]:
        return refusal(patch(mockbana, comments_of(where), body))

    assert refused(stamped(comment, **alert("a1"))) == (
        400,
        "You cannot change the type of the comment.",
    )
    assert refused(stamped(comment, **user_comment(owner="observability"))) == (
        400,
        "You cannot change the owner of the comment.",
    )
    assert refused(stamped(pointer, **reference(externalReferenceStorage=storage))) == (
        400,
        "You cannot change the storage type of an external reference comment.",
    )
    assert refused(stamped(comment, **user_comment()), other) == (
        404,
        f"This comment {comment['id']} does not exist in {other['id']}).",
    )
    assert refused(stamped(comment, **user_comment()), {"id": "y"}) == (
        404,
        "Saved object [cases/y] not found",
    )


def test_an_edit_of_an_unknown_comment_complains_of_the_comment(mockbana: Mockbana) -> None:
    body = {**user_comment(), "id": "x", "version": "v"}

    reply = patch(mockbana, "/api/cases/y/comments", body)

    assert refusal(reply) == (404, "Saved object [cases-comments/x] not found")


def test_a_stale_edit_is_a_conflict(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    comment = attach(mockbana, case, user_comment())["comments"][0]
    body = stamped(comment, **user_comment("mine"))
    patch(mockbana, comments_of(case), body)

    reply = patch(mockbana, comments_of(case), stamped(comment, **user_comment("yours")))

    hint = "Please refresh before saving additional updates."
    assert refusal(reply) == (409, f"This case has been updated. {hint}")
    assert get(mockbana, f"{comments_of(case)}/{comment['id']}")["comment"] == "mine"


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("version", 'Invalid value "undefined" supplied to "version"'),
        ("id", 'Invalid value "undefined" supplied to "id"'),
    ],
)
def test_an_edit_needs_id_and_version(mockbana: Mockbana, missing: str, message: str) -> None:
    body = {**user_comment(), "id": "x", "version": "v"}
    del body[missing]

    assert refusal(patch(mockbana, "/api/cases/y/comments", body)) == (400, message)


def test_deleting_what_is_not_there(mockbana: Mockbana) -> None:
    case, other = mockbana.cases.add(), mockbana.cases.add()
    comment = attach(mockbana, case, user_comment())["comments"][0]
    unknown = delete(mockbana, f"{comments_of(case)}/x")
    elsewhere = delete(mockbana, f"{comments_of(other)}/{comment['id']}")

    assert refusal(unknown) == (404, "Saved object [cases-comments/x] not found")
    assert refusal(elsewhere) == (
        404,
        f"This comment {comment['id']} does not exist in {other['id']}.",
    )


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "perPage=101",
            "The provided perPage value is too high. The maximum allowed perPage value is 100.",
        ),
        ("sortOrder=up", 'Invalid value "up" supplied to "sortOrder"'),
        ("type=user&namespaces=*", 'invalid keys "type,namespaces"'),
    ],
)
def test_finding_comments_with_a_bad_query(mockbana: Mockbana, query: str, message: str) -> None:
    reply = send(mockbana, "GET", f"/api/cases/x/comments/_find?{query}")

    assert refusal(reply) == (400, message)


def test_a_bad_type_of_history_is_told_once(mockbana: Mockbana) -> None:
    path = "/api/cases/x/user_actions/_find?types=nope&types=title"

    assert refusal(send(mockbana, "GET", path)) == (
        400,
        'Invalid value "nope" supplied to "types"',
    )


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({}, 400, "[request body]: expected value of type [array] but got [Object]"),
        (
            [1],
            400,
            "[request body.0]: expected a plain object value, but found [number] instead.",
        ),
        ([{**user_comment(), "x": 1}], 400, 'invalid keys "x"'),
        (
            [user_comment()] * 101,
            400,
            "The length of the field attachments is too long. Array must be of length <= 100.",
        ),
        ([user_comment(), state("no")], 400, "Attachment type no is not registered."),
    ],
)
def test_many_attachments_are_refused_as_a_whole(
    mockbana: Mockbana, body: Any, status: int, message: str
) -> None:
    case = mockbana.cases.add()

    reply = post(mockbana, f"/internal/cases/{case['id']}/attachments/_bulk_create", body)

    assert refusal(reply) == (status, message)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "attachments/_bulk_get",
            "The length of the field ids is too short. Array must be of length >= 1.",
        ),
        (
            "attachments/files/_bulk_delete",
            "The length of the field ids is too short. Array must be of length >= 1.",
        ),
    ],
)
def test_ids_are_needed(mockbana: Mockbana, path: str, message: str) -> None:
    assert refusal(post(mockbana, f"/internal/cases/x/{path}", {"ids": []})) == (400, message)
    assert post(mockbana, f"/internal/cases/x/{path}", None).status_code == 500
