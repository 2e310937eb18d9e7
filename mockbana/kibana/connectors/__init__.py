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
from mockbana.kibana.connectors.types import is_enabled, is_known, listed, serves_cases
from mockbana.kibana.http.errors import KibanaError, bad_request, forbidden, saved_object_not_found
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

    Errors: 400 for the body and the type, 403 for the licence, 409 for an id that is taken.
    """
    body = validate(CONNECTOR_POST, call.body, "request body")
    connector_id = call.params.get("id") or call.deployment.new_id()
    before = call.objects.connectors.get(connector_id)
    if before and before["is_preconfigured"]:
        raise bad_request(f"This {connector_id} already exists in a preconfigured action.")
    _check_type(call, body["connector_type_id"])
    if before:
        raise KibanaError(409, f"Saved object [action/{connector_id}] conflict")
    return Answer(body=_shown(_store(call, {**_new(body), "id": connector_id})))


def _check_type(call: Call, kind: str) -> None:
    """Refuse a type that there isn't (400), or that the licence doesn't cover (403)."""
    licensed = call.deployment.settings.license
    if not is_known(kind):
        raise bad_request(f'Action type "{kind}" is not registered.')
    if not is_enabled(kind, licensed):
        disabled = f"Action type {kind} is disabled because your {licensed} license"
        raise forbidden(f"{disabled} does not support it. Please upgrade your license.")


def put_connector(call: Call) -> Answer:
    """``PUT /api/actions/connector/{id}``: 400 for the body or a preconfigured one, 404."""
    body = validate(CONNECTOR_PUT, call.body, "request body")
    before = _load(call)
    if before["is_preconfigured"]:
        raise bad_request(f"Preconfigured action {before['id']} can not be updated.")
    changes = {"name": body["name"], "config": body["config"], "is_missing_secrets": False}
    return Answer(body=_shown(_store(call, {**before, **changes})))


def delete_connector(call: Call) -> Answer:
    """``DELETE /api/actions/connector/{id}``: 404, 400 for a preconfigured one."""
    connector = _load(call)
    if connector["is_preconfigured"]:
        raise bad_request(f"Preconfigured action {connector['id']} is not allowed to delete.")
    del call.objects.connectors[connector["id"]]
    return Answer(204)


def execute_connector(call: Call) -> Answer:
    """``POST /api/actions/connector/{id}/_execute``: nothing happens, and that goes well."""
    validate(EXECUTION, call.body, "request body")
    return Answer(body={"connector_id": _load(call)["id"], "status": "ok", "data": {}})


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


def _new(body: Document) -> Document:
    kept = {key: body[key] for key in ("name", "connector_type_id", "config")}
    return {**kept, **dict.fromkeys(FLAGS, False)}


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
