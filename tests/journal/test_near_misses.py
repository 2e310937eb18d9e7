"""The exact text of assertions that fail: what a human reads in a terminal or in a CI log."""

from collections.abc import Callable
from textwrap import dedent
from typing import Any

import pytest
from multidict import CIMultiDict

from mockbana.harness.assertions.requests import Requests
from mockbana.harness.journal.exchange import Exchange
from mockbana.kibana.http.errors import KibanaError, bad_request

Make = Callable[..., Exchange]

TOO_LONG = bad_request("The length of the title is too long. The maximum length is 160.")
STALE = KibanaError(
    409,
    "These cases c1 has been updated. Please refresh before saving additional updates.",
    detail="c1: sent WzEsMV0=, current WzMsMV0=",
)


def patch(**members: Any) -> dict[str, Any]:
    return {"cases": [{"id": "c1", "version": "WzEsMV0=", **members}]}


def failure_of(check: Callable[[], object]) -> str:
    with pytest.raises(AssertionError) as failure:
        check()
    return str(failure.value)


def text(block: str) -> str:
    return dedent(block).strip("\n")


def test_without_any_request_there_is_nothing_to_show(requests: Requests) -> None:
    failure = failure_of(lambda: requests.assert_sent("PATCH", "/api/cases"))

    assert failure == text("""
        expected at least 1 PATCH /api/cases, got 0
        no request was recorded
    """)


def test_the_closest_requests_come_first_and_say_where_they_differ(
    requests: Requests, send: Make
) -> None:
    send("GET", "/api/cases/c1")
    send("PATCH", "/api/cases", patch(title="x" * 171, severity="low"), error=TOO_LONG)
    send("PATCH", "/api/cases", patch(title="old", severity="high"), error=STALE)
    send("PATCH", "/api/cases", status=401, fault="f2", headers={"Content-Length": "9"})

    failure = failure_of(
        lambda: requests.assert_sent(
            "PATCH", "/api/cases", json={"cases": [{"title": "new", "severity": "high"}]}
        )
    )

    assert failure == text(f"""
        expected at least 1 PATCH /api/cases with json {{"cases": [{{"title": "new", \
"severity": "high"}}]}}, got 0
        closest of 4 requests:
          #3 PATCH /api/cases -> 409: sent WzEsMV0=, current WzMsMV0=
             json.cases[0].title: expected "new", got "old"
          #2 PATCH /api/cases -> 400 because title is 171 long
             json.cases[0].severity: expected "high", got "low"
             json.cases[0].title:
               expected "new"
               got      "{"x" * 71}… (171 characters)
          #4 PATCH /api/cases -> 401: fault f2
             json:
               expected {{"cases": [{{"title": "new", "severity": "high"}}]}}
               got      a body that was not read
    """)


def test_a_wrong_path_is_closer_than_a_wrong_method(requests: Requests, send: Make) -> None:
    send("POST", "/api/cases")
    send("PATCH", "/api/case", error=KibanaError(404, "Not Found"))

    failure = failure_of(lambda: requests.one("PATCH", "/api/cases"))

    assert failure == text("""
        expected exactly 1 PATCH /api/cases, got 0
        closest of 2 requests:
          #2 PATCH /api/case -> 404: unknown route, the nearest is PATCH /api/cases
             path: expected "/api/cases", got "/api/case"
          #1 POST /api/cases -> 200
             method: expected "PATCH", got "POST"
    """)


def test_what_looks_the_same_is_told_once(requests: Requests, send: Make) -> None:
    for _ in range(4):
        send("GET", "/api/cases/c1")
    send("GET", "/api/cases/c22")

    failure = failure_of(lambda: requests.assert_sent("GET", "/api/cases/c2"))

    assert failure == text("""
        expected at least 1 GET /api/cases/c2, got 0
        closest of 5 requests:
          #5 GET /api/cases/c22 -> 200
             path: expected "/api/cases/c2", got "/api/cases/c22"
          #1 GET /api/cases/c1 -> 200 (and 3 more like it)
             path: expected "/api/cases/c2", got "/api/cases/c1"
    """)


def test_no_more_than_three_are_shown(requests: Requests, send: Make) -> None:
    for number in range(20):
        send("GET", f"/api/cases/c{number:02}")

    failure = failure_of(lambda: requests.assert_sent("GET", "/api/cases/c99"))

    assert failure.count("path: expected") == 3
    assert "closest of 20 requests:" in failure


def test_too_many_are_listed(requests: Requests, send: Make) -> None:
    send("PATCH", "/api/cases", patch(title="a"))
    send("PATCH", "/api/cases", patch(title="b"), error=STALE)

    failure = failure_of(lambda: requests.assert_not_sent("PATCH", "/api/cases"))

    assert failure == text("""
        expected no PATCH /api/cases, got 2
        matching requests:
          #1 PATCH /api/cases -> 200
          #2 PATCH /api/cases -> 409: sent WzEsMV0=, current WzMsMV0=
    """)


def test_too_few_are_listed_and_the_closest_of_the_others_explained(
    requests: Requests, send: Make
) -> None:
    send("PATCH", "/api/cases", patch(title="a"))
    send("PATCH", "/s/soc/api/cases", patch(title="a"))

    failure = failure_of(lambda: requests.assert_sent("PATCH", "/api/cases", times=2))

    assert failure == text("""
        expected exactly 2 PATCH /api/cases, got 1
        matching requests:
          #1 PATCH /api/cases -> 200
        the only other request:
          #2 PATCH /s/soc/api/cases -> 200
             path: expected "/api/cases", got "/s/soc/api/cases"
    """)


