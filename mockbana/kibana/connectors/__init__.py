"""Connectors, as the actions plugin keeps them and as the cases plugin lists them.

Source: kibana x-pack/platform/plugins/shared/actions/server and
x-pack/platform/plugins/shared/cases/server/routes/api/configure/get_connectors.ts

What the actions plugin accepts about connectors.

Source: kibana x-pack/platform/plugins/shared/actions/common/routes/connector
"""

from typing import Any, Final

from mockbana.kibana.config_schema import ObjectType, String
from mockbana.kibana.config_schema.types import Type
from mockbana.kibana.config_schema.validation import validate
from mockbana.kibana.connectors.types import (
    accepted_config,
    ensure_enabled,
    is_deprecated,
    is_known,
    listed,
    serves_cases,
)
from mockbana.kibana.http.errors import KibanaError, bad_request, saved_object_not_found
from mockbana.kibana.http.routing import Answer, Call, Route
from mockbana.kibana.storage import Document

MOST_LISTED: Final = 1000
FLAGS: Final = ("is_preconfigured", "is_deprecated", "is_missing_secrets", "is_system_action")


def get_connectors(call: Call) -> Answer:
    """``GET /api/actions/connectors``: all of the space, by name."""
    return Answer(body=[{**_shown(item), **_references(call, item)} for item in _by_name(call)])


def find_case_connectors(call: Call) -> Answer:
    """``GET /api/cases/configure/connectors/_find``: those that cases can be pushed to."""
    licensed = call.deployment.settings.license
    found = [item for item in _by_name(call) if serves_cases(item["connector_type_id"], licensed)]
    return Answer(body=[_for_cases(call, item) for item in found[:MOST_LISTED]])


def get_connector(call: Call) -> Answer:
    """``GET /api/actions/connector/{id}``."""
    return Answer(body=_shown(_load(call)))


def post_connector(call: Call) -> Answer:
    """``POST /api/actions/connector``, with or without ``/{id}``.

    Errors: 400 for the body, the type, config and secrets, 403 for the licence, 409 for an id that
    is taken.
    """
    body = validate(CONNECTOR_POST, call.body, "request body")
    connector_id = call.params.get("id") or call.deployment.new_id()
    before = call.objects.connectors.get(connector_id)
    if before and before["is_preconfigured"]:
        raise bad_request(f"This {connector_id} already exists in a preconfigured action.")
    if not is_known(kind := body["connector_type_id"]):
        raise bad_request(f'Action type "{kind}" is not registered.')
    changes = _changes(call, kind, body)
    if before:
        raise KibanaError(409, f"Saved object [action/{connector_id}] conflict")
    flags = dict.fromkeys(FLAGS, False)
    made = {"name": "", "connector_type_id": kind, "config": {}, **flags, "id": connector_id}
    return Answer(body=_shown(_store(call, {**made, **changes})))


def put_connector(call: Call) -> Answer:
    """``PUT /api/actions/connector/{id}``: 400 for the body or a preconfigured one, 404, 403."""
    body = validate(CONNECTOR_PUT, call.body, "request body")
    before = _load(call)
    if before["is_preconfigured"]:
        raise bad_request(f"Preconfigured action {before['id']} can not be updated.")
    changes = _changes(call, before["connector_type_id"], body)
    return Answer(body=_shown(_store(call, {**before, **changes})))


def _changes(call: Call, kind: str, body: Document) -> Document:
    """Return what *body* makes of a connector: 400 for config and secrets, 403 for the licence."""
    config = accepted_config(kind, body["config"], body["secrets"])
    ensure_enabled(kind, call.deployment.settings.license)
    return {
        "name": body["name"],
        "config": config,
        "is_deprecated": is_deprecated(kind, config),
        "is_missing_secrets": False,
    }


def delete_connector(call: Call) -> Answer:
    """``DELETE /api/actions/connector/{id}``: 404, 400 for a preconfigured one."""
    connector = _load(call)
    if connector["is_preconfigured"]:
        raise bad_request(f"Preconfigured action {connector['id']} is not allowed to delete.")
    del call.objects.connectors[connector["id"]]
    return Answer(204)


