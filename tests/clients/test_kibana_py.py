"""The client ``kibana-py`` from PyPI, blocking and async, through every method it has for cases."""

import ast
import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import kibana as kibana_py
import pytest
from kibana._async.client.cases import AsyncCasesClient
from kibana._sync.client.cases import CasesClient

from mockbana import Mockbana

NOTHING: dict[str, Any] = {}
RULE = {"id": "r1", "name": "Rule one"}
JIRA = {"id": "j1", "name": "Jira", "type": ".jira", "fields": None}
WITH_JIRA = pytest.mark.mockbana(
    fixtures={"connectors": [{"id": "j1", "name": "Jira", "connector_type_id": ".jira"}]}
)
WITH_SPACE = pytest.mark.mockbana(fixtures={"spaces": [{"id": "soc", "name": "SOC"}]})
READER = pytest.mark.mockbana(
    fixtures={
        "users": [{"username": "reader", "password": "secret", "privileges": {"cases": "read"}}]
    }
)


class Cases(Protocol):
    """``Kibana.cases`` or ``AsyncKibana.cases``: a method returns the body of the answer."""

    def __getattr__(self, method: str) -> Callable[..., Any]: ...


class Blocking:
    """The blocking client."""

    def __init__(self, url: str, **credentials: Any) -> None:
        self.client = kibana_py.Kibana(url, **credentials)

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def call(**arguments: Any) -> Any:
            return getattr(self.client.cases, method)(**arguments).body

        return call

    def close(self) -> None:
        self.client.close()


class Async:
    """The async client, in an event loop of its own."""

    def __init__(self, url: str, **credentials: Any) -> None:
        self.client = kibana_py.AsyncKibana(url, **credentials)
        self.runner = asyncio.Runner()

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def call(**arguments: Any) -> Any:
            return self.runner.run(getattr(self.client.cases, method)(**arguments)).body

        return call

    def close(self) -> None:
        self.runner.run(self.client.close())
        self.runner.close()


@pytest.fixture(params=[Blocking, Async])
def connect(request: pytest.FixtureRequest, mockbana: Mockbana) -> Iterator[Callable[..., Cases]]:
    """Return a function that makes a client with credentials."""
    clients: list[Blocking | Async] = []

    def connect(**credentials: Any) -> Cases:
        clients.append(request.param(mockbana.url, **credentials))
        return clients[-1]

    yield connect
    for client in clients:
        client.close()


@pytest.fixture
def cases(connect: Callable[..., Cases], mockbana: Mockbana) -> Cases:
    return connect(basic_auth=mockbana.auth)


def new(cases: Cases, title: str = "Phishing", **more: Any) -> Any:
    return cases.create(title=title, description="Mails.", **more)


def test_every_method_is_driven_here() -> None:
    tree = ast.parse(Path(__file__).read_text("utf-8"))
    driven = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if node.value.id == "cases"
    }

    for client in (CasesClient, AsyncCasesClient):
        methods = {name for name in vars(client) if not name.startswith("_")}
        assert methods - driven == set()


def test_a_case_is_created_read_changed_and_deleted(cases: Cases, mockbana: Mockbana) -> None:
    made = new(cases, tags=["mail"], severity="high", category="inbox")
    read = cases.get(case_id=made["id"])
    (changed,) = cases.update(id=made["id"], version=read["version"], status="closed")

    assert (read["status"], read["tags"], read["severity"]) == ("open", ["mail"], "high")
    assert (changed["status"], changed["title"]) == ("closed", "Phishing")
    assert changed["version"] != read["version"]
    assert cases.delete(ids=[made["id"]]) == NOTHING
    with pytest.raises(kibana_py.NotFoundError, match=r"Saved object \[cases/.*\] not found"):
        cases.get(case_id=made["id"])
    assert len(mockbana.cases) == 0


