"""What the actions plugin accepts about connectors.

Source: kibana x-pack/platform/plugins/shared/actions/common/routes/connector
"""

from typing import Any, Final

from .http.config_schema import ObjectType, String
from .http.config_schema.types import Type


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


class ConnectorPost(ObjectType):
    """Body of ``POST /api/actions/connector``."""

    name = String()
    connector_type_id = String()
    config = AnyObject(default=dict)
    secrets = AnyObject(default=dict)


class Execution(ObjectType):
    """Body of ``POST /api/actions/connector/{id}/_execute``."""

    params = AnyObject(default=dict)


class TypesQuery(ObjectType):
    """Query of ``GET /api/actions/connector_types``."""

    feature_id = String(maybe=True)


CONNECTOR_PUT: Final = ConnectorPut()
CONNECTOR_POST: Final = ConnectorPost()
EXECUTION: Final = Execution()
TYPES_QUERY: Final = TypesQuery()
