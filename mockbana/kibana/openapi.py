"""``GET openapi.json``: the served Cases API as OpenAPI 3.1.

Requests are described by the schemas that judge them. Of answers just the envelope of a refusal is
described: no schema makes the others.

What the routes of the Cases API are for, and the schemas that judge their requests.
"""

import re
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from mockbana.kibana.cases.attachments.schemas import (
    ATTACHMENT,
    ATTACHMENT_IDS,
    ATTACHMENT_PATCH,
    ATTACHMENTS,
    COMMENTS_FIND,
    FILE_IDS,
)
from mockbana.kibana.cases.configure.custom_fields import CUSTOM_FIELD_PUT
from mockbana.kibana.cases.configure.schemas import CONFIGURE_PATCH, CONFIGURE_POST
from mockbana.kibana.cases.crud.read import CASE_QUERY, RESOLVE_QUERY
from mockbana.kibana.cases.crud.schemas import BULK_GET_CASES as WANTED_CASES
from mockbana.kibana.cases.crud.schemas import CASE_IDS, CASE_POST, CASES_PATCH
from mockbana.kibana.cases.find.cases import CASES_FIND
from mockbana.kibana.cases.find.listings import STATUS_COUNTS
from mockbana.kibana.cases.find.similar import SIMILAR_CASES
from mockbana.kibana.cases.history import HISTORY_FIND
from mockbana.kibana.cases.metrics import CASE_QUERY as CASE_METRICS
from mockbana.kibana.cases.metrics import CASES_QUERY as CASES_METRICS
from mockbana.kibana.cases.observables import OBSERVABLE_PATCH, OBSERVABLE_POST
from mockbana.kibana.cases.people import PROFILES_QUERY
from mockbana.kibana.cases.schemas import BY_OWNER
from mockbana.kibana.http.routing import API_VERSION, Route, exists
from mockbana.kibana.json_schema import REFERENCE, JsonSchema, Walker
from mockbana.kibana.releases import release_of

_CASES: Final = ("/api/cases", "/internal/cases")
_PARAMETER: Final = re.compile(r"{(\w+)}")
REFUSAL: Final = {
    "type": "object",
    "description": "Kibana's envelope for every refusal.",
    "properties": {
        "statusCode": {"type": "integer"},
        "error": {"type": "string"},
        "message": {"type": "string"},
        "attributes": {"type": "object"},
    },
    "required": ["statusCode", "error", "message"],
}
_SCHEMES: Final = {
    "basic": {"type": "http", "scheme": "basic"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "apiKey": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "ApiKey, a blank, and the encoded key.",
    },
}
_FORM: Final = {
    "type": "object",
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "filename": {"type": "string"},
    },
    "required": ["file"],
}


def openapi(routes: Iterable[Route], kibana_version: str, url: str) -> dict[str, Any]:
    """Return the document for those of *routes* that *kibana_version* has; *url* is the server."""
    walker = Walker()
    walker.components["Refusal"] = REFUSAL
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        if route.path.startswith(_CASES) and exists(route, release_of(kibana_version)):
            paths.setdefault(route.path, {})[route.method.lower()] = described(route, walker)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kibana's Cases API, as Mockbana serves it",
            "version": API_VERSION,
            "description": f"Kibana {kibana_version}. All paths also exist below /s/(space).",
        },
        "servers": [
            {"url": url},
            {"url": f"{url}/s/{{space}}", "variables": {"space": {"default": "default"}}},
        ],
        "security": [{}, *({name: []} for name in _SCHEMES)],
        "paths": paths,
        "components": {"schemas": walker.components, "securitySchemes": _SCHEMES},
    }


def described(route: Route, walker: Walker) -> dict[str, Any]:
    """Return the operation that *route* is."""
    operation = OPERATIONS[f"{route.method} {route.path}"]
    succeeds = "204" if route.method == "DELETE" or route.path.endswith("_bulk_delete") else "200"
    document = {
        "operationId": route.handler.__name__,
        "summary": operation.summary,
        "tags": [route.access],
        "parameters": list(_parameters(route, operation, walker)),
        "responses": {succeeds: {"description": "Done."}, "4XX": _refusal()},
    }
    body = _body(route, operation, walker)
    return {**document, "requestBody": body} if body else document


def _refusal() -> JsonSchema:
    schema = {"$ref": f"{REFERENCE}Refusal"}
    return {"description": "Refused.", "content": {"application/json": {"schema": schema}}}


class Operation(NamedTuple):
    """One call of the API: in how few words it can be told, and who judges its body and query."""

    summary: str
    body: Any = None
    query: Any = None


