from typing import Any

import httpx
import pytest

from mockbana import Mockbana

VERSION = "WzEsMV0="
CASE = {"id": "c1", "title": "old", "tags": ["mail"], "version": VERSION}

BOMB = "a: &a [x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 10)}]\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


def patch(client: httpx.Client, version: str, **fields: Any) -> httpx.Response:
    body = {"cases": [{"id": "c1", "version": version, **fields}]}
    return client.patch("/api/cases", json=body)


def changes(control: httpx.Client, seq: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = control.get(f"view/requests/{seq}").json()["cases"]
    return found


@pytest.fixture
def kibana() -> Any:
    with Mockbana({"cases": [CASE], "spaces": [{"id": "soc", "name": "SOC"}]}) as kibana:
        yield kibana


def test_an_opened_request_has_both_sides(client: httpx.Client, control: httpx.Client) -> None:
    client.patch("/api/cases", content=b'{"cases":[ ]}', auth=("elastic", "changeme"))

    opened = control.get("view/requests/1").json()

    assert opened["request"]["text"] == '{"cases":[ ]}'
    assert ["Authorization", "Basic ***"] in opened["request"]["headers"]
    assert opened["response"]["text"].startswith('{"statusCode":400')
    assert opened["curl"].startswith("curl -X PATCH http://127.0.0.1:")
    assert "mockbana.requests.assert_sent(" in opened["pytest"]
    assert (opened["route"], opened["space"], opened["status"]) == ("/api/cases", "default", 400)


def test_an_unknown_route_names_the_nearest(client: httpx.Client, control: httpx.Client) -> None:
    client.patch("/api/case")

    assert "the nearest is PATCH /api/cases" in control.get("view/requests/1").json()["why"]


def test_a_request_that_is_not_there_is_refused(control: httpx.Client) -> None:
    refusal = control.get("view/requests/7")

    assert refusal.status_code == 404
    assert refusal.json()["error"] == "request 7 is not there; there were 0"


def test_a_patch_shows_the_case_before_and_after(
    client: httpx.Client, control: httpx.Client
) -> None:
    answer = patch(client, VERSION, title="new").json()

    [change] = changes(control, 1)

    assert change["before"]["seen"] == "start"
    assert change["before"]["case"]["title"] == "old"
    assert change["after"]["case"]["title"] == "new"
    assert change["after"]["version"] == answer[0]["version"]
    assert (change["sent"], change["answered"]) == (VERSION, True)


def test_a_second_patch_begins_where_the_first_ended(
    client: httpx.Client, control: httpx.Client
) -> None:
    version = patch(client, VERSION, title="new").json()[0]["version"]
    patch(client, version, title="newer")

    [change] = changes(control, 2)

    assert (change["before"]["seen"], change["before"]["case"]["title"]) == (1, "new")
    assert change["after"]["case"]["title"] == "newer"


def test_a_conflict_shows_what_the_case_had_become(
    client: httpx.Client, control: httpx.Client
) -> None:
    patch(client, VERSION, title="new")
    patch(client, VERSION, title="other")
    version = client.get("/api/cases/c1").json()["version"]
    patch(client, version, title="newest")

    [change] = changes(control, 2)

    assert change["before"]["case"]["title"] == "old"
    assert (change["after"]["seen"], change["after"]["case"]["title"]) == (1, "new")
    assert not change["answered"]


def test_a_conflict_with_a_fault_shows_the_edit_of_the_other_user(
    kibana: Mockbana, client: httpx.Client, control: httpx.Client
) -> None:
    kibana.faults.version_conflict(times=1, edit={"severity": "critical"})
    patch(client, VERSION, title="new")

    [change] = changes(control, 1)

    assert change["before"]["case"]["severity"] == "low"
    assert change["after"]["case"]["severity"] == "critical"
    assert change["after"]["seen"] == "now"


def test_a_lost_answer_shows_what_was_stored(
    kibana: Mockbana, client: httpx.Client, control: httpx.Client
) -> None:
    kibana.faults.bad_gateway(phase="after", times=1)
    patch(client, VERSION, title="new")

    [change] = changes(control, 1)

    assert (change["after"]["seen"], change["after"]["case"]["title"]) == ("now", "new")


def test_a_comment_shows_the_case_that_it_touched(
    client: httpx.Client, control: httpx.Client
) -> None:
    body = {"type": "user", "comment": "Seen.", "owner": "cases"}
    client.post("/api/cases/c1/comments", json=body)

    [change] = changes(control, 1)

    assert (change["sent"], change["before"]["seen"]) == (None, "start")
    assert change["after"]["version"] != change["before"]["version"]


def test_a_state_that_nobody_saw_is_not_made_up(
    kibana: Mockbana, client: httpx.Client, control: httpx.Client
) -> None:
    version = kibana.cases.add(id="c2", title="unseen")["version"]
    kibana.cases.edit("c2", title="edited")
    client.patch("/api/cases", json={"cases": [{"id": "c2", "version": version, "title": "new"}]})

    [change] = changes(control, 1)

    assert change["before"] is None


@pytest.mark.parametrize("number", [1, 2, 3])
def test_what_changes_nothing_shows_no_change(
    client: httpx.Client, control: httpx.Client, number: int
) -> None:
    client.get("/api/cases/c1")
    patch(client, VERSION, title="")
    client.patch("/api/case", json={"cases": [CASE]})

    assert changes(control, number) == []


def test_compressed_answers_tell_as_much(client: httpx.Client, control: httpx.Client) -> None:
    client.headers["Accept-Encoding"] = "gzip"
    client.get("/api/cases/c1")
    version = patch(client, VERSION, description="y" * 2000).json()[0]["version"]
    patch(client, version, description="z")

    [change] = changes(control, 3)

    assert change["before"]["case"]["description"] == "y" * 2000


def test_the_list_of_cases_has_all_spaces_latest_first(
    kibana: Mockbana, control: httpx.Client
) -> None:
    kibana.cases.add(id="c2", title="second", comments=[{"type": "user", "comment": "Hm."}])
    kibana.space("soc").cases.add(id="c3", title="third")

    answer = control.get("view/cases").json()

    assert [case["id"] for case in answer["cases"]] == ["c2", "c1", "c3"]
    assert (answer["total"], answer["found"]) == (3, 3)
    assert answer["cases"][0]["comments"] == 1
    assert answer["cases"][2]["space"] == "soc"


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("text=OLD+mail", ["c1"]),
        ("text=c2", ["c2"]),
        ("text=mail+second", []),
        ("status=closed", ["c2"]),
        ("severity=low", ["c2", "c1"]),
        ("owner=observability", []),
        ("space=soc", []),
        ("space=nowhere", []),
    ],
)
def test_the_list_of_cases_is_filtered(
    kibana: Mockbana, control: httpx.Client, query: str, ids: list[str]
) -> None:
    kibana.cases.add(id="c2", title="second", status="closed")

    answer = control.get(f"view/cases?{query}").json()

    assert [case["id"] for case in answer["cases"]] == ids


