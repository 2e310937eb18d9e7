"""``POST /internal/cases/_bulk_get``."""

from typing import Any

import pytest

from mockbana import Mockbana
from tests.cases.api import READER, WITH_READER, attach, good, post, refusal, user_comment

PATH = "/internal/cases/_bulk_get"


def test_cases_come_in_the_order_asked_for_and_errors_after_them(mockbana: Mockbana) -> None:
    mockbana.load(WITH_READER)
    first, second = mockbana.cases.add(title="1"), mockbana.cases.add(title="2")
    hidden = mockbana.cases.add(owner="observability")
    attach(mockbana, second, user_comment())

    ids = [second["id"], hidden["id"], "x", first["id"]]
    answer = good(post(mockbana, PATH, {"ids": ids}, auth=READER))

    assert [case["title"] for case in answer["cases"]] == ["2", "1"]
    assert (answer["cases"][0]["comments"], answer["cases"][0]["totalComment"]) == ([], 1)
    assert answer["errors"] == [
        {
            "error": "Not Found",
            "message": "Saved object [cases/x] not found",
            "status": 404,
            "caseId": "x",
        },
        {
            "error": "Forbidden",
            "message": 'Unauthorized to access case with owner: "observability"',
            "status": 403,
            "caseId": hidden["id"],
        },
    ]


def test_who_may_read_nothing_gets_nothing(mockbana: Mockbana) -> None:
    mockbana.load({"users": [{"username": "nobody", "password": "x", "privileges": {}}]})

    reply = post(mockbana, PATH, {"ids": ["x"]}, auth=("nobody", "x"))

    assert refusal(reply) == (403, "Unauthorized to access cases of any owner")


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({}, 400, 'Invalid value "undefined" supplied to "ids"'),
        ({"ids": None}, 400, 'Invalid value "null" supplied to "ids"'),
        ({"ids": [1]}, 400, 'Invalid value "1" supplied to "ids"'),
        (
            {"ids": []},
            400,
            "The length of the field ids is too short. Array must be of length >= 1.",
        ),
        (
            {"ids": ["x"] * 1001},
            400,
            "The length of the field ids is too long. Array must be of length <= 1000.",
        ),
        ({"ids": ["x"], "fields": ["title"]}, 400, 'invalid keys "fields,["title"]"'),
        ({"ids": "x"}, 500, "ids.join is not a function"),
        (None, 500, "Cannot read properties of null (reading 'ids')"),
    ],
)
def test_a_bad_body_is_refused_or_stumbled_over(
    mockbana: Mockbana, body: Any, status: int, message: str
) -> None:
    assert refusal(post(mockbana, PATH, body)) == (status, message)
