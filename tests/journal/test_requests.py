import re
from collections.abc import Callable
from typing import Any
from unittest.mock import ANY

import pytest

from mockbana.harness.assertions.requests import Requests
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.journal import Journal

Make = Callable[..., Exchange]


def seqs(found: list[Exchange]) -> list[int]:
    return [exchange.seq for exchange in found]


@pytest.fixture
def five(requests: Requests, send: Make) -> Requests:
    """Return five requests: two of space soc, one refused, one struck."""
    send("GET", "/api/cases/_find?page=1&tags=a&tags=b", headers={"X-Team": "blue"})
    send("PATCH", "/api/cases", {"cases": [{"id": "c1", "title": "new"}]}, status=409)
    send("PATCH", "/s/soc/api/cases", {"cases": [{"id": "c2"}]})
    send("GET", "/s/soc/api/cases/c2", status=401, fault="f1")
    send("DELETE", "/api/cases?ids=%5B%22c1%22%5D", status=204)
    return requests


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"method": "PATCH"}, [2, 3]),
        ({"method": "patch"}, [2, 3]),
        ({"path": "/api/cases"}, [2, 5]),
        ({"path": "/s/*/api/cases*"}, [3, 4]),
        ({"path": "http://kibana:5601/api/cases"}, [2, 5]),
        ({"owner": "securitySolution"}, []),
        ({"path": "/api/cases", "space": "soc"}, [3]),
        ({"path": "/s/soc/api/cases", "space": "soc"}, [3]),
        ({"path": "/api/*", "space": "soc"}, [3, 4]),
        ({"path": "/api/cases", "space": "default"}, [2, 5]),
        ({"space": "soc"}, [3, 4]),
        ({"status": 409}, [2]),
        ({"case_id": "c1"}, [2, 5]),
        ({"route": "/api/cases/{case_id}"}, [4]),
        ({"fault": "f1"}, [4]),
        ({"fault": None}, [1, 2, 3, 5]),
        ({"user": "elastic"}, [1, 2, 3, 4, 5]),
        ({"query": {"page": 1}}, [1]),
        ({"query": {"tags": ["a", "b"]}}, [1]),
        ({"query": {"tags": "a"}}, []),
        ({"query": {"tags": ("a", "b"), "page": ANY, "none": None}}, [1]),
        ({"query": {"page": None}}, [2, 3, 4, 5]),
        ({"case_id": ["c2", "c3"]}, [3, 4]),
        ({"headers": {"x-team": "blue"}}, [1]),
        ({"headers": {"X-Team": None}}, [2, 3, 4, 5]),
        ({"headers": {"X-Team": ANY}}, [1]),
        ({"json": {"cases": [{"id": "c1"}]}}, [2]),
        ({"json": {"cases": [{"id": ANY}]}}, [2, 3]),
        ({"json": None}, []),
        ({"json_equals": {"cases": [{"id": "c1"}]}}, []),
        ({"json_equals": {"cases": [{"id": "c2"}]}}, [3]),
        ({"since": 3}, [4, 5]),
        ({"since": "3"}, [4, 5]),
        ({"since": "2001-01-01T00:00:00Z"}, [1, 2, 3, 4, 5]),
        ({"since": "2999-01-01T00:00:00Z"}, []),
    ],
)
def test_requests_are_filtered_by(
    five: Requests, criteria: dict[str, Any], found: list[int]
) -> None:
    assert seqs(five.filter(**criteria)) == found


def test_a_criterion_that_does_not_exist_is_an_error_and_not_no_match(five: Requests) -> None:
    with pytest.raises(TypeError, match="no 'jsn' to be asked for; did you mean \"json\""):
        five.filter("PATCH", jsn={})  # type: ignore[call-arg]


def test_requests_are_a_sequence(five: Requests) -> None:
    assert (len(five), five[0].seq, five[-1].seq) == (5, 1, 5)
    assert seqs(list(five[1:3])) == [2, 3]
    assert str(five).startswith("requests:\n  #1 GET /api/cases/_find?page=1&tags=a&tags=b -> 200")
    assert repr(five).startswith(
        "<Requests (5): #1 GET /api/cases/_find?page=1&tags=a&tags=b -> 200, #"
    )
    with pytest.raises(IndexError, match=r"there is no requests\[5\]: <Requests \(5\): #1 GET "):
        five[5]


def test_numbers_that_cannot_be_meant_are_refused(five: Requests) -> None:
    with pytest.raises(ValueError, match="nothing can be sent -1 times"):
        five.assert_sent("PATCH", times=-1)
    with pytest.raises(ValueError, match="at_least=2 and at_most=1 leave no number between them"):
        five.assert_sent("PATCH", at_least=2, at_most=1)


def test_a_step_that_is_none_is_refused(five: Requests) -> None:
    with pytest.raises(TypeError, match=r"a step is \(method, path\) or a dictionary, not 'GET'"):
        five.assert_order("GET", "/api/cases/_find")


def test_a_regular_expression_is_searched_for(five: Requests) -> None:
    assert seqs(five.filter(path=re.compile("/_find$"), query={"page": re.compile("^1$")})) == [1]
    assert five.filter(path=re.compile("^_find")) == []


