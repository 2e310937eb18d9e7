"""What the tests of the Cases API say to a server, and how."""

from typing import Any

import requests

from mockbana import Mockbana

HEADERS = {"kbn-xsrf": "true", "x-elastic-internal-origin": "tests"}
READER = ("reader", "reader-password")
WITH_READER = {
    "users": [
        {
            "username": READER[0],
            "password": READER[1],
            "privileges": {"cases": "read", "observability": "none", "securitySolution": "none"},
        }
    ]
}
NO_CONNECTOR = {"id": "none", "name": "none", "type": ".none", "fields": None}
ELASTIC = {"username": "elastic", "full_name": None, "email": None}
Json = Any


def send(kibana: Mockbana, method: str, path: str, **more: Any) -> requests.Response:
    return requests.request(method, f"{kibana.url}{path}", headers=HEADERS, timeout=5, **more)


def get(kibana: Mockbana, path: str, **more: Any) -> Json:
    return good(send(kibana, "GET", path, **more))


def post(kibana: Mockbana, path: str, body: Json, **more: Any) -> requests.Response:
    return send(kibana, "POST", path, json=body, **more)


def patch(kibana: Mockbana, path: str, body: Json, **more: Any) -> requests.Response:
    return send(kibana, "PATCH", path, json=body, **more)


def delete(kibana: Mockbana, path: str, **more: Any) -> requests.Response:
    return send(kibana, "DELETE", path, **more)


def good(reply: requests.Response) -> Json:
    assert reply.status_code == 200, reply.text
    return reply.json()


def refusal(reply: requests.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["message"]


def user_comment(text: str = "first note", owner: str = "cases") -> dict[str, Any]:
    return {"type": "user", "comment": text, "owner": owner}


def alert(ids: Json, indices: Json = None, owner: str = "cases") -> dict[str, Any]:
    if indices is None:
        indices = [f"index-{each}" for each in ids] if isinstance(ids, list) else f"index-{ids}"
    rule = {"id": "r1", "name": "rule one"}
    return {"type": "alert", "alertId": ids, "index": indices, "rule": rule, "owner": owner}


def reference(kind: str = "indicator", **more: Any) -> dict[str, Any]:
    return {
        "type": "externalReference",
        "externalReferenceId": "e1",
        "externalReferenceStorage": {"type": "elasticSearchDoc"},
        "externalReferenceAttachmentTypeId": kind,
        "externalReferenceMetadata": None,
        "owner": "cases",
        **more,
    }


def file_reference(*names: str) -> dict[str, Any]:
    files = [
        {"name": name, "extension": "txt", "mimeType": "text/plain", "created": "2025-01-01"}
        for name in names
    ]
    storage = {"type": "savedObject", "soType": "file"}
    return reference(
        ".files", externalReferenceStorage=storage, externalReferenceMetadata={"files": files}
    )


def state(kind: str = ".lens") -> dict[str, Any]:
    return {
        "type": "persistableState",
        "persistableStateAttachmentTypeId": kind,
        "persistableStateAttachmentState": {"a": [1]},
        "owner": "cases",
    }


def attach(kibana: Mockbana, case: dict[str, Any], body: Json) -> Json:
    return good(post(kibana, comments_of(case), body))


def comments_of(case: dict[str, Any]) -> str:
    return f"/api/cases/{case['id']}/comments"


def history(kibana: Mockbana, case: dict[str, Any], query: str = "") -> list[dict[str, Any]]:
    path = f"/api/cases/{case['id']}/user_actions/_find?perPage=100{query}"
    actions: list[dict[str, Any]] = get(kibana, path)["userActions"]
    return actions
