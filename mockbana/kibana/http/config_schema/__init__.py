"""Kibana's own schema library, which judges queries and bodies: strict, first complaint only.

Source: kibana src/platform/packages/shared/kbn-config-schema/src
"""

from .types import ArrayOf, Boolean, Number, ObjectType, OneOf, String
from .validate import only_keys, text_list, validate

__all__ = [
    "ArrayOf",
    "Boolean",
    "Number",
    "ObjectType",
    "OneOf",
    "String",
    "only_keys",
    "text_list",
    "validate",
]
