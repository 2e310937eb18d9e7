"""A rule that can't be right is refused, with a sentence that says the mend."""

from typing import Any

import pytest

from mockbana import Fault, Mockbana
from mockbana.harness.faults import FaultError

WRONG: list[tuple[Any, str | None, str]] = [
    ({"kind": "unautorized"}, "kind", 'did you mean "unauthorized"?'),
    ({"times": 1}, "kind", 'needs a "kind": one of bad_certificate, bad_gateway, '),
    ({"kind": ["hang"]}, "kind", 'needs a "kind"'),
    ("hang", None, 'a rule is an object such as {"kind": "overloaded"}'),
    ({"kind": "hang", "times": 0}, "times", "whole number from 1 on (left out: no limit), not 0"),
    ({"kind": "hang", "times": True}, "times", "whole number from 1 on"),
    ({"kind": "hang", "after": -1}, "after", "whole number from 0 on, not -1"),
    ({"kind": "hang", "every": 0}, "every", "whole number from 1 on (2: each second request)"),
    ({"kind": "hang", "probability": 0}, "probability", "above 0 and at most 1, not 0"),
    ({"kind": "hang", "probability": 50}, "probability", "above 0 and at most 1, not 50"),
    ({"kind": "hang", "ttl": 0}, "ttl", "a number of seconds above 0"),
    ({"kind": "hang", "seconds": float("nan")}, "seconds", "a number of seconds above 0"),
    ({"kind": "hang", "seed": 1.5}, "seed", "a whole number or text, not 1.5"),
    ({"kind": "hang", "tims": 1}, "tims", 'did you mean "times"?'),
    ({"kind": "hang", "status": 500}, "status", "there is after, every, match, phase"),
    ({"kind": "hang", "phase": "during"}, "phase", '"before" or "after", not "during"'),
    ({"kind": "version_conflict", "phase": "after"}, "phase", 'or use mode "stale"'),
    ({"kind": "unauthorized", "reason": "bad"}, "reason", '"missing" or "bad_credentials" or'),
    ({"kind": "not_ready", "retry_after": -1}, "retry_after", "or null for no such header"),
    ({"kind": "status"}, "status", 'needs a "status", such as 418'),
    ({"kind": "status", "status": 99}, "status", "from 200 to 599, not 99"),
    ({"kind": "status", "status": 204, "body": {}}, "body", "a 204 has no body: leave it out"),
    ({"kind": "status", "status": 200, "headers": {"a": "b\n"}}, "headers", "header names"),
    ({"kind": "delay"}, "seconds", 'needs "seconds" or a "distribution"'),
    ({"kind": "delay", "seconds": 1, "distribution": "uniform(1,2)"}, "seconds", "not both"),
    ({"kind": "delay", "distribution": "normal(1, 2)"}, "distribution", '"lognormal"'),
    ({"kind": "delay", "distribution": "uniform(2, 1)"}, "distribution", "0 <= lower <= upper"),
    ({"kind": "delay", "distribution": "lognormal(0, 1)"}, "distribution", "0 < median <= p99"),
    ({"kind": "delay", "distribution": "uniform(1)"}, "distribution", "just these two numbers"),
    ({"kind": "delay", "distribution": "uniform(1, 2, 3)"}, "distribution", "just these two"),
    ({"kind": "delay", "distribution": 5}, "distribution", '"uniform(lower, upper)" or'),
    ({"kind": "slow_body", "seconds": 1, "bytes_per_second": 1}, "seconds", "not both"),
    ({"kind": "truncated_body", "bytes": -1}, "bytes", "a whole number of bytes from 0 on"),
    ({"kind": "version_conflict", "mode": "stale", "user": "x"}, "user", 'mode "concurrent_edit"'),
    ({"kind": "version_conflict", "edit": {}}, "edit", 'such as {"status": "closed"}'),
    ({"kind": "version_conflict", "edit": {"title": ""}}, "edit", "cannot be an empty string"),
    ({"kind": "version_conflict", "edit": {"owner": "x"}}, "edit.owner", "leave it out"),
    ({"kind": "version_conflict", "edit": {"x": 1}}, "edit", 'invalid keys "x"'),
    ({"kind": "hang", "match": []}, "match", "must be an object"),
    ({"kind": "hang", "match": {"paht": "/x"}}, "match.paht", 'did you mean "path"?'),
    ({"kind": "hang", "match": {"method": "PATHC"}}, "match.method", 'did you mean "PATCH"?'),
    ({"kind": "hang", "match": {"path": "api/cases"}}, "match.path", 'starts with "/"'),
    ({"kind": "hang", "match": {"path": "/api/cases?ids=1"}}, "match.path", "without its query"),
    ({"kind": "hang", "match": {"path": "/__mockbana__/reset"}}, "match.path", "no fault applies"),
    ({"kind": "hang", "match": {"space": "SOC"}}, "match.space", "of a-z, 0-9, _ and -"),
    ({"kind": "hang", "match": {"header": {"a": "b"}}}, "match.header", 'mean "headers"?'),
    ({"kind": "hang", "match": {"owner": "case"}}, "match.owner", 'did you mean "cases"?'),
    ({"kind": "hang", "match": {"json": {"a": {"x"}}}}, "match.json.a", "a set"),
    ({"kind": "hang", "match": {"json": print}}, "match.json", "a function"),
    ({"kind": "hang", "match": {"json": '{"a": 1}'}}, "match.json", "not its text"),
    ({"kind": "hang", "match": {"path": "http://h/api/cases"}}, "match.path", "leave out http://h"),
    ({"kind": "hang", "match": {"status": 200}}, "match.status", "unknown criterion"),
    ({"kind": "hang", "match": {"route": "api/cases"}}, "match.route", '"/api/cases"'),
    ({"kind": "hang", "match": {"query": "page=1"}}, "match.query", 'such as {"page": "2"}'),
    ({"kind": "hang", "match": {"user": 5}}, "match.user", "must be text, not 5"),
    ({"kind": "hang", "match": {"path": "/api/cases/{id}"}}, "match.path", "give route="),
    ({"kind": "hang", "match": {"route": "/api/cases/{id}"}}, "match.route", "there is no route"),
    ({"kind": "hang", "match": {"path": "/api/cases#top"}}, "match.path", "leave out the #"),
    ({"kind": "hang", "match": {"case_id": []}}, "match.case_id", "an id, or a list of ids"),
    ({"kind": "hang", "match": {"headers": {}}}, "match.headers", 'null for "absent"'),
    ({"kind": "hang", "match": {"headers": {"a b": "x"}}}, "match.headers", "named like a header"),
    ({"kind": "hang", "match": {"method": "GET", "json": {}}}, "match.json", "a GET has no body"),
    (
        {"kind": "hang", "match": {"space": "a", "path": "/s/b/api/cases"}},
        "match.space",
        "leave one of them out",
    ),
    (
        {"kind": "version_conflict", "match": {"method": "GET"}},
        "match.method",
        "only a PATCH carries a version",
    ),
]


