"""Custom fields of a case against the configuration of its owner.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/{validators,utils}.ts
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from mockbana.kibana.http.errors import bad_request
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
    """Refuse keys that are there twice (400)."""
    counts = Counter(keys)
    if twice := [key for key, count in counts.items() if count > 1]:
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
