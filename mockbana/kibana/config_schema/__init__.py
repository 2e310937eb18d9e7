"""Kibana's own schema library, which judges queries and bodies: strict, first complaint only.

Source: kibana src/platform/packages/shared/kbn-config-schema/src
"""

from mockbana.kibana.config_schema.objects import Members, RecordOf, nullable
from mockbana.kibana.config_schema.types import ArrayOf, Boolean, Number, ObjectType, OneOf, String
from mockbana.kibana.config_schema.validation import complaint, only_keys, text_list, validate

__all__ = [
    "ArrayOf",
    "Boolean",
    "Members",
    "Number",
    "ObjectType",
    "OneOf",
    "RecordOf",
    "String",
    "complaint",
    "nullable",
    "only_keys",
    "text_list",
    "validate",
]