@pytest.mark.parametrize(("document", "place", "sentence"), WRONG, ids=repr)
def test_a_rule_that_cannot_be_right(
    kibana: Mockbana, document: Any, place: str | None, sentence: str
) -> None:
    with pytest.raises(FaultError) as refusal:
        kibana.faults.add(document)

    assert sentence in str(refusal.value)
    assert refusal.value.place == place
    assert len(kibana.faults) == 0


def test_a_refusal_is_a_value_error_wherever_it_comes_from() -> None:
    with pytest.raises(ValueError, match="times"):
        Fault("hang", times=0)
    with pytest.raises(ValueError, match="text that starts with"):
        Fault("hang", match={"path": "x"})


@pytest.mark.parametrize(
    "document",
    [
        {"kind": "hang"},
        {"kind": "hang", "seconds": 1.5, "times": 2, "match": {"method": "GET"}},
        {"kind": "delay", "distribution": "lognormal(0.1, 1.0)", "phase": "after", "seed": 3},
        {"kind": "status", "status": 500, "body": None},
        {"kind": "not_ready", "retry_after": None},
        {"kind": "version_conflict", "edit": {"status": "closed"}, "user": "rosa"},
        {"kind": "overloaded", "match": {"headers": {"a": None}, "json": None}},
    ],
    ids=repr,
)
def test_a_rule_and_its_document_say_the_same(document: dict[str, Any]) -> None:
    fault = Fault.from_dict(document)

    assert fault.to_dict() == document
    assert Fault.from_dict(fault.to_dict()) == fault
