"""``GET /api/cases/_find`` and ``POST /internal/cases/_search``: filters, order, pages, counts."""

from typing import Any
from urllib.parse import urlencode

import pytest

from mockbana import Mockbana
from tests.cases.api import READER, WITH_READER, attach, get, post, refusal, send, user_comment

FIND = "/api/cases/_find"
SEARCH = "/internal/cases/_search"
WINDOW = (
    "all shards failed: search_phase_execution_exception\n\tCaused by:\n\t\t"
    "illegal_argument_exception: {0}\n\tRoot causes:\n\t\tillegal_argument_exception: {0}"
)
BAD_ARGUMENT = (
    "{0}: illegal_argument_exception\n\tRoot causes:\n\t\tillegal_argument_exception: {0}"
)
TOGGLE = {"key": "urgent", "type": "toggle", "label": "Urgent", "required": False}
TEXT = {"key": "ticket", "type": "text", "label": "Ticket", "required": False}


def find(kibana: Mockbana, **query: Any) -> dict[str, Any]:
    found: dict[str, Any] = get(kibana, f"{FIND}?{urlencode(query, doseq=True)}")
    return found


def titles(found: dict[str, Any]) -> list[str]:
    return [case["title"] for case in found["cases"]]


def refused(kibana: Mockbana, query: str) -> tuple[int, str]:
    return refusal(send(kibana, "GET", f"{FIND}?{query}"))


def test_an_empty_space_has_a_first_page_of_nothing(mockbana: Mockbana) -> None:
    assert find(mockbana) == {
        "cases": [],
        "page": 1,
        "per_page": 20,
        "total": 0,
        "count_open_cases": 0,
        "count_in_progress_cases": 0,
        "count_closed_cases": 0,
    }


def test_a_case_in_a_listing_has_totals_but_no_comments(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    attach(mockbana, case, user_comment())

    (found,) = find(mockbana)["cases"]

    assert found == {**mockbana.cases[case["id"]], "comments": []}
    assert (found["totalComment"], found["totalAlerts"]) == (1, 0)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"tags": "red"}, ["a", "b"]),
        ({"tags": ["red", "blue"]}, ["a", "b", "c"]),
        ({"tags": "Red"}, []),
        ({"tags": 'odd: "*" (and) <x>'}, ["d"]),
        ({"status": "closed"}, ["b"]),
        ({"status": ["open", "in-progress"]}, ["a", "c", "d"]),
        ({"severity": ["high", "critical"]}, ["c", "d"]),
        ({"category": "one"}, ["a"]),
        ({"category": ["one", "two"]}, ["a", "b"]),
        ({"owner": "observability"}, ["d"]),
        ({"owner": ["observability", "nobody"]}, ["d"]),
        ({"owner": "nobody"}, []),
        ({"reporters": "maria"}, ["b"]),
        ({"reporters": ["u_maria", "elastic"]}, ["a", "b", "c", "d"]),
        ({"assignees": "u1"}, ["a", "b"]),
        ({"assignees": "none"}, ["d"]),
        ({"assignees": ["none", "u2"]}, ["b", "d"]),
        ({"tags": "red", "status": "open"}, ["a"]),
        ({"tags": "red", "severity": "critical"}, []),
        ({"tags": "", "owner": "cases"}, []),
    ],
)
def test_values_of_one_filter_are_joined_by_or_and_filters_by_and(
    mockbana: Mockbana, query: dict[str, Any], expected: list[str]
) -> None:
    maria = {"username": "maria", "full_name": None, "email": None, "profile_uid": "u_maria"}
    people = [{"uid": "u1"}, {"uid": "u2"}]
    mockbana.cases.add(title="a", tags=["red"], category="one", assignees=people[:1])
    closed = {"status": "closed", "created_by": maria}
    mockbana.cases.add(title="b", tags=["red", "x"], category="two", assignees=people, **closed)
    mockbana.cases.add(
        title="c", tags=["blue"], status="in-progress", severity="high", assignees=[{"uid": "none"}]
    )
    odd = 'odd: "*" (and) <x>'
    mockbana.cases.add(title="d", tags=[odd], severity="critical", owner="observability")

    assert titles(find(mockbana, **query)) == expected


