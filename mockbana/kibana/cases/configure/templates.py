"""Templates of a configuration, and how they keep to its custom fields.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/{utils,configure/validators}.ts
"""

from collections.abc import Sequence
from typing import Any

from mockbana.kibana.cases.configure import custom_fields
from mockbana.kibana.cases.model import Client
from mockbana.kibana.http.errors import bad_request, forbidden
from mockbana.kibana.storage import Document


def check(
    client: Client, templates: Sequence[Document], configured: Sequence[Document] | None
) -> None:
    """Refuse templates in Kibana's order: 400 for keys, 403 for assignees, 400 for custom fields.

    *configured* are the custom fields of the same request, ``None`` when it has none.
    """
    custom_fields.check_duplicates((template["key"] for template in templates), "templates")
    assigned = any((template["caseFields"] or {}).get("assignees") for template in templates)
    if assigned and client.deployment.settings.license == "basic":
        raise forbidden(
            "In order to assign users to cases, "
            "you must be subscribed to an Elastic Platinum license"
        )
    for index, template in enumerate(templates):
        _check_custom_fields(index, _custom_fields(template), configured)


def _custom_fields(template: Document) -> list[Document]:
    found: list[Document] = (template["caseFields"] or {}).get("customFields", [])
    return found


def _check_custom_fields(
    index: int, sent: Sequence[Document], configured: Sequence[Document] | None
) -> None:
    if configured is None and sent:
        raise bad_request("No custom fields configured.")
    if configured and not sent:
        raise bad_request("No custom fields added to template.")
    keys = (field["key"] for field in sent)
    custom_fields.check_duplicates(keys, f"templates[{index}]'s customFields")
    custom_fields.check(sent, [{**field, "required": False} for field in configured or ()])


def aligned(templates: Sequence[Document], configured: Sequence[Document] | None) -> list[Document]:
    """Return *templates* with just the custom fields that are *configured*, and with all of them.

    A field that a template lacks gets its default, else what its type starts with.
    """
    return [
        {
            **template,
            "caseFields": {
                **(template["caseFields"] or {}),
                "customFields": _aligned_fields(_custom_fields(template), configured or ()),
            },
        }
        for template in templates
    ]


def _aligned_fields(sent: Sequence[Document], configured: Sequence[Document]) -> list[Document]:
    known = {field["key"] for field in configured}
    kept = [field for field in sent if field["key"] in known]
    keys = {field["key"] for field in kept}
    missing = [field for field in configured if field["key"] not in keys]
    return kept + [
        {"key": field["key"], "type": field["type"], "value": _start_value(field)}
        for field in missing
    ]


def _start_value(field: Document) -> Any:
    default = custom_fields.default(field)
    if default is not None:
        return default
    return False if field["type"] == "toggle" else None
