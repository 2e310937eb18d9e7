"""Observables of a case, and cases that share them."""

from typing import Any

import pytest

from mockbana import Mockbana
from mockbana.kibana.cases.observables import is_valid
from tests.cases.api import READER, WITH_READER, delete, good, patch, post, refusal

IPV4 = "observable-type-ipv4"


def observable(value: str = "192.0.2.1", kind: str = IPV4, note: Any = None) -> dict[str, Any]:
    return {"observable": {"typeKey": kind, "value": value, "description": note}}


def change(value: str, note: Any = None) -> dict[str, Any]:
    return {"observable": {"value": value, "description": note}}


def path(case: dict[str, Any], observable_id: str = "") -> str:
    return f"/internal/cases/{case['id']}/observables{observable_id and f'/{observable_id}'}"


def test_an_observable_is_added_without_touching_the_case(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    mockbana.clock.freeze("2025-05-05T10:00:00.000Z")

    after = good(post(mockbana, path(case), observable(note="seen")))

    (added,) = after["observables"]
    assert added == {
        **observable(note="seen")["observable"],
        "id": added["id"],
        "createdAt": "2025-05-05T10:00:00.000Z",
        "updatedAt": None,
    }
    assert after["version"] != case["version"]
    changed = ("version", "observables")
    assert after == {**case, **{key: after[key] for key in changed}}
    assert mockbana.cases[case["id"]] == after


def test_an_observable_is_changed_in_its_place(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    post(mockbana, path(case), observable("192.0.2.1"))
    seen = good(post(mockbana, path(case), observable("192.0.2.2")))["observables"]
    mockbana.clock.freeze("2025-05-05T10:00:00.000Z")

    after = good(patch(mockbana, path(case, seen[0]["id"]), change("192.0.2.3", "new")))

    news = {"value": "192.0.2.3", "description": "new", "updatedAt": "2025-05-05T10:00:00.000Z"}
    assert after["observables"] == [{**seen[0], **news}, seen[1]]


def test_an_observable_is_taken_away_once(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    (seen,) = good(post(mockbana, path(case), observable()))["observables"]

    reply = delete(mockbana, path(case, seen["id"]))

    assert (reply.status_code, reply.content) == (204, b"")
    assert mockbana.cases[case["id"]]["observables"] == []
    assert refusal(delete(mockbana, path(case, seen["id"]))) == (
        400,
        (
            f"Failed to delete observable id: {seen['id']}: Error: "
            f"Failed to delete observable: observable id {seen['id']} not found"
        ),
    )


@pytest.mark.parametrize(
    ("body", "inner"),
    [
        (observable(kind="x"), "Invalid observable type, key does not exist: x"),
        (observable("nowhere"), "Observable value is not valid for selected observable type."),
        (observable(), "Invalid duplicated observables in request."),
        ({}, 'Invalid value "undefined" supplied to "observable"'),
        (
            {"observable": {"typeKey": 1, "value": "x"}},
            (
                'Invalid value "1" supplied to "observable,typeKey",'
                'Invalid value "undefined" supplied to "observable,description"'
            ),
        ),
        ({**observable(), "x": 1}, 'invalid keys "x"'),
        (
            None,
            (
                'Invalid value "null" supplied to "{| observable: {| typeKey: string, '
                'value: string, description: (string | null) |} |}"'
            ),
        ),
    ],
)
def test_every_refusal_of_an_observable_is_a_400_that_says_so(
    mockbana: Mockbana, body: Any, inner: str
) -> None:
    case = mockbana.cases.add()
    post(mockbana, path(case), observable())

    assert refusal(post(mockbana, path(case), body)) == (
        400,
        f"Failed to add observable: Error: {inner}",
    )


def test_an_unknown_case_and_a_missing_privilege_are_400s_too(mockbana: Mockbana) -> None:
    mockbana.load(WITH_READER)
    case = mockbana.cases.add()
    add = "Failed to add observable: Error:"

    unknown = post(mockbana, path({"id": "x"}), observable())
    not_mine = post(mockbana, path(case), observable(), auth=READER)

    assert refusal(unknown) == (400, f"{add} Saved object [cases/x] not found")
    text = 'Unauthorized to update case with owners: "cases"'
    assert refusal(not_mine) == (400, f"{add} {text}")


@pytest.mark.parametrize(
    ("sent", "inner"),
    [
        (change("x"), "Observable value is not valid for selected observable type."),
        (change("192.0.2.2"), "Invalid duplicated observables in request."),
        (observable(), 'invalid keys "typeKey"'),
    ],
)
def test_a_bad_change_of_an_observable_is_refused(
    mockbana: Mockbana, sent: Any, inner: str
) -> None:
    case = mockbana.cases.add()
    seen = good(post(mockbana, path(case), observable()))["observables"][0]
    post(mockbana, path(case), observable("192.0.2.2"))
    prefix = "Failed to update observable: Error:"

    assert refusal(patch(mockbana, path(case, seen["id"]), sent)) == (400, f"{prefix} {inner}")
    missing = "Failed to update observable: observable id x not found"
    assert refusal(patch(mockbana, path(case, "x"), sent))[1].startswith(
        f"{prefix} {missing}" if "typeKey" not in sent["observable"] else prefix
    )


def test_a_case_has_at_most_fifty_observables(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    for number in range(50):
        good(post(mockbana, path(case), observable(f"192.0.2.{number}")))

    assert refusal(post(mockbana, path(case), observable("192.0.2.50"))) == (
        400,
        "Failed to add observable: Error: Max 50 observables per case is allowed.",
    )


def test_observables_need_platinum(mockbana: Mockbana) -> None:
    mockbana.load({"settings": {"license": "basic"}})
    case = mockbana.cases.add()
    required = "you must be subscribed to an Elastic Platinum license"

    replies = {
        "assign observables to cases": post(mockbana, path(case), {}),
        "update observables in cases": patch(mockbana, path(case, "x"), {}),
        "delete observables from cases": delete(mockbana, path(case, "x")),
        "use the similar cases feature": post(mockbana, similar(case), {}),
    }

    for what, reply in replies.items():
        assert refusal(reply) == (403, f"In order to {what}, {required}")


def test_types_of_the_configuration_take_plain_values(mockbana: Mockbana) -> None:
    kinds = [{"key": "ticket", "label": "Ticket"}]
    mockbana.load({"configurations": [{"owner": "cases", "observableTypes": kinds}]})
    case = mockbana.cases.add()

    assert post(mockbana, path(case), observable("INC_1:a", "ticket")).status_code == 200
    assert post(mockbana, path(case), observable("INC 1", "ticket")).status_code == 400
    other = mockbana.cases.add(owner="observability")
    assert post(mockbana, path(other), observable("INC_1", "ticket")).status_code == 400


@pytest.mark.parametrize(
    ("kind", "good_values", "bad_values"),
    [
        (
            "ipv4",
            ["192.0.2.1", "255.255.255.255", "127.1", "0x7f.1", "010.0.0.1", "4294967295"],
            [
                "",
                "256.0.0.1",
                "1.2.3.4.5",
                "1.2.70000",
                "a.b.c.d",
                "192.0.2.1 ",
                "::1",
                "1..2",
                "08.1",
            ],
        ),
        ("ipv6", ["::1", "2001:db8::1", "::ffff:192.0.2.1"], ["", "192.0.2.1", "2001:db8", "g::1"]),
        (
            "url",
            [
                "https://example.com/a,b?c#d",
                "http:example.com",
                "HTTP://user:pw@example.com:8080",
                "http://[::1]:80/",
                "mailto:a@example.com",
                " https://example.com ",
            ],
            [
                "",
                "example.com",
                "http://",
                "https://exa mple.com",
                "http://example.com:99999",
                "http://example.com:x",
                "http://[::1",
                "http://192.0.2.999",
            ],
        ),
        ("domain", ["example.com", "a-b.org"], ["", "com", "a.example.com", "-a.com", "a-.com"]),
        (
            "email",
            ["a@example.com", "Maria Lopez <m.l@example.com>, b@c", '"a b"@example.com'],
            ["", "a", "a@", "@b", "a@b@c", "a b@c", "a..b@c"],
        ),
        ("file-path", ["/a/b.c", "C:\\a", "aB9_"], ["", "a b", "a-b", "ä"]),
    ],
)
def test_a_value_must_fit_its_type(
    kind: str, good_values: list[str], bad_values: list[str]
) -> None:
    def accepted(values: list[str]) -> list[str]:
        return [value for value in values if is_valid(f"observable-type-{kind}", value)]

    assert accepted(good_values) == good_values
    assert accepted(bad_values) == []


def similar(case: dict[str, Any]) -> str:
    return f"/internal/cases/{case['id']}/_similar"


def test_similar_cases_share_an_observable_and_the_owner(mockbana: Mockbana) -> None:
    values = [["192.0.2.1", "192.0.2.2"], ["192.0.2.2"], ["192.0.2.3"], ["192.0.2.1", "192.0.2.2"]]
    cases = [mockbana.cases.add(title=str(number)) for number in range(4)]
    cases.append(mockbana.cases.add(owner="observability"))
    for case, seen in zip(cases, [*values, values[0]], strict=True):
        for value in seen:
            good(post(mockbana, path(case), observable(value)))

    answer = good(post(mockbana, similar(cases[0]), {"page": 1, "perPage": 10}))

    def shared(*addresses: str) -> dict[str, Any]:
        pairs = [{"typeKey": IPV4, "typeLabel": "IPv4", "value": each} for each in addresses]
        return {"observables": pairs}

    assert [(case["title"], case["similarities"]) for case in answer["cases"]] == [
        ("1", shared("192.0.2.2")),
        ("3", shared("192.0.2.1", "192.0.2.2")),
    ]
    assert [answer[key] for key in ("page", "per_page", "total")] == [1, 10, 2]
    second = good(post(mockbana, similar(cases[0]), {"page": 2, "perPage": 1}))
    assert ([case["title"] for case in second["cases"]], second["total"]) == (["3"], 2)


def test_a_case_without_observables_is_like_no_other(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()

    nothing = {"cases": [], "page": 1, "total": 0}
    assert good(post(mockbana, similar(case), None)) == {**nothing, "per_page": 0}
    answer = good(post(mockbana, similar(case), {"page": 3, "perPage": "7"}))
    assert answer == {**nothing, "per_page": 7}


def test_similar_cases_are_asked_for_in_pages_of_a_known_case(mockbana: Mockbana) -> None:
    unknown = post(mockbana, similar({"id": "x"}), {})
    wrong = post(mockbana, similar({"id": "x"}), {"perPage": 101, "owner": "cases"})

    assert refusal(unknown) == (404, "Saved object [cases/x] not found")
    cap = "The maximum allowed perPage value is 100."
    assert refusal(wrong) == (400, f"The provided perPage value is too high. {cap}")