def test_counts_leave_aside_the_status_and_the_search(mockbana: Mockbana) -> None:
    mockbana.cases.add(title="disk alarm", tags=["t"])
    mockbana.cases.add(title="printer jam", tags=["t"], status="closed")
    mockbana.cases.add(title="disk alarm", tags=["t"], status="in-progress")
    mockbana.cases.add(title="disk alarm", status="in-progress")

    found = find(mockbana, tags="t", status="open", search="alarm")

    counts = [found[f"count_{status}_cases"] for status in ("open", "in_progress", "closed")]
    assert (found["total"], counts) == (1, [1, 1, 1])


def test_what_was_found_changes_with_the_cases(mockbana: Mockbana) -> None:
    case = mockbana.cases.add(tags=["old"])
    assert find(mockbana, tags="old")["total"] == 1

    mockbana.cases.edit(case["id"], tags=["new"], status="closed")

    assert find(mockbana, tags="old")["total"] == 0
    assert find(mockbana, tags="new", status="closed")["total"] == 1
    mockbana.reset()
    assert find(mockbana)["total"] == 0


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"from": "2025-03-10"}, ["b", "c"]),
        ({"to": "2025-03-10"}, ["a", "b"]),
        ({"from": "2025-03-10T09:00:00.000Z", "to": "2025-03-10T09:00:00.000Z"}, ["b"]),
        ({"from": "2025-03-10T09:00:00.001Z"}, ["c"]),
        ({"from": "2025-03"}, ["a", "b", "c"]),
        ({"to": "2025-02"}, []),
        ({"from": "now-1d"}, ["c"]),
        ({"from": "now-1d/d"}, ["b", "c"]),
        ({"to": "now-1M/d"}, []),
        ({"from": "2025-03-01||+1M"}, []),
    ],
)
def test_dates_bound_the_creation_and_the_clock_says_what_now_is(
    mockbana: Mockbana, query: dict[str, str], expected: list[str]
) -> None:
    mockbana.cases.add(title="a", created_at="2025-03-09T10:00:00.000Z")
    mockbana.cases.add(title="b", created_at="2025-03-10T09:00:00.000Z")
    mockbana.cases.add(title="c", created_at="2025-03-11T08:00:00.000Z")
    mockbana.clock.freeze("2025-03-11T12:00:00.000Z")

    assert titles(find(mockbana, **query)) == expected


@pytest.mark.parametrize("query", ["from=", "to=%20", "from=%3C", "from=2025&to=%7B"])
def test_dates_that_the_query_language_cannot_read_are_refused(
    mockbana: Mockbana, query: str
) -> None:
    complaint = 'Invalid "from" and/or "to" query parameters'

    assert refused(mockbana, query) == (400, complaint)


