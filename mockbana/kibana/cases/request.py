"""What all cases routes have in common.

What Kibana says when it refuses, in the words for the request at hand.
"""

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any, Final

from mockbana.kibana.cases.model import Client
from mockbana.kibana.config_schema.types import type_name
from mockbana.kibana.config_schema.validation import accept_shape
from mockbana.kibana.http.errors import bad_request, kibana_crash
from mockbana.kibana.http.routing import Answer, Call


def client(call: Call) -> Client:
    """Return the cases client for the user and the space of *call*."""
    return Client(call.deployment, call.objects, call.account)


def object_body(call: Call) -> None:
    """Check the body as every cases route does: an object or nothing."""
    call.body = accept_shape(call.body)


def case_ids(call: Call) -> list[str]:
    """Return the ids of the cases that *call* is about, from its path, query or body."""
    if "case_id" in call.params:
        return [call.params["case_id"]]
    if call.method == "DELETE" and "ids" in call.query:
        return list(_ids_of_query(call.query["ids"]))
    if call.route is not None and call.route.path == "/internal/cases/_bulk_get":
        return list(_ids_of_query(call.body.get("ids") if isinstance(call.body, dict) else None))
    return list(_ids_of_body(call.body))


def _ids_of_query(ids: Any) -> Iterator[str]:
    if isinstance(ids, str):
        try:
            ids = json.loads(ids)
        except ValueError:
            return
    if isinstance(ids, list):
        yield from (one for one in ids if isinstance(one, str))


def _ids_of_body(body: Any) -> Iterator[str]:
    cases = body.get("cases") if isinstance(body, dict) else None
    for case in cases if isinstance(cases, list) else ():
        if isinstance(case, dict) and isinstance(case.get("id"), str):
            yield case["id"]


def owners(call: Call) -> set[str]:
    """Return the owners of the cases that *call* is about, or the one that its body names."""
    space = call.deployment.spaces.get(call.space)
    if space is None:
        return set()
    cases = call.objects.cases
    found = {cases[case_id]["owner"] for case_id in case_ids(call) if case_id in cases}
    named = call.body.get("owner") if isinstance(call.body, dict) else None
    return found | {named} if isinstance(named, str) else found


OPERATIONS: Final = (
    ("POST", "/api/cases", "create case"),
    ("PATCH", "/api/cases", "update case"),
    ("DELETE", "/api/cases", "delete case"),
    ("GET", "/api/cases/tags", "access case"),
    ("GET", "/api/cases/reporters", "access case"),
    ("GET", "/api/cases/configure*", "access case configurations"),
    ("POST", "/api/cases/configure", "create case configuration"),
    ("PATCH", "/api/cases/configure/*", "update case configuration"),
    ("*", "/api/cases/*/connector/*/_push", "push case"),
    ("GET", "/api/cases/*/user_actions*", "access user actions"),
    ("POST", "/api/cases/*/comments", "create comments"),
    ("POST", "/api/cases/*/files", "create comments"),
    ("PATCH", "/api/cases/*/comments", "update comments"),
    ("DELETE", "/api/cases/*/comments*", "delete comments"),
    ("GET", "/api/cases/*/comments*", "access comments"),
    ("GET", "/api/cases/*/alerts", "access comments"),
    ("GET", "/api/cases/{case_id}", "access case"),
    ("GET", "/api/cases/*", "access cases"),
)
"""What a request is to Kibana's authorization; the first row that fits counts."""


def not_allowed(call: Call) -> str:
    """Return the message of a 403."""
    path = call.route.path if call.route else ""
    operation = next(
        (
            words
            for method, pattern, words in OPERATIONS
            if method in (call.method, "*") and fnmatchcase(path, pattern)
        ),
        None,
    )
    if operation is None:
        return "Forbidden"
    if names := sorted(owners(call)):
        return f'Unauthorized to {operation} with owners: "{", ".join(names)}"'
    return f"Unauthorized to {operation} of any owner"


def not_there(call: Call) -> str:
    """Return the message of a 404."""
    if comment := call.params.get("comment_id"):
        return f"Saved object [cases-comments/{comment}] not found"
    ids = case_ids(call)
    if ids and call.method == "PATCH" and "case_id" not in call.params:
        hint = "Please check you have the correct ids."
        return f"These cases {', '.join(ids)} do not exist. {hint}"
    return f"Saved object [cases/{ids[0]}] not found" if ids else "Not Found"


def deprecated(call: Call, body: Any) -> Answer:
    """Return the answer of an endpoint that Kibana warns of."""
    version = call.deployment.settings.kibana_version
    return Answer(body=body, headers={"warning": f'299 Kibana-{version} "Deprecated endpoint"'})


def object_list(call: Call) -> None:
    """Check a body that must be a list of objects."""
    if not isinstance(call.body, list):
        found = type_name(call.body)
        raise bad_request(f"[request body]: expected value of type [array] but got [{found}]")
    for index, item in enumerate(call.body):
        if not isinstance(item, dict):
            found = f"expected a plain object value, but found [{type_name(item)}] instead."
            raise bad_request(f"[request body.{index}]: {found}")


def _only_ids(call: Call) -> dict[str, Any]:
    """Return what Kibana takes out of the body: ``ids``, and nothing besides."""
    if call.body is None:
        message = "Cannot read properties of null (reading 'ids')"
        raise kibana_crash(message, quirk="a body that Kibana can't read ids from")
    return {key: value for key, value in call.body.items() if key == "ids"}