def _body(route: Route, operation: Operation, walker: Walker) -> JsonSchema | None:
    if route.body == "multipart":
        return {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}
    if operation.body is None:
        return None
    schema = walker.of(operation.body)
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _parameters(route: Route, operation: Operation, walker: Walker) -> Iterable[JsonSchema]:
    for name in _PARAMETER.findall(route.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    if route.needs_xsrf:
        yield {"name": "kbn-xsrf", "in": "header", "required": True, "schema": {"type": "string"}}
    if route.access == "internal":
        name = "x-elastic-internal-origin"
        yield {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
    if operation.query is not None:
        members = walker.members(operation.query)
        for name, schema in members["properties"].items():
            required = name in members.get("required", ())
            yield {"name": name, "in": "query", "required": required, "schema": schema}


_CASE: Final = "/api/cases/{case_id}"
_OWN: Final = "/internal/cases/{case_id}"
OPERATIONS: Final = {
    "PATCH /api/cases": Operation("Change up to 100 cases, all or none", CASES_PATCH),
    "POST /api/cases": Operation("Create a case", CASE_POST),
    "DELETE /api/cases": Operation("Delete cases", query=CASE_IDS),
    "GET /api/cases/_find": Operation("Find cases", query=CASES_FIND),
    f"GET {_CASE}": Operation("Get a case", query=CASE_QUERY),
    f"GET {_CASE}/user_actions/_find": Operation("Find in the history", query=HISTORY_FIND),
    f"GET {_CASE}/user_actions": Operation("Get the history"),
    f"POST {_CASE}/comments": Operation("Add a comment or an alert", ATTACHMENT),
    f"PATCH {_CASE}/comments": Operation("Change a comment or an alert", ATTACHMENT_PATCH),
    f"DELETE {_CASE}/comments": Operation("Delete all comments and alerts"),
    f"GET {_CASE}/comments": Operation("Get all comments and alerts"),
    f"GET {_CASE}/comments/_find": Operation("Find comments", query=COMMENTS_FIND),
    f"GET {_CASE}/comments/{{comment_id}}": Operation("Get a comment or an alert"),
    f"DELETE {_CASE}/comments/{{comment_id}}": Operation("Delete a comment or an alert"),
    f"POST {_CASE}/files": Operation("Attach a file"),
    f"GET {_CASE}/alerts": Operation("Get the alerts"),
    "GET /api/cases/alerts/{alert_id}": Operation("Get the cases of an alert", query=BY_OWNER),
    f"POST {_CASE}/connector/{{connector_id}}/_push": Operation("Push a case to a connector"),
    "GET /api/cases/configure": Operation("Get the configurations", query=BY_OWNER),
    "POST /api/cases/configure": Operation("Set a configuration", CONFIGURE_POST),
    "PATCH /api/cases/configure/{configuration_id}": Operation(
        "Change a configuration", CONFIGURE_PATCH
    ),
    "GET /api/cases/configure/connectors/_find": Operation("Get the connectors for cases"),
    "GET /api/cases/tags": Operation("Get the tags in use", query=BY_OWNER),
    "GET /api/cases/reporters": Operation("Get who has created cases", query=BY_OWNER),
    "GET /api/cases/status": Operation("Count the cases by status", query=STATUS_COUNTS),
    f"GET {_CASE}/resolve": Operation("Get a case, wherever it is now", query=RESOLVE_QUERY),
    "GET /internal/cases/categories": Operation("Get the categories in use", query=BY_OWNER),
    "POST /internal/cases/_bulk_get": Operation("Get several cases", WANTED_CASES),
    "POST /internal/cases/_search": Operation("Find cases", CASES_FIND),
    "POST /internal/cases/_suggest_user_profiles": Operation("Suggest users", PROFILES_QUERY),
    "GET /internal/cases/metrics": Operation("Measure all cases", query=CASES_METRICS),
    "GET /internal/cases/metrics/{case_id}": Operation("Measure a case", query=CASE_METRICS),
    f"POST {_OWN}/attachments/_bulk_create": Operation("Attach several things", ATTACHMENTS),
    f"POST {_OWN}/attachments/_bulk_get": Operation("Get several attachments", ATTACHMENT_IDS),
    f"POST {_OWN}/attachments/files/_bulk_delete": Operation("Delete files", FILE_IDS),
    f"POST {_OWN}/observables": Operation("Add an observable", OBSERVABLE_POST),
    f"PATCH {_OWN}/observables/{{observable_id}}": Operation(
        "Change an observable", OBSERVABLE_PATCH
    ),
    f"DELETE {_OWN}/observables/{{observable_id}}": Operation("Delete an observable"),
    f"POST {_OWN}/_similar": Operation("Find cases with the same observables", SIMILAR_CASES),
    f"GET {_OWN}/_connectors": Operation("Get the connectors that a case was pushed to"),
    f"GET {_OWN}/_users": Operation("Get who has to do with a case"),
    f"GET {_OWN}/user_actions/_stats": Operation("Count what is in the history"),
    f"GET {_OWN}/user_actions/_find": Operation("Find in the history", query=HISTORY_FIND),
    f"PUT {_OWN}/custom_fields/{{key}}": Operation("Set a custom field", CUSTOM_FIELD_PUT),
}
"""Operations by method and path."""