def test_of_many_cases_some_are_listed_and_all_counted(
    kibana: Mockbana, control: httpx.Client
) -> None:
    kibana.load({"cases": [{"title": f"case {number}"} for number in range(400)]})

    answer = control.get("view/cases?text=case").json()

    assert (len(answer["cases"]), answer["found"], answer["total"]) == (300, 400, 401)


def test_one_case_has_its_history(
    kibana: Mockbana, client: httpx.Client, control: httpx.Client
) -> None:
    patch(client, VERSION, title="new")
    client.post(
        "/api/cases/c1/comments", json={"type": "user", "comment": "Seen.", "owner": "cases"}
    )
    kibana.cases.edit("c1", severity="high")

    told = control.get("view/cases/default/c1").json()

    assert told["case"]["title"] == "new"
    assert [comment["comment"] for comment in told["comments"]] == ["Seen."]
    assert [action["type"] for action in told["user_actions"]] == [
        *("create_case", "title", "comment", "severity")
    ]
    assert [state["seen"] for state in told["states"]] == ["start", 1, 2, "now"]
    assert [row["seq"] for row in told["requests"]] == [2, 1]


@pytest.mark.parametrize("path", ["default/c9", "nowhere/c1", "soc/c1"])
def test_a_case_that_is_not_there_is_refused(control: httpx.Client, path: str) -> None:
    refusal = control.get(f"view/cases/{path}")

    assert refusal.status_code == 404
    assert "there is no case" in refusal.json()["error"]


