"""Custom fields of a case against the configuration of its owner.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/{validators,utils}.ts

``PUT /internal/cases/{id}/custom_fields/{key}``.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/replace_custom_field.ts
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from marshmallow import ValidationError

from mockbana.kibana.cases import user_actions
from mockbana.kibana.cases.authorization import ensure
from mockbana.kibana.cases.model import Client, find_case, save_updated
from mockbana.kibana.cases.request import client
from mockbana.kibana.cases.schemas import custom_fields
from mockbana.kibana.http.errors import KibanaError, bad_request, kibana_crash
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.io_ts import Boolean, SafeInteger, Strict, Text
from mockbana.kibana.io_ts.decode import decode, sentences
from mockbana.kibana.io_ts.unions import Union
from mockbana.kibana.storage import Document


def check(sent: Sequence[Document], configured: Sequence[Document] | None) -> None:
    """Refuse custom fields that don't fit the configuration, in Kibana's order (400).

    *configured* is ``None`` when the owner has no configuration.
    """
    check_duplicates(field["key"] for field in sent)
    if configured is None:
        if sent:
            raise bad_request("No custom fields configured.")
        return
    _check_keys(sent, configured)
    _check_required(sent, configured)
    _check_types(sent, configured)


def check_duplicates(keys: Iterable[str], what: str = "customFields") -> None:
    """Refuse keys that are there twice (400), named in the order of their second occurrences."""
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for key in keys:
        if key in seen:
            twice[key] = None
        seen.add(key)
    if twice:
        raise bad_request(f"Invalid duplicated {what} keys in request: {','.join(twice)}")


def _check_keys(sent: Sequence[Document], configured: Sequence[Document]) -> None:
    known = {field["key"] for field in configured}
    if unknown := [field["key"] for field in sent if field["key"] not in known]:
        raise bad_request(f"Invalid custom field keys: {','.join(unknown)}")


def _check_required(sent: Sequence[Document], configured: Sequence[Document]) -> None:
    values = {field["key"]: field["value"] for field in sent}
    required = [field for field in configured if field["required"]]
    absent = [field for field in required if field["key"] not in values and default(field) is None]
    if absent:
        complaint = "Missing required custom fields without default value configured"
        raise bad_request(f"{complaint}: {_labels(absent)}")
    if empty := [field for field in required if values.get(field["key"], "") is None]:
        complaint = 'Invalid value "null" supplied for the following required custom fields'
        raise bad_request(f"{complaint}: {_labels(empty)}")


def _check_types(sent: Sequence[Document], configured: Sequence[Document]) -> None:
    types = {field["key"]: field["type"] for field in sent}
    wrong = [
        field for field in configured if types.get(field["key"], field["type"]) != field["type"]
    ]
    if wrong:
        complaint = "The following custom fields have the wrong type in the request"
        raise bad_request(f"{complaint}: {_labels(wrong)}")


def _labels(fields: Sequence[Document]) -> str:
    return ", ".join(f'"{field.get("label", "Unknown")}"' for field in fields)


def default(field: Document) -> Any:
    """Return the default of a configured field, ``None`` when it has none."""
    return field.get("defaultValue")


def fill(sent: Sequence[Document], configured: Sequence[Document] | None) -> list[Document]:
    """Return *sent* and after it every configured field that is missing.

    A missing field gets its default, else null; without a default a required one is left out.
    """
    keys = {field["key"] for field in sent}
    missing = [field for field in configured or () if field["key"] not in keys]
    return [
        *sent,
        *(
            {"key": field["key"], "type": field["type"], "value": default(field)}
            for field in missing
            if default(field) is not None or not field["required"]
        ),
    ]


def replace_custom_field(client: Client, case_id: str, key: str, sent: Any) -> Document:
    """Give one custom field of a case the value *sent* and return the field.

    Errors, in this order: 400 for the body, 404, 409, 403, 400 for the field.
    """
    decode(CUSTOM_FIELD_PUT, sent)
    case = find_case(client, case_id)
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
    after = save_updated(client, case, now=now, customFields=fields)
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


class CustomFieldPut(Strict):
    """Body of ``PUT /internal/cases/{id}/custom_fields/{key}``."""

    value = Union(
        Boolean(), Text("value", most=160), SafeInteger("value"), required=True, nullable=True
    )
    caseVersion = Text(required=True)


CUSTOM_FIELD_PUT: Final = CustomFieldPut()
CUSTOM_FIELDS: Final = custom_fields()


def put_custom_field(call: Call) -> Answer:
    """``PUT /internal/cases/{case_id}/custom_fields/{key}``."""
    if call.body is None:
        message = "Cannot read properties of null (reading 'caseVersion')"
        raise kibana_crash(message, quirk="a body that Kibana can't report on")
    case_id, key = call.params["case_id"], call.params["key"]
    return Answer(body=replace_custom_field(client(call), case_id, key, call.body))