def test_of_many_matching_requests_the_first_and_the_last_are_listed(
    requests: Requests, send: Make
) -> None:
    for number in range(30):
        send("GET", f"/api/cases/c{number}")

    failure = failure_of(lambda: requests.assert_sent("GET", "/api/cases/*", at_most=29))

    assert failure == text("""
        expected at most 29 GET /api/cases/*, got 30
        matching requests:
          #1 GET /api/cases/c0 -> 200
          #2 GET /api/cases/c1 -> 200
          #3 GET /api/cases/c2 -> 200
          #4 GET /api/cases/c3 -> 200
          #5 GET /api/cases/c4 -> 200
          … 20 more …
          #26 GET /api/cases/c25 -> 200
          #27 GET /api/cases/c26 -> 200
          #28 GET /api/cases/c27 -> 200
          #29 GET /api/cases/c28 -> 200
          #30 GET /api/cases/c29 -> 200
    """)


@pytest.mark.parametrize(
    ("criteria", "line"),
    [
        ({"status": 404}, "status: expected 404, got 200"),
        ({"user": "ann"}, 'user: expected "ann", got "elastic"'),
        ({"space": "soc"}, 'space: expected "soc", got "default"'),
        ({"case_id": "c2"}, 'case_id: expected "c2", got ["c1"]'),
        ({"fault": "f1"}, 'fault: expected "f1", got null'),
        ({"query": {"page": 2}}, 'query.page: expected "2", got "1"'),
        ({"query": {"owner": "cases"}}, 'query.owner: expected "cases", got nothing'),
        ({"headers": {"X-Team": "red"}}, 'headers.X-Team: expected "red", got "blue"'),
        ({"headers": {"X-Team": None}}, 'headers.X-Team: expected nothing, got "blue"'),
        ({"headers": {"X-Other": "red"}}, 'headers.X-Other: expected "red", got nothing'),
        ({"since": 1}, 'seq: expected "more than 1", got 1'),
        ({"json_equals": {"title": 1}}, 'json.a: expected nothing, got "b"'),
    ],
)
def test_each_criterion_says_what_came_instead(
    requests: Requests, send: Make, criteria: dict[str, Any], line: str
) -> None:
    send(
        "POST",
        "/api/cases?page=1",
        {"title": 1, "a": "b", "cases": [{"id": "c1"}]},
        headers={"X-Team": "blue"},
    )

    assert line in failure_of(lambda: requests.assert_sent(**criteria)).replace("\n  ", "\n")


def test_a_body_that_is_no_json_is_shown_as_it_came(requests: Requests, send: Make) -> None:
    send("POST", "/api/cases", raw=b'{"title": "new"')

    failure = failure_of(lambda: requests.assert_sent(json={"title": "new"}))

    assert 'json: expected {"title": "new"}, got no JSON: "{\\"title\\": \\"new\\""' in failure


def test_secrets_stay_secret_when_an_assertion_fails(requests: Requests, send: Make) -> None:
    send("GET", "/api/cases/c1", headers=CIMultiDict({"Authorization": "ApiKey c2VjcmV0"}))

    failure = failure_of(lambda: requests.assert_sent(headers={"Authorization": "ApiKey b3RoZXI="}))

    assert failure == text("""
        expected at least 1 request with headers {"Authorization": "ApiKey ***"}, got 0
        the only request:
          #1 GET /api/cases/c1 -> 200
             headers.Authorization: expected "ApiKey ***", got "ApiKey *** (another one)"
    """)


@pytest.mark.parametrize(
    ("arguments", "head"),
    [
        ({"method": "PUT"}, "expected at least 1 PUT request, got 0"),
        ({"path": "/x"}, "expected at least 1 request to /x, got 0"),
        ({"method": "PUT", "times": 2}, "expected exactly 2 PUT requests, got 0"),
        ({"times": 2}, "expected exactly 2 requests, got 0"),
        ({"at_least": 1, "at_most": 3}, "expected 1 to 3 requests, got 0"),
        ({"status": 404, "space": "soc"}, "expected at least 1 request with status 404, space "),
    ],
)
def test_the_first_line_says_what_was_expected(
    requests: Requests, arguments: dict[str, Any], head: str
) -> None:
    assert failure_of(lambda: requests.assert_sent(**arguments)).startswith(head)


def test_a_failure_stays_quick_in_a_full_journal(requests: Requests, send: Make) -> None:
    for number in range(2_000):
        send("PATCH", f"/api/cases/{number}", patch(title=f"title {number}"))

    failure = failure_of(lambda: requests.assert_sent("PATCH", "/api/cases/x", json={"a": 1}))

    assert "closest of 2000 requests:" in failure


def test_of_a_hundred_differences_a_few_are_told(requests: Requests, send: Make) -> None:
    send("PATCH", "/api/cases", {"cases": [{"title": "n"}] * 100})

    message = failure_of(lambda: requests.assert_sent(json={"cases": [{"title": "m"}] * 100}))

    lines = message.splitlines()
    assert lines[3] == '     json.cases[0].title: expected "m", got "n"'
    assert lines[10:] == [
        '     json.cases[7].title: expected "m", got "n"',
        "     … 92 more differences",
    ]


def test_no_line_is_longer_than_a_reader_can_bear(requests: Requests, send: Make) -> None:
    send("GET", f"/api/cases/_find?search={'x' * 5_000}", error=KibanaError(400, "y" * 5_000))

    message = failure_of(lambda: requests.assert_sent(query={"search": "z" * 5_000}))

    assert max(map(len, message.splitlines())) < 500
