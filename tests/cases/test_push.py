"""Pushing cases to connectors."""

from typing import Any

import pytest

from mockbana import Mockbana
from mockbana.kibana.connectors.types import TYPES
from tests.cases.api import (
    ELASTIC,
    NO_CONNECTOR,
    READER,
    WITH_READER,
    alert,
    attach,
    get,
    good,
    history,
    patch,
    post,
    refusal,
    send,
    user_comment,
)

JIRA = {
    "id": "j1",
    "name": "Jira one",
    "connector_type_id": ".jira",
    "config": {"apiUrl": "https://jira.example.com/", "projectKey": "OPS"},
}
CONNECTORS = {"connectors": [JIRA, {**JIRA, "id": "j2", "name": "Jira two"}]}
CLOSING = {**CONNECTORS, "configurations": [{"owner": "cases", "closure_type": "close-by-pushing"}]}
pytestmark = pytest.mark.mockbana(fixtures=CONNECTORS)


def push(kibana: Mockbana, case: dict[str, Any], connector: str = "j1", **more: Any) -> Any:
    return post(kibana, f"/api/cases/{case['id']}/connector/{connector}/_push", {}, **more)


def test_a_push_is_told_on_the_case_and_in_its_history(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    mockbana.clock.freeze("2025-05-05T10:00:00.000Z")

    after = good(push(mockbana, case))

    service = after["external_service"]
    assert service == {
        "connector_id": "j1",
        "connector_name": "Jira one",
        "external_id": service["external_id"],
        "external_title": f"OPS-{service['external_id']}",
        "external_url": f"https://jira.example.com/browse/OPS-{service['external_id']}",
        "pushed_at": "2025-05-05T10:00:00.000Z",
        "pushed_by": ELASTIC,
    }
    assert (after["updated_at"], after["updated_by"]) == (service["pushed_at"], ELASTIC)
    assert after["version"] != case["version"]
    assert after["connector"] == NO_CONNECTOR
    (told,) = history(mockbana, case)[1:]
    assert (told["type"], told["action"]) == ("pushed", "push_to_service")
    assert told["payload"] == {"externalService": service}


def test_an_incident_is_updated_by_later_pushes_through_its_connector(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()

    pushes = [good(push(mockbana, case, connector)) for connector in ("j1", "j2", "j1", "j2")]

    first, second, third, fourth = [each["external_service"]["external_id"] for each in pushes]
    assert (first, second) == (third, fourth)
    assert first != second


def test_the_body_does_not_matter(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    path = f"/api/cases/{case['id']}/connector/j1/_push"

    assert post(mockbana, path, {"foo": 1}).status_code == 200
    assert post(mockbana, path, None).status_code == 200


@pytest.mark.mockbana(fixtures=CLOSING)
def test_pushing_closes_where_that_is_configured(mockbana: Mockbana) -> None:
    case = mockbana.cases.add(created_at="2025-05-05T10:00:00.000Z")
    mockbana.clock.freeze("2025-05-05T10:00:07.900Z")

    after = good(push(mockbana, case))

    assert (after["status"], after["duration"], after["closed_by"]) == ("closed", 7, ELASTIC)
    assert after["closed_at"] == after["external_service"]["pushed_at"]
    assert [each["type"] for each in history(mockbana, case)[1:]] == ["status", "pushed"]


@pytest.mark.mockbana(fixtures=CLOSING)
def test_a_closed_case_is_closed_once_more(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    mockbana.clock.freeze()
    before = good(push(mockbana, case))
    mockbana.clock.advance(60)

    after = good(push(mockbana, case))

    assert after["closed_at"] > before["closed_at"]
    told = [each["type"] for each in history(mockbana, case)[1:]]
    assert told == ["status", "pushed", "status", "pushed"]


@pytest.mark.mockbana(fixtures=CLOSING)
def test_another_owners_configuration_does_not_count(mockbana: Mockbana) -> None:
    case = mockbana.cases.add(owner="observability")

    assert good(push(mockbana, case))["status"] == "open"


def test_a_closed_case_can_be_pushed(mockbana: Mockbana) -> None:
    case = mockbana.cases.add(status="closed")

    after = good(push(mockbana, case))

    assert (after["status"], after["closed_at"]) == ("closed", case["closed_at"])


def test_comments_are_marked_as_pushed_once(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    attach(mockbana, case, user_comment("one"))
    mockbana.clock.freeze()
    first = good(push(mockbana, case))["comments"][0]
    mockbana.clock.advance(1)
    attach(mockbana, case, user_comment("two"))

    one, two = good(push(mockbana, case))["comments"]

    assert one == first
    assert one["pushed_at"] < two["pushed_at"]
    assert two["pushed_by"] == ELASTIC
    assert get(mockbana, f"/api/cases/{case['id']}/comments/{two['id']}") == two


def test_as_many_of_the_oldest_are_marked_as_there_are_user_comments(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    for body in (alert("a1"), user_comment("one"), alert("a2"), user_comment("two")):
        attach(mockbana, case, body)

    after = good(push(mockbana, case))

    assert [each["pushed_at"] is not None for each in after["comments"]] == [
        True,
        True,
        False,
        False,
    ]
    assert (after["totalComment"], after["totalAlerts"]) == (4, 0)


def test_what_a_push_needs_to_be_there(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()

    assert refusal(push(mockbana, {"id": "x"}, "y")) == (404, "Saved object [cases/x] not found")
    assert refusal(push(mockbana, case, "none")) == (404, "Saved object [action/none] not found")


@pytest.mark.mockbana(fixtures=[CONNECTORS, WITH_READER])
def test_a_reader_may_not_push(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()

    assert refusal(push(mockbana, case, auth=READER)) == (
        403,
        'Unauthorized to push case with owners: "cases"',
    )


def test_a_push_makes_an_older_version_stale(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    push(mockbana, case)
    body = {"cases": [{"id": case["id"], "version": case["version"], "title": "new"}]}

    assert patch(mockbana, "/api/cases", body).status_code == 409


URL = "https://outside.example.com"
LINKS = [
    (".jira", {"apiUrl": URL, "projectKey": "OPS"}, f"{URL}/browse/{{title}}"),
    (".resilient", {"apiUrl": f"{URL}/", "orgId": "201"}, f"{URL}/#incidents/{{id}}"),
    (".servicenow", {"apiUrl": URL}, f"{URL}/nav_to.do?uri=incident.do?sys_id={{id}}"),
    (".servicenow-sir", {"apiUrl": URL}, f"{URL}/nav_to.do?uri=sn_si_incident.do?sys_id={{id}}"),
    (".swimlane", {"apiUrl": f"{URL}/", "appId": "a7"}, f"{URL}/record/a7/{{id}}"),
    (".thehive", {"url": URL}, f"{URL}/cases/{{id}}/details"),
    (
        ".cases-webhook",
        {"viewIncidentUrl": f"{URL}//issues/{{{{{{external.system.id}}}}}}/"},
        f"{URL}/issues/{{id}}",
    ),
    (
        ".cases-webhook",
        {"viewIncidentUrl": f"{URL}/browse/{{{{{{external.system.title}}}}}}"},
        f"{URL}/browse/{{title}}",
    ),
    (".jira", {}, "https://incidents.example.com/browse/{title}"),
    (".cases-webhook", {}, "https://incidents.example.com/browse/{title}"),
    (".pagerduty", {"apiUrl": None}, "https://incidents.example.com/browse/{title}"),
]


@pytest.mark.parametrize(("kind", "config", "link"), LINKS)
@pytest.mark.mockbana(fixtures={})
def test_a_push_links_to_the_incident_as_its_type_does(
    mockbana: Mockbana, kind: str, config: dict[str, Any], link: str
) -> None:
    mockbana.load(
        {"connectors": [{"id": "c", "name": "C", "connector_type_id": kind, "config": config}]}
    )
    case = mockbana.cases.add()

    service = good(push(mockbana, case, "c"))["external_service"]

    named = {"id": service["external_id"], "title": service["external_title"]}
    assert service["external_url"] == link.format(**named)
    again = good(push(mockbana, case, "c"))["external_service"]
    changing = ("pushed_at",)
    assert {**again, **{key: service[key] for key in changing}} == service


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (".jira", "INC-{id}"),
        (".resilient", "{id}"),
        (".servicenow", "INC{id:0>7}"),
        (".servicenow-sir", "SIR{id:0>7}"),
        (".thehive", "The title of the case"),
    ],
)
@pytest.mark.mockbana(fixtures={})
def test_an_incident_is_named_as_its_system_does(mockbana: Mockbana, kind: str, title: str) -> None:
    mockbana.load({"connectors": [{"id": "c", "name": "C", "connector_type_id": kind}]})
    case = mockbana.cases.add(title="The title of the case")

    service = good(push(mockbana, case, "c"))["external_service"]

    assert service["external_title"] == title.format(id=service["external_id"])


@pytest.mark.mockbana(
    fixtures={"connectors": [{"id": "h", "name": "Hive", "connector_type_id": ".thehive"}]}
)
def test_an_incident_of_thehive_is_renamed_with_its_case(mockbana: Mockbana) -> None:
    case = mockbana.cases.add(title="old")
    before = good(push(mockbana, case, "h"))
    body = {"cases": [{"id": case["id"], "version": before["version"], "title": "new"}]}
    good(patch(mockbana, "/api/cases", body))

    service = good(push(mockbana, case, "h"))["external_service"]

    assert service["external_title"] == "new"
    assert service["external_id"] == before["external_service"]["external_id"]


def test_the_link_follows_the_address_of_the_connector(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    before = good(push(mockbana, case))["external_service"]
    config = {"apiUrl": "https://moved.example.com", "projectKey": "NEW"}
    body = {"name": "Moved", "config": config, "secrets": {"email": "e", "apiToken": "t"}}
    good(send(mockbana, "PUT", "/api/actions/connector/j1", json=body))

    service = good(push(mockbana, case))["external_service"]

    title = before["external_title"]
    assert service["external_title"] == title
    assert service["external_url"] == f"https://moved.example.com/browse/{title}"


@pytest.mark.mockbana(
    fixtures={"connectors": [{"id": "j1", "name": "Jira", "connector_type_id": ".jira"}]}
)
def test_a_link_stays_when_the_connector_has_no_address(mockbana: Mockbana) -> None:
    pushed = {
        "connector_id": "j1",
        "connector_name": "Jira",
        "external_id": "7",
        "external_title": "SEC-7",
        "external_url": "https://jira.example.com/browse/SEC-7",
        "pushed_at": "2025-05-05T10:00:00.000Z",
        "pushed_by": ELASTIC,
    }
    case = mockbana.cases.add(external_service=pushed)

    service = good(push(mockbana, case))["external_service"]

    assert {**service, "pushed_at": pushed["pushed_at"]} == pushed


@pytest.mark.parametrize(
    ("title", "link"), [("a b/c!", "a%20b%2Fc!"), ("\ud800", "%3F"), ("é", "%C3%A9")]
)
def test_the_template_of_a_webhook_gets_escaped_titles(title: str, link: str) -> None:
    incident = TYPES[".cases-webhook"].incident
    config = {"viewIncidentUrl": f"{URL}/{{{{{{external.system.title}}}}}}"}

    assert incident.url(config, "7", title) == f"{URL}/{link}"


@pytest.mark.parametrize("kind", [".jira", ".servicenow", ".thehive", ".email"])
@pytest.mark.mockbana(fixtures={}, license="basic")
def test_a_push_needs_a_licence_for_the_type(mockbana: Mockbana, kind: str) -> None:
    mockbana.load({"connectors": [{"id": "c", "name": "C", "connector_type_id": kind}]})
    case = mockbana.cases.add()

    assert refusal(push(mockbana, case, "c")) == (
        403,
        (
            f"Action type {kind} is disabled because your basic license does not support it. "
            "Please upgrade your license."
        ),
    )
    assert get(mockbana, f"/api/cases/{case['id']}")["external_service"] is None


@pytest.mark.mockbana(fixtures=[CONNECTORS, WITH_READER], license="basic")
def test_a_reader_hears_of_the_privilege_before_the_licence(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()

    assert refusal(push(mockbana, case, auth=READER)) == (
        403,
        'Unauthorized to push case with owners: "cases"',
    )
    assert refusal(push(mockbana, case, "none"))[0] == 404
