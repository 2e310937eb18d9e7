"""``GET openapi.json``: the served Cases API as OpenAPI 3.1.

Requests are described by the schemas that judge them. Of answers just the envelope of a refusal is
described: no schema makes the others.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from mockbana.kibana.http.call import API_VERSION, Route

from .json_schema import REFERENCE, JsonSchema, Walker
from .operations import OPERATIONS, Operation

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
        if route.path.startswith(_CASES) and _is_there(route, kibana_version):
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


def _is_there(route: Route, kibana_version: str) -> bool:
    return route.versions is None or route.versions(kibana_version)


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