def test_a_date_that_is_none_is_refused_by_elasticsearch(mockbana: Mockbana) -> None:
    status, message = refused(mockbana, "from=yesterday")

    assert status == 400
    assert message.startswith("all shards failed: search_phase_execution_exception")
    assert "parse_exception: failed to parse date field [yesterday] with format" in message


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("status=bad", 'Invalid value "bad" supplied to "status"'),
        (
            "status=open&status=bad",
            (
                'Invalid value "["open","bad"]" supplied to "status",'
                'Invalid value "bad" supplied to "status"'
            ),
        ),
        ("defaultSearchOperator=or", 'Invalid value "or" supplied to "defaultSearchOperator"'),
        ("searchFields=tags", 'Invalid value "tags" supplied to "searchFields"'),
        (
            "searchFields=title&searchFields=owner",
            (
                'Invalid value "owner" supplied to "searchFields",'
                'Invalid value "["title","owner"]" supplied to "searchFields"'
            ),
        ),
        ("sortField=created_at", 'Invalid value "created_at" supplied to "sortField"'),
        ("search=a&search=b", 'Invalid value "["a","b"]" supplied to "search"'),
        ("customFields=x", 'Invalid value "x" supplied to "customFields"'),
        ("per_page=5", 'invalid keys "per_page"'),
        ("namespaces[0]=*&filter=x", 'invalid keys "namespaces[0],filter"'),
        (
            "page=abc&perPage=101&foo=1",
            'Invalid value "abc" supplied to "page",cannot parse to a number',
        ),
        ("perPage=1&perPage=2", 'Invalid value "["1","2"]" supplied to "perPage"'),
        (
            "sortOrder=up&perPage=200&foo=1",
            (
                'Invalid value "up" supplied to "sortOrder",'
                "The provided perPage value is too high. The maximum allowed perPage value is 100."
            ),
        ),
        (
            "perPage=101&page=0",
            "The provided perPage value is too high. The maximum allowed perPage value is 100.",
        ),
        (
            "page=101&perPage=100&foo=1",
            (
                "The number of documents is too high. "
                "Paginating through more than 10000 documents is not possible."
            ),
        ),
        ("page=0", BAD_ARGUMENT.format("[from] parameter cannot be negative but was [-20]")),
        ("page=", BAD_ARGUMENT.format("[from] parameter cannot be negative but was [-20]")),
        ("perPage=-1", BAD_ARGUMENT.format("[size] parameter cannot be negative, found [-1]")),
        (
            "page=501",
            WINDOW.format(
                "Result window is too large, from + size must be less than or equal to: [10000] "
                "but was [10020]. See the scroll api for a more efficient way to request large "
                "data sets. This limit can be set by changing the [index.max_result_window] "
                "index level setting."
            ),
        ),
    ],
)
def test_a_bad_query_is_refused_in_kibanas_words(
    mockbana: Mockbana, query: str, message: str
) -> None:
    assert refused(mockbana, query) == (400, message)


@pytest.mark.parametrize(
    ("query", "page", "per_page", "expected"),
    [
        ({}, 1, 20, "abcde"),
        ({"perPage": 2}, 1, 2, "ab"),
        ({"perPage": 2, "page": 3}, 3, 2, "e"),
        ({"perPage": 2, "page": 4}, 4, 2, ""),
        ({"perPage": ""}, 1, 0, ""),
        ({"perPage": "2.0", "page": "1.5"}, 1.5, 2, "bc"),
        ({"page": 100, "perPage": 100}, 100, 100, ""),
    ],
)
def test_pages_are_counted_from_one(
    mockbana: Mockbana, query: dict[str, Any], page: float, per_page: float, expected: str
) -> None:
    for title in "abcde":
        mockbana.cases.add(title=title)

    found = find(mockbana, **query)

    assert (found["page"], found["per_page"], found["total"]) == (page, per_page, 5)
    assert "".join(titles(found)) == expected


@pytest.mark.parametrize(
    ("field", "ascending", "descending"),
    [
        ("createdAt", "acdb", "bdca"),
        ("title", "abcd", "dcba"),
        ("status", "acdb", "bdac"),
        ("severity", "abdc", "cdab"),
        ("category", "bdac", "dbac"),
        ("updatedAt", "dcab", "cdab"),
        ("closedAt", "bacd", "bacd"),
    ],
)
def test_cases_are_sorted_those_without_a_value_last_and_equal_ones_by_creation(
    mockbana: Mockbana, field: str, ascending: str, descending: str
) -> None:
    day = "2025-01-0{}T00:00:00.000Z".format
    mockbana.cases.add(title="b", created_at=day(4), status="closed", category="B")
    mockbana.cases.add(title="a", created_at=day(1), severity="low")
    mockbana.cases.add(
        title="c", created_at=day(2), severity="critical", updated_at=day(8), status="open"
    )
    mockbana.cases.add(
        title="d",
        created_at=day(3),
        severity="medium",
        updated_at=day(7),
        category="a",
        status="in-progress",
    )

    shown = {order: titles(find(mockbana, sortField=field, sortOrder=order)) for order in ORDERS}

    assert shown == {"asc": list(ascending), "desc": list(descending)}


ORDERS = ("asc", "desc")


def test_titles_are_sorted_by_the_numbers_of_their_characters(mockbana: Mockbana) -> None:
    for title in ("b", "a", "B"):
        mockbana.cases.add(title=title)

    assert titles(find(mockbana, sortField="title")) == ["B", "a", "b"]


