"""io-ts, the validation library of Kibana 8.18 to 9.1, on top of marshmallow.

``fields`` and ``unions`` decide what is valid, ``report`` words what is not, ``excess`` finds the
keys that no codec knows.
"""

from mockbana.kibana.io_ts.containers import Each, Object, Record
from mockbana.kibana.io_ts.decode import decode
from mockbana.kibana.io_ts.fields import (
    Boolean,
    Choice,
    Codec,
    Json,
    Null,
    Number,
    SafeInteger,
    Strict,
    Text,
)
from mockbana.kibana.io_ts.query import NonEmpty, NumberText
from mockbana.kibana.io_ts.unions import AnyOf, OneOrMany, Tagged

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