def test_several_cases_are_changed_and_deleted_at_once(cases: Cases, mockbana: Mockbana) -> None:
    made = [new(cases, title) for title in ("One", "Two")]
    changes = [{"id": each["id"], "version": each["version"], "tags": ["x"]} for each in made]

    changed = cases.update(cases=changes)
    cases.delete(ids=[each["id"] for each in made])

    assert [(each["title"], each["tags"]) for each in changed] == [("One", ["x"]), ("Two", ["x"])]
    assert len(mockbana.cases) == 0


def test_cases_are_found(cases: Cases) -> None:
    for title in ("Disk full", "Disk failing", "Fan failing"):
        new(cases, title, tags=[title.split()[0]])

    found = cases.find(
        search="failing",
        search_fields=["title", "description"],
        default_search_operator="AND",
        status=["open"],
        severity=["low", "high"],
        owner=["cases"],
        reporters="elastic",
        sort_field="title",
        sort_order="desc",
        page=1,
        per_page=1,
        from_="now-1d",
        to="now",
    )

    assert [case["title"] for case in found["cases"]] == ["Fan failing"]
    assert (found["total"], found["per_page"]) == (2, 1)
    assert cases.find(tags=["Disk", "Fan"])["total"] == 3
    assert cases.find(category="none such", assignees="nobody")["total"] == 0


def test_a_refusal_is_an_exception_of_its_own(cases: Cases, mockbana: Mockbana) -> None:
    made = new(cases)
    mockbana.cases.edit(made["id"], title="Changed by another")

    with pytest.raises(kibana_py.ConflictError, match=f"These cases {made['id']} has been updated"):
        cases.update(id=made["id"], version=made["version"], title="Changed by me")
    with pytest.raises(kibana_py.BadRequestError, match="The title field cannot be an empty"):
        new(cases, "")
    with pytest.raises(kibana_py.ApiError, match="406"):
        cases.update(id=made["id"], version=mockbana.cases[made["id"]]["version"], status="open")


def test_comments_are_added_read_changed_and_deleted(cases: Cases) -> None:
    case_id = new(cases)["id"]

    (added,) = cases.add_comment(case_id=case_id, comment="Seen.")["comments"]
    cases.add_comment(case_id=case_id, comment="Seen again.")
    changed = cases.update_comment(
        case_id=case_id, id=added["id"], version=added["version"], comment="Read."
    )
    read = cases.get_comment(case_id=case_id, comment_id=added["id"])
    listed = cases.get_comments(case_id=case_id, page=1, per_page=10, sort_order="desc")

    assert changed["comments"][0] == read
    assert (read["comment"], read["updated_by"]["username"]) == ("Read.", "elastic")
    assert [comment["comment"] for comment in listed["comments"]] == ["Seen again.", "Read."]
    assert cases.delete_comment(case_id=case_id, comment_id=added["id"]) == NOTHING
    assert cases.delete_all_comments(case_id=case_id) == NOTHING
    assert cases.get_comments(case_id=case_id)["total"] == 0


def test_alerts_are_attached_and_lead_to_their_cases(cases: Cases) -> None:
    case_id = new(cases)["id"]

    cases.add_comment(
        case_id=case_id, type="alert", alert_id=["a1", "a2"], index=["i", "i"], rule=RULE
    )

    assert [alert["id"] for alert in cases.get_alerts(case_id=case_id)] == ["a1", "a2"]
    (found,) = cases.get_cases_by_alert(alert_id="a2", owner="cases")
    assert (found["id"], found["totals"]["alerts"]) == (case_id, 2)
    assert cases.get_cases_by_alert(alert_id="a3") == []


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x00--kbnpy", "Grüße"])
def test_a_file_is_attached(cases: Cases, content: bytes | str) -> None:
    case_id = new(cases)["id"]

    case = cases.add_file(case_id=case_id, file=content, filename="notes.txt")

    (file,) = case["comments"][0]["externalReferenceMetadata"]["files"]
    assert (file["name"], file["mimeType"]) == ("notes.txt", "text/plain")


