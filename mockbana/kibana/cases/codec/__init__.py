"""io-ts, the validation library of Kibana 8.18 to 9.1, on top of marshmallow.

``fields`` and ``unions`` decide what is valid, ``report`` words what is not, ``excess`` finds the
keys that no codec knows.
"""

from .decode import decode
from .fields import (
    Boolean,
    Choice,
    Codec,
    Each,
    Json,
    Null,
    Number,
    Object,
    Record,
    SafeInteger,
    Strict,
    Text,
)
from .query import NonEmpty, NumberText, OneOrMany
from .unions import AnyOf, Tagged

__all__ = [
    "AnyOf",
    "Boolean",
    "Choice",
    "Codec",
    "Each",
    "Json",
    "NonEmpty",
    "Null",
    "Number",
    "NumberText",
    "Object",
    "OneOrMany",
    "Record",
    "SafeInteger",
    "Strict",
    "Tagged",
    "Text",
    "decode",
]
