"""``reset``, ``load``, ``snapshot`` and ``settings``."""

from pathlib import Path
from typing import Any

import pytest

from mockbana import Mockbana
from tests.control.api import control


def titles(kibana: Mockbana) -> list[str]:
    return [case["title"] for case in kibana.cases]


def test_a_reset_without_a_body_goes_back_to_the_start() -> None:
    with Mockbana({"cases": [{"title": "Seed"}], "faults": [{"kind": "overloaded"}]}) as kibana:
        kibana.cases.add(title="More")
        kibana.faults.clear()

        reply = control(kibana, "POST", "reset")

        assert reply.json() == {"cases": 1}
        assert titles(kibana) == ["Seed"]
        assert [rule.id for rule in kibana.faults] == ["f1"]


def test_a_reset_with_a_document_wipes_and_loads_exactly_that() -> None:
    with Mockbana({"cases": [{"title": "Seed"}]}) as kibana:
        assert control(kibana, "POST", "reset", json={"cases": [{"title": "A"}]}).json() == {
            "cases": 1
        }
        assert titles(kibana) == ["A"]
        assert control(kibana, "POST", "reset", json={}).json() == {"cases": 0}
        control(kibana, "POST", "reset")
        assert titles(kibana) == ["Seed"]


def test_several_documents_count_as_one(kibana: Mockbana) -> None:
    documents = [{"spaces": [{"id": "soc", "name": "SOC"}]}, {"cases": [{"space": "soc"}]}]

    assert control(kibana, "POST", "load", json=documents).json() == {"cases": 1}
    assert control(kibana, "POST", "reset", json=documents).json() == {"cases": 1}


def test_load_is_all_or_nothing_and_lists_all_problems(kibana: Mockbana) -> None:
    document = {"cases": [{"title": "A"}, {"titel": "B", "severity": "urgent"}]}

    reply = control(kibana, "POST", "load", json=document)

    assert reply.status_code == 400
    answer = reply.json()
    assert answer["path"].startswith("cases[1]")
    assert {tuple(each["path"]) for each in answer["problems"]} == {
        ("cases", 1, "titel"),
        ("cases", 1, "severity"),
    }
    assert titles(kibana) == []


@pytest.mark.parametrize("call", ["reset", "load"])
@pytest.mark.parametrize("wrap", [lambda path: path, lambda path: [path], lambda path: [[path]]])
def test_no_body_makes_the_server_read_a_file(
    kibana: Mockbana, tmp_path: Path, call: str, wrap: Any
) -> None:
    file = tmp_path / "secret.yaml"
    file.write_text("cases: [{title: Secret}]")

    reply = control(kibana, "POST", call, json=wrap(str(file)))

    assert reply.status_code == 400
    assert titles(kibana) == []


def test_a_snapshot_is_a_document_that_gives_the_same_server_again(kibana: Mockbana) -> None:
    case = kibana.cases.add(title="Kept", comments=[{"type": "user", "comment": "Seen."}])
    kibana.cases.edit(case["id"], status="closed")
    snapshot = control(kibana, "GET", "snapshot").json()

    control(kibana, "POST", "reset", json={})
    control(kibana, "POST", "reset", json=snapshot)

    assert control(kibana, "GET", "snapshot").json() == snapshot


def test_settings_are_read_and_changed(kibana: Mockbana) -> None:
    before = control(kibana, "GET", "settings").json()
    reply = control(kibana, "PATCH", "settings", json={"require_auth": True, "license": "basic"})

    assert before == {"license": "trial", "require_auth": False, "kibana_version": "9.1.0"}
    assert reply.json() == {**before, "require_auth": True, "license": "basic"}
    assert control(kibana, "GET", "settings").json() == reply.json()


@pytest.mark.parametrize("body", [{"license": "gold"}, {"licence": "basic"}, [], 1, None])
def test_a_setting_that_does_not_exist_is_refused(kibana: Mockbana, body: Any) -> None:
    reply = control(kibana, "PATCH", "settings", json=body)

    assert reply.status_code == 400
    assert control(kibana, "GET", "settings").json()["license"] == "trial"


