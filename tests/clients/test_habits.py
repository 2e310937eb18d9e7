"""What real clients of the Cases API are in the habit of doing."""

import base64
import http.client
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import requests

from mockbana import Mockbana

XSRF = {"kbn-xsrf": "true"}
NO_CONNECTOR = {"id": "none", "name": "none", "type": ".none", "fields": None}
CASE = {
    "title": "Phishing",
    "description": "Mails.",
    "tags": ["mail"],
    "owner": "cases",
    "settings": {"syncAlerts": True},
    "connector": NO_CONNECTOR,
}
N8N = {"Accept": "application/json", "User-Agent": "n8n", "Connection": "close"}
RULE = {"id": "r1", "name": "Rule one"}
ALERT = {"type": "alert", "alertId": "a1", "index": "i1", "rule": RULE, "owner": "cases"}
UMLAUTS = pytest.mark.mockbana(
    require_auth=True,
    fixtures={"users": [{"username": "jörg", "password": "grün", "privileges": {"cases": "all"}}]},
)


def send(
    kibana: Mockbana, method: str, path: str, headers: Any = XSRF, **more: Any
) -> requests.Response:
    return requests.request(method, kibana.url + path, headers=headers, timeout=5, **more)


def patch(kibana: Mockbana, case: Any, **changes: Any) -> requests.Response:
    body = {"cases": [{"id": case["id"], "version": case["version"], **changes}]}
    return send(kibana, "PATCH", "/api/cases", json=body)