def execute_connector(call: Call) -> Answer:
    """``POST /api/actions/connector/{id}/_execute``: nothing happens, and that goes well.

    Errors: 400 for the body, 404, 403 for the licence.
    """
    validate(EXECUTION, call.body, "request body")
    connector = _load(call)
    ensure_enabled(connector["connector_type_id"], call.deployment.settings.license)
    return Answer(body={"connector_id": connector["id"], "status": "ok", "data": {}})


def get_types(call: Call) -> Answer:
    """``GET /api/actions/connector_types``."""
    query = validate(TYPES_QUERY, call.query, "request query")
    feature = query.get("feature_id")
    return Answer(body=listed(call.deployment.settings.license, feature))


def _load(call: Call) -> Document:
    connector: Document | None = call.objects.connectors.get(call.params["id"])
    if connector is None:
        raise saved_object_not_found("action", call.params["id"])
    return connector


def _store(call: Call, connector: Document) -> Document:
    call.objects.connectors[connector["id"]] = connector
    return connector


def _by_name(call: Call) -> list[Document]:
    return sorted(call.objects.connectors.values(), key=lambda item: str(item["name"]).casefold())


def _shown(connector: Document) -> Document:
    """Return *connector* without what Kibana doesn't tell of a preconfigured one."""
    if not connector["is_preconfigured"]:
        return connector
    hidden = ("config", "is_missing_secrets")
    return {key: value for key, value in connector.items() if key not in hidden}


def _references(call: Call, connector: Document) -> Document:
    """Count the cases and configurations that name *connector*."""
    objects, wanted = call.objects, connector["id"]
    holders = (*objects.cases.values(), *objects.configurations.values())
    count = sum(holder["connector"]["id"] == wanted for holder in holders)
    return {"referenced_by_count": count}


def _for_cases(call: Call, connector: Document) -> Document:
    snake = {**_shown(connector), **_references(call, connector)}
    snake["action_type_id"] = snake.pop("connector_type_id")
    return {_camel(key): value for key, value in snake.items()}


def _camel(key: str) -> str:
    first, *rest = key.split("_")
    return first + "".join(map(str.capitalize, rest))


_CONNECTOR: Final = "/api/actions/connector/{id}"


class AnyObject(Type):
    """An object with any members."""

    kind = "object"

    def convert(self, value: Any) -> dict[str, Any]:
        """Return *value*, which must be an object."""
        if not isinstance(value, dict):
            raise self.mismatch(value)
        return value


class ConnectorPut(ObjectType):
    """Body of ``PUT /api/actions/connector/{id}``."""

    name = String()
    config = AnyObject(default=dict)
    secrets = AnyObject(default=dict)


CONNECTOR_PUT: Final = ConnectorPut()


class ConnectorPost(ObjectType):
    """Body of ``POST /api/actions/connector``."""

    name = String()
    connector_type_id = String()
    config = AnyObject(default=dict)
    secrets = AnyObject(default=dict)


CONNECTOR_POST: Final = ConnectorPost()


class Execution(ObjectType):
    """Body of ``POST /api/actions/connector/{id}/_execute``."""

    params = AnyObject(default=dict)


EXECUTION: Final = Execution()


class TypesQuery(ObjectType):
    """Query of ``GET /api/actions/connector_types``."""

    feature_id = String(maybe=True)


TYPES_QUERY: Final = TypesQuery()

ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/actions/connectors", get_connectors),
    Route("GET", "/api/actions/connector_types", get_types),
    Route("POST", "/api/actions/connector", post_connector),
    Route("POST", _CONNECTOR, post_connector),
    Route("GET", _CONNECTOR, get_connector),
    Route("PUT", _CONNECTOR, put_connector),
    Route("DELETE", _CONNECTOR, delete_connector),
    Route("POST", f"{_CONNECTOR}/_execute", execute_connector),
    Route("GET", "/api/cases/configure/connectors/_find", find_case_connectors),
)