def test_cases_of_one_moment_come_in_the_order_of_creation_in_both_directions(
    mockbana: Mockbana,
) -> None:
    mockbana.clock.freeze("2025-01-01T00:00:00.000Z")
    for title in "abc":
        mockbana.cases.add(title=title)

    for order in ORDERS:
        assert titles(find(mockbana, sortOrder=order)) == ["a", "b", "c"]


def test_assignees_are_a_filter_only_from_platinum_on(mockbana: Mockbana) -> None:
    mockbana.load({"settings": {"license": "basic"}})

    status, message = refused(mockbana, "assignees=none")

    text = "In order to filter cases by assignees, you must be subscribed to an Elastic Platinum"
    assert (status, message) == (403, f"{text} license")
    assert find(mockbana, assignees="")["total"] == 0


def test_cases_of_unreadable_owners_are_left_out(mockbana: Mockbana) -> None:
    mockbana.load(WITH_READER)
    mockbana.cases.add(title="mine")
    mockbana.cases.add(title="theirs", owner="observability")

    found = get(mockbana, f"{FIND}?owner=cases&owner=observability", auth=READER)

    assert (titles(found), found["count_open_cases"]) == (["mine"], 1)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"urgent": [True]}, ["yes"]),
        ({"urgent": [True, False]}, ["yes", "no"]),
        ({"urgent": [None]}, ["empty"]),
        ({"urgent": []}, ["yes", "no", "empty"]),
        ({}, ["yes", "no", "empty", "theirs"]),
    ],
)
def test_custom_fields_are_filtered_by_value(
    mockbana: Mockbana, wanted: dict[str, Any], expected: list[str]
) -> None:
    mockbana.load({"configurations": [{"owner": "cases", "customFields": [TOGGLE, TEXT]}]})
    for title, value in (("yes", True), ("no", False), ("empty", None)):
        field = {"key": "urgent", "type": "toggle", "value": value}
        mockbana.cases.add(title=title, customFields=[field])
    mockbana.cases.add(title="theirs", owner="observability")

    body = {"customFields": wanted, **({"owner": "cases"} if wanted else {})}
    reply = post(mockbana, SEARCH, body)

    assert titles(reply.json()) == expected


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            {"customFields": {"urgent": [True]}},
            "Owner must be provided. Multiple owners are not supported.",
        ),
        (
            {"customFields": {"urgent": [True]}, "owner": ["cases", "observability"]},
            "Owner must be provided. Multiple owners are not supported.",
        ),
        (
            {"customFields": {"urgent": [True]}, "owner": "observability"},
            "No custom fields configured.",
        ),
        ({"customFields": {"x": [True]}, "owner": ["cases"]}, "Invalid custom field key: x."),
        (
            {"customFields": {"ticket": ["x"]}, "owner": "cases"},
            "Filtering by custom field of type text is not allowed.",
        ),
        (
            {"customFields": {"urgent": ["x"]}, "owner": "cases"},
            "Unsupported filtering value for custom field of type toggle.",
        ),
        (
            {"customFields": {f"k{n}": [True] for n in range(11)}, "owner": "cases"},
            "Maximum 10 customFields are allowed.",
        ),
        (
            {"customFields": {"urgent": True}, "owner": 5},
            (
                'Invalid value "true" supplied to "customFields,urgent",'
                'Invalid value "5" supplied to "owner"'
            ),
        ),
        ({"page": True}, 'Invalid value "true" supplied to "page"'),
    ],
)
def test_a_search_for_custom_fields_must_fit_the_configuration(
    mockbana: Mockbana, body: dict[str, Any], message: str
) -> None:
    mockbana.load({"configurations": [{"owner": "cases", "customFields": [TOGGLE, TEXT]}]})

    assert refusal(post(mockbana, SEARCH, body)) == (400, message)


def test_a_search_takes_what_a_find_takes_and_nothing_at_all(mockbana: Mockbana) -> None:
    mockbana.cases.add(title="a")
    mockbana.cases.add(title="b", tags=["t"])

    assert titles(post(mockbana, SEARCH, None).json()) == ["a", "b"]
    body = {"tags": ["t"], "status": [], "page": 1, "perPage": "5"}
    assert titles(post(mockbana, SEARCH, body).json()) == ["b"]