def refusal(reply: requests.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["message"]


def as_it_is(kibana: Mockbana, method: str, target: str) -> int:
    """Send *target* without any escaping; return the status."""
    connection = http.client.HTTPConnection(kibana.host, kibana.port, timeout=5)
    try:
        connection.putrequest(method, target)
        connection.putheader("kbn-xsrf", "true")
        connection.endheaders()
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize(
    "query",
    ['ids=["a","b"]', "ids=[%22a%22,%22b%22]", "ids=%5B%22a%22%2C+%22b%22%5D", "ids=a&ids=b"],
)
def test_ids_to_delete_are_spelled_in_four_ways(mockbana: Mockbana, query: str) -> None:
    mockbana.cases.add(id="a")
    mockbana.cases.add(id="b")

    status = as_it_is(mockbana, "DELETE", f"/api/cases?{query}")

    assert (status, len(mockbana.cases)) == (204, 0)


@pytest.mark.parametrize("query", ["ids=a", "ids=a,b"])
def test_ids_to_delete_are_no_bare_text(mockbana: Mockbana, query: str) -> None:
    mockbana.cases.add(id="a")

    assert as_it_is(mockbana, "DELETE", f"/api/cases?{query}") == 400
    assert len(mockbana.cases) == 1


def test_a_deleted_case_is_gone_without_a_word(mockbana: Mockbana) -> None:
    mockbana.cases.add(id="a")

    reply = send(mockbana, "DELETE", '/api/cases?ids=["a"]')

    assert (reply.status_code, reply.content) == (204, b"")
    assert send(mockbana, "GET", "/api/cases/a").status_code == 404


@pytest.mark.parametrize("value", ["true", "false", "123", "xxx", "reporting", "", "a-b-c"])
def test_any_value_protects_from_forged_requests(mockbana: Mockbana, value: str) -> None:
    reply = send(mockbana, "POST", "/api/cases", json=CASE, headers={"kbn-xsrf": value})

    assert reply.status_code == 200


def test_n8n_with_an_api_key_reads_and_does_not_write(mockbana: Mockbana) -> None:
    headers = {**N8N, "Authorization": f"ApiKey {mockbana.api_key}"}

    read = send(mockbana, "GET", "/api/cases/_find", headers=headers)
    written = send(mockbana, "POST", "/api/cases", json=CASE, headers=headers)

    assert read.status_code == 200
    assert refusal(written) == (400, "Request must contain a kbn-xsrf header.")


def test_n8n_wants_its_connections_closed(mockbana: Mockbana) -> None:
    reply = send(mockbana, "POST", "/api/cases", json=CASE, headers={**N8N, **XSRF})

    assert (reply.status_code, reply.headers["connection"]) == (200, "close")


def test_n8n_sends_a_blank_description(mockbana: Mockbana) -> None:
    reply = send(mockbana, "POST", "/api/cases", json={**CASE, "description": ""})

    assert refusal(reply) == (400, "The description field cannot be an empty string.")


def test_n8n_sends_the_owner_along_with_new_tags(mockbana: Mockbana) -> None:
    case = mockbana.cases.add(owner="securitySolution", tags=["a"])

    changed = patch(mockbana, case, tags=["a", "b"], owner="securitySolution")

    assert changed.json()[0]["tags"] == ["a", "b"]


def test_n8n_gets_the_first_page_again_and_again(mockbana: Mockbana) -> None:
    mockbana.cases.fake(21)

    pages = [send(mockbana, "GET", "/api/cases/_find").json() for _ in range(2)]

    assert pages[0] == pages[1]
    assert (len(pages[0]["cases"]), pages[0]["total"]) == (20, 21)


def test_n8n_shows_the_message_of_a_406(mockbana: Mockbana) -> None:
    case = mockbana.cases.add(title="Same")

    reply = patch(mockbana, case, title="Same")

    assert (reply.status_code, reply.json()["error"]) == (406, "Not Acceptable")
    assert reply.json()["message"] == "All update fields are identical to current version."


def test_xsoar_sends_connector_and_settings_whether_they_change_or_not(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    same = {"connector": NO_CONNECTOR, "settings": {"syncAlerts": case["settings"]["syncAlerts"]}}

    unchanged = patch(mockbana, case, **same)
    changed = patch(mockbana, case, **same, title="New")
    history = send(mockbana, "GET", f"/api/cases/{case['id']}/user_actions/_find").json()

    assert (unchanged.status_code, changed.status_code) == (406, 200)
    assert [each["type"] for each in history["userActions"]] == ["create_case", "title"]


def test_xsoar_asks_for_a_part_of_the_alerts(mockbana: Mockbana) -> None:
    case = mockbana.cases.add(comments=[ALERT])

    reply = send(mockbana, "GET", f"/api/cases/{case['id']}/alerts?limit=10&offset=0")

    assert [alert["id"] for alert in reply.json()] == ["a1"]


def test_an_update_returns_the_cases_that_were_asked_for(mockbana: Mockbana) -> None:
    cases = [mockbana.cases.add() for _ in range(5)]
    wanted = [cases[3], cases[1]]
    changes = [{"id": c["id"], "version": c["version"], "status": "closed"} for c in wanted]

    changed = send(mockbana, "PATCH", "/api/cases", json={"cases": changes}).json()

    assert {(case["id"], case["status"]) for case in changed} == {
        (case["id"], "closed") for case in wanted
    }


def test_a_body_may_come_in_chunks(mockbana: Mockbana) -> None:
    def chunks() -> Iterator[bytes]:
        text = json.dumps(CASE).encode()
        yield from (text[start : start + 7] for start in range(0, len(text), 7))

    headers = {**XSRF, "Content-Type": "application/json"}
    reply = send(mockbana, "POST", "/api/cases", data=chunks(), headers=headers)

    assert reply.json()["title"] == "Phishing"
    assert mockbana.requests[-1].headers["Transfer-Encoding"] == "chunked"


@pytest.mark.parametrize(
    "header",
    [
        {"elastic-api-version": "2023-10-31"},
        {"x-elastic-internal-origin": "Kibana"},
        {"x-elastic-client-meta": "et=9.0.0,py=3.12.0,t=9.0.0"},
        {"Sec-Fetch-Mode": "cors"},
        {"Content-Type": "application/json"},
    ],
    ids=lambda header: next(iter(header)),
)
def test_a_header_too_many_does_no_harm(mockbana: Mockbana, header: dict[str, str]) -> None:
    assert send(mockbana, "GET", "/api/cases/_find", headers=header).status_code == 200


@pytest.mark.mockbana(require_auth=True)
@pytest.mark.parametrize("scheme", ["ApiKey", "APIKey", "apikey"])
def test_the_scheme_of_an_api_key_is_written_in_any_case(mockbana: Mockbana, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {mockbana.api_key}"}

    assert send(mockbana, "GET", "/api/cases/_find", headers=headers).status_code == 200


@UMLAUTS
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_passwords_come_in_either_encoding(mockbana: Mockbana, encoding: str) -> None:
    credentials = base64.b64encode("jörg:grün".encode(encoding)).decode()

    reply = send(
        mockbana, "GET", "/api/cases/_find", headers={"Authorization": f"Basic {credentials}"}
    )

    assert reply.status_code == 200


@pytest.mark.parametrize(
    ("query", "total"),
    [("tags=a,b", 0), ("tags=a&tags=b", 1), ('owner=["cases"]', 0), ("owner=cases", 1)],
)
def test_a_list_in_one_value_is_one_text(mockbana: Mockbana, query: str, total: int) -> None:
    mockbana.cases.add(tags=["a", "b"])

    assert send(mockbana, "GET", f"/api/cases/_find?{query}").json()["total"] == total


def test_a_field_to_sort_by_has_kibanas_name(mockbana: Mockbana) -> None:
    reply = send(mockbana, "GET", "/api/cases/_find?sortField=created_at")

    assert refusal(reply) == (400, 'Invalid value "created_at" supplied to "sortField"')


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 200),
        ({"alertId": ["a1"], "index": ["i1"]}, 200),
        ({"alertId": ["a1"]}, 200),
        ({"alertId": ["a1", "a2"], "index": "i1"}, 400),
        ({"alert_id": "a1"}, 400),
    ],
)
def test_alerts_are_texts_or_lists_of_one_length(
    mockbana: Mockbana, change: dict[str, Any], status: int
) -> None:
    case = mockbana.cases.add()

    reply = send(mockbana, "POST", f"/api/cases/{case['id']}/comments", json={**ALERT, **change})

    assert reply.status_code == status