def test_the_history_of_a_case_is_found(cases: Cases) -> None:
    made = new(cases)
    cases.update(id=made["id"], version=made["version"], title="Spear phishing", tags=["mail"])

    found = cases.find_user_actions(
        case_id=made["id"], types=["title", "tags"], sort_order="asc", page=1, per_page=20
    )

    told = {action["type"]: action["payload"] for action in found["userActions"]}
    assert told == {"title": {"title": "Spear phishing"}, "tags": {"tags": ["mail"]}}


@WITH_JIRA
def test_cases_are_configured_and_pushed(cases: Cases) -> None:
    field = {"key": "ticket", "label": "Ticket", "type": "text", "required": False}
    made = cases.create_configuration(
        closure_type="close-by-user", connector=JIRA, custom_fields=[field]
    )
    changed = cases.update_configuration(
        configuration_id=made["id"], version=made["version"], closure_type="close-by-pushing"
    )
    case = new(cases, connector=JIRA)

    pushed = cases.push(case_id=case["id"], connector_id="j1")

    assert cases.get_configuration(owner="cases") == [changed]
    assert [each["id"] for each in cases.find_connectors()] == ["j1"]
    assert (pushed["status"], pushed["external_service"]["connector_name"]) == ("closed", "Jira")


def test_reporters_and_tags_are_listed(cases: Cases) -> None:
    new(cases, tags=["b", "a"])
    new(cases, tags=["c"], owner="observability")

    assert cases.get_tags() == ["a", "b", "c"]
    assert cases.get_tags(owner=["observability"]) == ["c"]
    assert [each["username"] for each in cases.get_reporters(owner="cases")] == ["elastic"]


@WITH_SPACE
def test_a_space_is_looked_up_before_it_is_used(cases: Cases, mockbana: Mockbana) -> None:
    made = new(cases, space_id="soc")

    assert cases.get(case_id=made["id"], space_id="soc")["title"] == "Phishing"
    with pytest.raises(kibana_py.NotFoundError):
        cases.get(case_id=made["id"])
    with pytest.raises(kibana_py.SpaceNotFoundError):
        cases.find(space_id="nowhere")
    assert mockbana.requests.count("GET", "/api/spaces/space/soc") == 1


@pytest.mark.mockbana(require_auth=True)
def test_credentials_of_every_kind_are_taken(
    connect: Callable[..., Cases], mockbana: Mockbana
) -> None:
    assert connect(api_key=mockbana.api_key).find()["total"] == 0
    for wrong in ({}, {"basic_auth": ("elastic", "wrong")}, {"bearer_auth": "no token"}):
        with pytest.raises(kibana_py.AuthenticationException):
            connect(**wrong).find()


@READER
def test_a_reader_may_not_write(connect: Callable[..., Cases]) -> None:
    cases = connect(basic_auth=("reader", "secret"))

    assert cases.find()["total"] == 0
    with pytest.raises(kibana_py.AuthorizationException, match="Unauthorized to create case"):
        new(cases)


@pytest.mark.parametrize("kind", ["overloaded", "not_ready", "bad_gateway", "gateway_timeout"])
def test_the_client_tries_again_when_kibana_is_busy(
    cases: Cases, mockbana: Mockbana, kind: str
) -> None:
    getattr(mockbana.faults, kind)(times=3)

    assert cases.find()["total"] == 0
    assert mockbana.requests.count("GET", "/api/cases/_find") == 4


def test_the_client_does_not_try_again_after_a_conflict(cases: Cases, mockbana: Mockbana) -> None:
    made = new(cases)
    mockbana.faults.version_conflict(times=1)

    with pytest.raises(kibana_py.ConflictError):
        cases.update(id=made["id"], version=made["version"], title="Mine")

    assert mockbana.requests.count("PATCH", "/api/cases") == 1
    assert mockbana.cases[made["id"]]["version"] != made["version"]