def test_an_id_may_have_a_slash(kibana: Mockbana, control: httpx.Client) -> None:
    kibana.cases.add(id="a/b c", title="odd")

    assert control.get("view/cases/default/a%2Fb%20c").json()["case"]["title"] == "odd"


def test_the_parts_of_a_rule_come_with_what_they_take(control: httpx.Client) -> None:
    told = control.get("view/faults").json()

    assert told["kinds"]["overloaded"]["retry_after"].startswith("a whole number of seconds")
    assert {"method", "path", "json"} <= set(told["match"])
    assert "times" in told["schedule"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("more.yaml", "cases:\n  - {id: c2, title: Ünïcode}\n"),
        ("more.json", '{"cases": [{"id": "c2", "title": "Ünïcode"}]}'),
    ],
)
def test_a_dropped_file_is_added(
    kibana: Mockbana, control: httpx.Client, name: str, content: str
) -> None:
    answer = control.post(f"view/load?name={name}", content=content.encode())

    assert answer.json() == {"cases": 2}
    assert kibana.cases["c2"]["title"] == "Ünïcode"


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        (
            "run.yaml",
            "cases: !!python/object/apply:os.abort []\n",
            "run.yaml:1: cases: has the tag",
        ),
        ("bomb.yaml", BOMB, "its aliases stand for more than"),
        ("endless.yaml", "cases: &a [*a]\n", "cases[0]: contains itself"),
        ("deep.json", f'{{"cases": {"[" * 50_000}{"]" * 50_000}}}', "is nested too deeply"),
        ("binary.yaml", "\udcff\udcfe", "is not UTF-8"),
    ],
)
def test_a_malicious_file_does_no_harm(
    kibana: Mockbana, control: httpx.Client, name: str, text: str, why: str
) -> None:
    content = text.encode("utf-8", "surrogateescape")

    answer = control.post("view/load", params={"name": name}, content=content)

    assert (answer.status_code, why in answer.json()["error"]) == (400, True)
    assert len(kibana.cases) == 1


def test_a_dropped_file_may_replace_all(kibana: Mockbana, control: httpx.Client) -> None:
    answer = control.post("view/load?name=x.yaml&anew", content="cases: [{id: c2}]")

    assert answer.json() == {"cases": 1}
    assert "c1" not in kibana.cases


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("my.yaml", b"cases:\n  - {title: x, colour: red}\n", "my.yaml:2: cases[0].colour:"),
        ("my.yaml", b"cases: [", "my.yaml:2:"),
        ("my.json", b"{]", "my.json:1:"),
        ("my.yaml", b"\xff\xfe\x00", "my.yaml:"),
        ("my.yaml", b"a: \x00", "my.yaml"),
        ("../../etc/passwd", b"- 1", "../../etc/passwd:1: must be a mapping"),
    ],
)
def test_a_bad_file_is_refused_with_its_lines(
    kibana: Mockbana, control: httpx.Client, name: str, content: bytes, sentence: str
) -> None:
    refusal = control.post("view/load", params={"name": name}, content=content)

    assert refusal.status_code == 400
    assert sentence in refusal.json()["error"]
    assert "dropped" not in refusal.json()["error"]
    assert len(kibana.cases) == 1