def test_the_one_request_is_returned(five: Requests) -> None:
    assert five.one("PATCH", "/api/cases").seq == 2


def test_assertions_that_hold_return_what_they_found(five: Requests) -> None:
    assert seqs(five.assert_sent("PATCH", times=2)) == [2, 3]
    assert seqs(five.assert_sent("PATCH", at_least=1, at_most=2)) == [2, 3]
    assert five.assert_sent("PUT", times=0) == []
    assert five.assert_sent("PUT", at_most=1) == []
    five.assert_not_sent("PUT")
    assert five.count("PATCH") == 2
    assert five.count() == 5


def test_times_and_a_range_do_not_go_together(five: Requests) -> None:
    with pytest.raises(TypeError, match="times says it all: leave out at_least and at_most"):
        five.assert_sent("PATCH", times=1, at_most=2)


def test_an_order_holds_with_other_requests_between(five: Requests) -> None:
    met = five.assert_order(("GET", "/api/*"), {"method": "PATCH", "space": "soc"}, ("DELETE", ANY))

    assert seqs(met) == [1, 3, 5]


def test_an_order_that_was_not_kept_says_where_it_broke(five: Requests) -> None:
    with pytest.raises(AssertionError) as failure:
        five.assert_order(
            ("PATCH", "/s/soc/api/cases"), ("PATCH", "/api/cases"), ("DELETE", "/api/cases")
        )

    assert str(failure.value) == (
        "expected 3 requests in this order, got 1 of them\n"
        "  1. PATCH /s/soc/api/cases: #3\n"
        "  2. PATCH /api/cases: missing after #3, came before it as #2\n"
        "  3. DELETE /api/cases\n"
        "requests so far:\n"
        "  #1 GET /api/cases/_find?page=1&tags=a&tags=b -> 200\n"
        "  #2 PATCH /api/cases -> 409\n"
        "  #3 PATCH /s/soc/api/cases -> 200\n"
        "  #4 GET /s/soc/api/cases/c2 -> 401: fault f1\n"
        "  #5 DELETE /api/cases?ids=%5B%22c1%22%5D -> 204"
    )


def test_forgetting_counts_anew(five: Requests, send: Make) -> None:
    five.clear()

    assert (len(five), five.total) == (0, 0)
    assert send("GET", "/").seq == 1


class TestEviction:
    @pytest.fixture
    def full(self, journal: Journal, requests: Requests, send: Make) -> Requests:
        journal.limit = 2
        for number in range(3):
            send("GET", f"/api/cases/c{number}")
        send("PATCH", "/api/cases", {"cases": []})
        return requests

    def test_what_is_still_there_was_sent(self, full: Requests) -> None:
        full.assert_sent("GET", "/api/cases/c2")
        full.assert_order(("GET", "/api/cases/c2"), ("PATCH", "/api/cases"))

    def test_what_the_counters_know_is_certain(self, full: Requests) -> None:
        assert full.count("GET") == 3
        assert full.count("GET", route="/api/cases/{case_id}", status=200) == 3
        assert full.count() == 4
        full.assert_sent("GET", times=3)
        full.assert_sent("PATCH", "/api/cases", times=1)
        full.assert_not_sent("DELETE", "/api/cases")

    def test_what_an_evicted_request_could_change_fails(self, full: Requests) -> None:
        with pytest.raises(AssertionError) as failure:
            full.assert_not_sent("GET", "/api/cases/c0")

        assert str(failure.value) == (
            "expected no GET /api/cases/c0, got 0\n"
            "2 evicted requests may have been such a GET /api/cases/c0: keep more with "
            "journal_limit"
        )

    @pytest.mark.parametrize(
        "check",
        [
            lambda requests: requests.assert_sent("GET", "/api/cases/c2", times=1),
            lambda requests: requests.assert_sent("GET", "/api/cases/c2", at_most=1),
            lambda requests: requests.one("GET", "/api/cases/c2"),
            lambda requests: requests.count("GET", "/api/cases/c2"),
            lambda requests: requests.never("GET", "/api/cases/c0", within=0),
        ],
    )
    def test_all_assertions_that_could_be_fooled_fail(
        self, full: Requests, check: Callable[[Requests], object]
    ) -> None:
        with pytest.raises(AssertionError, match="2 evicted requests may have been such a GET"):
            check(full)

    def test_a_request_that_is_missing_may_have_been_evicted(self, full: Requests) -> None:
        with pytest.raises(AssertionError) as failure:
            full.assert_sent("GET", "/api/cases/c0")
        with pytest.raises(AssertionError, match="evicted requests: 2; keep more"):
            full.assert_order(("GET", "/api/cases/c0"), ("PATCH", "/api/cases"))

        line = "2 evicted requests may have been such a GET /api/cases/c0: keep more with"
        assert str(failure.value).splitlines()[1].startswith(line)

    def test_too_many_are_too_many_whatever_was_evicted(self, full: Requests) -> None:
        with pytest.raises(AssertionError) as failure:
            full.assert_not_sent("GET", "/api/cases/c2")

        assert "evicted" not in str(failure.value)
