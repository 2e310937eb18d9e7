"""All types of connectors, what they accept, and which licence they need.

Source: kibana x-pack/platform/plugins/shared/actions/server/{action_type_registry.ts,lib}
"""

from typing import Any, Final

from marshmallow import ValidationError

from mockbana.kibana.config_schema import Members, complaint
from mockbana.kibana.connectors.parts import Config, ConnectorType
from mockbana.kibana.connectors.types_alerts import ALERT_TYPES
from mockbana.kibana.connectors.types_cases import CASE_TYPES
from mockbana.kibana.deployment import License
from mockbana.kibana.http.errors import bad_request, forbidden
from mockbana.kibana.storage import Document

_RANKS: Final = ("basic", "gold", "platinum", "enterprise", "trial")
TYPES: Final[dict[str, ConnectorType]] = dict(sorted({**CASE_TYPES, **ALERT_TYPES}.items()))


def is_known(type_id: str) -> bool:
    """Whether there is such a type."""
    return type_id in TYPES


def is_enabled(type_id: str, license: License) -> bool:
    """Whether connectors of this type can be used with *license*."""
    return _RANKS.index(license) >= _RANKS.index(TYPES[type_id].minimum_license)


def ensure_enabled(type_id: str, license: License) -> None:
    """Refuse a type that *license* doesn't cover (403)."""
    if not is_enabled(type_id, license):
        disabled = f"Action type {type_id} is disabled because your {license} license"
        raise forbidden(f"{disabled} does not support it. Please upgrade your license.")


def is_deprecated(type_id: str, config: Config) -> bool:
    """Whether Kibana wants a connector with this *config* to be replaced."""
    return bool(config.get(TYPES[type_id].deprecated_by))


def accepted_config(type_id: str, config: Document, secrets: Document) -> Document:
    """Return *config* with its defaults.

    Errors: 400 for the config, else for the secrets, else for how they go together.
    """
    kind = TYPES[type_id]
    accepted: Document = _accepted(kind.config, config, "config")
    _accepted(kind.secrets, secrets, "secrets")
    if wrong := kind.check(config, secrets):
        raise bad_request(f"error validating action type connector: {wrong}")
    return accepted


def _accepted(members: Members, value: Document, what: str) -> Any:
    try:
        return members.deserialize(value)
    except ValidationError as error:
        wrong = complaint(error.messages)
        raise bad_request(f"error validating action type {what}: {wrong}") from None


def serves_cases(type_id: str, license: License) -> bool:
    """Whether cases can be pushed to connectors of this type with *license*."""
    known = is_known(type_id)
    return known and "cases" in TYPES[type_id].features and is_enabled(type_id, license)


def listed(license: License, feature: str | None) -> list[Document]:
    """Return the types that can be used in *feature*, or all, as the API lists them."""
    return [
        {
            "id": type_id,
            "name": kind.name,
            "enabled": is_enabled(type_id, license),
            "enabled_in_config": True,
            "enabled_in_license": is_enabled(type_id, license),
            "minimum_license_required": kind.minimum_license,
            "supported_feature_ids": list(kind.features),
            "is_system_action_type": False,
        }
        for type_id, kind in TYPES.items()
        if feature is None or feature in kind.features
    ]
