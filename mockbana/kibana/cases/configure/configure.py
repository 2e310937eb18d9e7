"""How the cases of an owner are configured; there is one configuration per owner and space.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/configure/client.ts

Which field of a case becomes which field of an incident, by type of connector.

Source: kibana x-pack/platform/plugins/shared/cases/server/connectors/*/mapping.ts

The configuration of the cases of an owner.

Source: kibana x-pack/platform/plugins/shared/cases/server/routes/api/configure
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mockbana.kibana.cases.authorization import allowed_owners, ensure
from mockbana.kibana.cases.configure import custom_fields, schemas, templates
from mockbana.kibana.cases.configure.schemas import CONFIGURE_PATCH, CONFIGURE_POST
from mockbana.kibana.cases.model import Client, as_list, stored_connector
from mockbana.kibana.cases.request import client
from mockbana.kibana.cases.schemas import BY_OWNER
from mockbana.kibana.http.errors import KibanaError, bad_request, saved_object_not_found
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.io_ts.decode import decode
from mockbana.kibana.storage import Document

OBSERVABLE_TYPES: Final = {
    "observable-type-ipv4": "IPv4",
    "observable-type-ipv6": "IPv6",
    "observable-type-url": "URL",
    "observable-type-hostname": "Hostname",
    "observable-type-file-hash": "File hash",
    "observable-type-file-path": "File path",
    "observable-type-email": "Email",
    "observable-type-domain": "Domain",
}
"""The kinds of observables that Kibana knows by itself: labels by key."""


def find(client: Client, query: Document) -> list[Document]:
    """``GET /api/cases/configure``: newest first. 400 for the query, 403 when none may be read."""
    decode(BY_OWNER, query)
    owners = allowed_owners(client.account, "access case configurations")
    wanted = [owner for owner in as_list(query.get("owner", owners)) if owner in owners]
    found = [item for item in client.objects.configurations.values() if item["owner"] in wanted]
    found.reverse()
    found.sort(key=lambda item: item["created_at"], reverse=True)
    return list(map(shown, found))


def shown(configuration: Document) -> Document:
    """Return a stored configuration as the API shows it."""
    connector_type = configuration["connector"]["type"]
    return {**configuration, "mappings": mappings(connector_type), "error": None}


def create(client: Client, sent: Document) -> Document:
    """``POST /api/cases/configure``: replace the configuration of an owner.

    Errors: 400 and 403 for custom fields, templates, observable types, then 403 for the owner.
    """
    custom_fields.check_duplicates(field["key"] for field in sent.get("customFields", []))
    templates.check(client, sent.get("templates", []), sent.get("customFields"))
    check_observable_types(sent.get("observableTypes", []))
    allowed_owners(client.account, "create case configuration")
    ensure(client.account, "create case configuration", [sent["owner"]])
    previous = client.configuration(sent["owner"])
    if previous is not None:
        del client.objects.configurations[previous["id"]]
    return shown(_store(client, sent))


def _store(client: Client, sent: Document) -> Document:
    deployment = client.deployment
    configuration = {
        "id": deployment.new_id(),
        "version": deployment.new_version(),
        "customFields": [],
        "templates": [],
        "observableTypes": [],
        **sent,
        "connector": stored_connector(sent["connector"]),
        "created_at": client.now(),
        "created_by": client.account.user(),
        "updated_at": None,
        "updated_by": None,
    }
    client.objects.configurations[configuration["id"]] = configuration
    return configuration


def update(client: Client, configuration_id: str, sent: Document) -> Document:
    """``PATCH /api/cases/configure/{id}``: templates are always replaced, the rest where sent.

    Errors, in this order: 400 for repeated keys, 404, 400 for changed types, 400 and 403 for
    templates, 403 for the owner, 409.
    """
    configured = sent.get("customFields")
    custom_fields.check_duplicates(field["key"] for field in configured or ())
    check_observable_types(sent.get("observableTypes", []))
    before = _load(client, configuration_id)
    _check_field_types(configured or (), before["customFields"])
    aligned = templates.aligned(sent.get("templates", []), configured)
    templates.check(client, aligned, configured)
    ensure(client.account, "update case configuration", [before["owner"]])
    _check_version(before, sent["version"])
    return _write(client, before, {**sent, "templates": aligned})


def _load(client: Client, configuration_id: str) -> Document:
    configuration: Document | None = client.objects.configurations.get(configuration_id)
    if configuration is None:
        raise saved_object_not_found("cases-configure", configuration_id)
    return configuration


def check_observable_types(sent: Sequence[Document]) -> None:
    """Refuse a key or label that is there twice or that Kibana has itself, in any case (400)."""
    keys = {key.lower() for key in OBSERVABLE_TYPES}
    labels = {label.lower() for label in OBSERVABLE_TYPES.values()}
    repeated: dict[str, None] = {}
    for kind in sent:
        key, label = kind["key"].lower(), kind["label"].lower()
        if key in keys or label in labels:
            repeated[label] = None
        keys.add(key)
        labels.add(label)
    if repeated:
        complaint = "Invalid duplicated observable types in request"
        raise bad_request(f"{complaint}: {','.join(repeated)}")


def _check_field_types(sent: Sequence[Document], known: Sequence[Document]) -> None:
    types = {field["key"]: field["type"] for field in known}
    changed = [field for field in sent if types.get(field["key"], field["type"]) != field["type"]]
    if changed:
        labels = ", ".join(f'"{field["label"]}"' for field in changed)
        complaint = "Invalid custom field types in request for the following labels"
        raise bad_request(f"{complaint}: {labels}")


def _check_version(configuration: Document, version: str) -> None:
    if configuration["version"] != version:
        text = (
            "This configuration has been updated. Please refresh before saving additional updates."
        )
        found = f"sent {version}, current {configuration['version']}"
        raise KibanaError(409, text, detail=found)


def _write(client: Client, before: Document, sent: Document) -> Document:
    changes: dict[str, Any] = {**sent, "version": client.deployment.new_version()}
    if "connector" in sent:
        changes["connector"] = stored_connector(sent["connector"], before["connector"]["id"])
    user = client.account.user()
    after = {**before, **changes, "updated_at": client.now(), "updated_by": user}
    merged = {**(before["updated_by"] or {}), **user}
    client.objects.configurations[before["id"]] = {**after, "updated_by": merged}
    return shown(after)


_SERVICENOW: Final = {
    "title": "short_description",
    "description": "description",
    "comments": "work_notes",
}
TARGETS: Final[Mapping[str, Mapping[str, str]]] = {
    ".jira": {
        "title": "summary",
        "description": "description",
        "tags": "labels",
        "comments": "comments",
    },
    ".resilient": {"title": "name", "description": "description", "comments": "comments"},
    ".servicenow": _SERVICENOW,
    ".servicenow-sir": _SERVICENOW,
    ".swimlane": {"title": "caseName", "description": "description", "comments": "comments"},
    ".thehive": {"title": "title", "description": "description", "comments": "comments"},
}


def mappings(connector_type: str) -> list[Document]:
    """Return the mappings of a type of connector: comments are appended, the rest overwritten."""
    return [
        {
            "source": source,
            "target": target,
            "action_type": "append" if source == "comments" else "overwrite",
        }
        for source, target in TARGETS.get(connector_type, {}).items()
    ]


def get_configure(call: Call) -> Answer:
    """``GET /api/cases/configure``."""
    return Answer(body=find(client(call), call.query))


def post_configure(call: Call) -> Answer:
    """``POST /api/cases/configure``."""
    body = decode(CONFIGURE_POST, call.body, called=schemas.CONFIGURE_POST_NAME)
    return Answer(body=create(client(call), body))


def patch_configure(call: Call) -> Answer:
    """``PATCH /api/cases/configure/{configuration_id}``."""
    body = decode(CONFIGURE_PATCH, call.body, called=schemas.CONFIGURE_PATCH_NAME)
    return Answer(body=update(client(call), call.params["configuration_id"], body))