def test_savepoints_are_kept_until_they_are_removed(kibana: Mockbana) -> None:
    first = control(kibana, "POST", "savepoints")
    kibana.cases.add(title="Added")
    second = control(kibana, "POST", "savepoints").json()

    one, two = first.json()["id"], second["id"]
    assert first.status_code == 201
    assert control(kibana, "GET", "savepoints").json() == [
        {"id": one, "present": False},
        {"id": two, "present": True},
    ]
    assert control(kibana, "POST", f"savepoints/{one}/restore").json() == {"id": one, "cases": 0}
    assert control(kibana, "DELETE", f"savepoints/{two}").status_code == 200
    assert control(kibana, "POST", f"savepoints/{two}/restore").status_code == 404
    assert control(kibana, "GET", "savepoints").json() == [{"id": one, "present": True}]


def savepoint(kibana: Mockbana, **merge: str) -> str:
    reply = control(kibana, "POST", "savepoints", **({"json": merge} if merge else {}))
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])


def test_no_two_servers_give_a_savepoint_the_same_id(kibana: Mockbana) -> None:
    with Mockbana() as another:
        names = {savepoint(server) for server in (kibana, another) for _ in range(2)}
        theirs = savepoint(another)

        assert len(names) == 4
        assert control(kibana, "POST", f"savepoints/{theirs}/restore").status_code == 404


def test_a_savepoint_merges_what_happened_between_others(kibana: Mockbana) -> None:
    empty = savepoint(kibana)
    kibana.cases.add(id="mine", title="mine")
    before = savepoint(kibana)
    kibana.cases.add(id="both", title="both")
    kibana.cases.edit("mine", title="changed")
    kibana.load({"settings": {"license": "basic"}})
    after = savepoint(kibana)
    control(kibana, "POST", f"savepoints/{empty}/restore")
    kibana.cases.add(id="other", title="other")
    other = savepoint(kibana)

    merge = {"onto": other, "from": before, "to": after}
    merged = savepoint(kibana, **merge, start=empty)
    refused = control(kibana, "POST", "savepoints", json=merge)

    assert titles(kibana) == ["other"]
    control(kibana, "POST", f"savepoints/{merged}/restore")
    assert titles(kibana) == ["other", "both"]
    assert control(kibana, "GET", "settings").json()["license"] == "basic"
    assert refused.status_code == 409
    assert refused.json()["error"] == 'the case "mine" isn\'t there'


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ([], 400),
        ({"onto": "x", "from": "x"}, 400),
        ({"onto": 1, "from": "x", "to": "x"}, 400),
        ({"onto": "x", "from": "x", "to": "x", "by": "x"}, 400),
        ({"onto": "x", "from": "x", "to": "x"}, 404),
    ],
)
def test_a_merge_of_no_savepoints_is_refused(kibana: Mockbana, body: Any, status: int) -> None:
    reply = control(kibana, "POST", "savepoints", json=body)

    assert reply.status_code == status
    assert reply.json()["error"]
    assert control(kibana, "GET", "savepoints").json() == []


def test_savepoints_nest(kibana: Mockbana) -> None:
    kibana.cases.add(id="a", title="0")
    names = []
    for number in ("1", "2"):
        names.append(savepoint(kibana))
        kibana.cases.edit("a", title=number)

    back = [
        control(kibana, "POST", f"savepoints/{name}/restore").json() and titles(kibana)
        for name in (names[1], names[0], names[1])
    ]

    assert back == [["1"], ["0"], ["1"]]


@pytest.mark.parametrize(
    ("options", "document", "settings"),
    [
        ({"require_auth": True}, {"cases": []}, {"require_auth": True}),
        ({"license": "basic"}, {}, {"license": "basic"}),
        ({"license": "basic"}, {"settings": {"license": "platinum"}}, {"license": "platinum"}),
        (
            {"license": "basic", "kibana_version": "8.18.1"},
            {"settings": {"license": "platinum"}},
            {"license": "platinum", "kibana_version": "8.18.1"},
        ),
    ],
)
def test_a_reset_keeps_the_options_that_its_document_does_not_change(
    options: dict[str, Any], document: dict[str, Any], settings: dict[str, Any]
) -> None:
    with Mockbana({"cases": [{"title": "Seed"}]}, **options) as kibana:
        assert control(kibana, "POST", "reset", json=document).json() == {"cases": 0}

        found = control(kibana, "GET", "settings").json()
        assert found == found | settings
        control(kibana, "POST", "reset", json={"cases": [{"titel": "x"}]})
        assert control(kibana, "GET", "settings").json() == found
        control(kibana, "POST", "reset")
        assert control(kibana, "GET", "settings").json() | options == found | options