def test_an_alert_that_nobody_knows_leads_nowhere(mockbana: Mockbana) -> None:
    reply = send(mockbana, "GET", "/api/cases/alerts/unknown")

    assert (reply.status_code, reply.json()) == (200, [])


@pytest.mark.parametrize(
    "parts",
    [
        [("file", ("file.txt", b"Text"))],
        [("filename", (None, "notes")), ("file", ("file.txt", b"Text"))],
        [("file", ("file.txt", b"Text")), ("filename", (None, "notes"))],
        [("file", ("file.txt", b"Text", "application/octet-stream"))],
    ],
    ids=["without a name", "name first", "name last", "with a type"],
)
def test_a_file_has_its_name_before_it_or_after_it_or_not_at_all(
    mockbana: Mockbana, parts: list[tuple[str, Any]]
) -> None:
    case = mockbana.cases.add()

    reply = send(mockbana, "POST", f"/api/cases/{case['id']}/files", files=parts)

    (file,) = reply.json()["comments"][0]["externalReferenceMetadata"]["files"]
    named = "filename" in dict(parts)
    assert (file["name"], file["mimeType"]) == ("notes" if named else "file", "text/plain")


def test_a_boundary_may_be_three_plus_signs(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    headers = {**XSRF, "Content-Type": "multipart/form-data; boundary=+++"}

    reply = httpx.post(
        f"{mockbana.url}/api/cases/{case['id']}/files",
        files={"file": ("file.txt", b"Text")},
        headers=headers,
    )

    assert reply.status_code == 200


def test_what_is_refused_is_refused_in_json(mockbana: Mockbana) -> None:
    for method, path in (("GET", "/api/cases/x"), ("POST", "/api/cases"), ("DELETE", "/api/cases")):
        reply = send(mockbana, method, path)

        assert "application/json" in reply.headers["content-type"]
        assert reply.json().keys() == {"statusCode", "error", "message"}
