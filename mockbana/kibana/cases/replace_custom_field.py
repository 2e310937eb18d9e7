"""``PUT /internal/cases/{id}/custom_fields/{key}``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/replace_custom_field.ts
"""

from typing import Any

from marshmallow import ValidationError

from mockbana.kibana.http.errors import KibanaError, bad_request
from mockbana.kibana.storage import Document

from . import user_actions
from .authorization import ensure
from .client import Client
from .codec import decode
from .codec.report import sentences
from .get import load
from .schemas.internal import CUSTOM_FIELD_PUT, CUSTOM_FIELDS
from .touch import touch


def replace_custom_field(client: Client, case_id: str, key: str, sent: Any) -> Document:
    """Give one custom field of a case the value *sent* and return the field.

    Errors, in this order: 400 for the body, 404, 409, 403, 400 for the field.
    """
    decode(CUSTOM_FIELD_PUT, sent)
    case = load(client, case_id)
    if case["version"] != sent["caseVersion"]:
        hint = "Please refresh before saving additional updates."
        raise KibanaError(409, f"This case {case_id} has been updated. {hint}")
    ensure(client.account, "update case", [case["owner"]])
    field = {"key": key, "type": _type(client, case, key, sent["value"]), "value": sent["value"]}
    others = [known for known in case["customFields"] if known["key"] != key]
    fields = [field, *others]
    _check_values(fields)
    user_actions.check_limit(client, case_id, 1)
    now = client.now()
    after = touch(client, case, now=now, customFields=fields)
    history = user_actions.of_update(case, after, {"customFields": fields})
    user_actions.record(client, case, history, now=now)
    return field


def _type(client: Client, case: Document, key: str, value: Any) -> str:
    """Return the type that the field *key* is configured with."""
    configuration = client.configuration(case["owner"])
    configured = [] if configuration is None else configuration["customFields"]
    found = next((field for field in configured if field["key"] == key), None)
    if found is None:
        raise bad_request("cannot find custom field")
    if value is None and found["required"]:
        raise bad_request("Custom field value cannot be null or undefined.")
    kind: str = found["type"]
    return kind


def _check_values(fields: list[Document]) -> None:
    try:
        CUSTOM_FIELDS.deserialize(fields)
    except ValidationError as error:
        raise bad_request(",".join(dict.fromkeys(sentences(error.messages, fields)))) from None
