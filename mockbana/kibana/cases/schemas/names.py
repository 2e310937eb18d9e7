"""What io-ts calls the codecs of attachments and of configurations.

An error says so in place of a path where the whole value is wrong.
Source: io-ts 2.2, which makes the name of a codec out of those of its parts
"""

from typing import Final

_RULE: Final = "{| id: (string | null), name: (string | null) |}"
_TARGETS: Final = "Array<{| hostname: string, endpointId: string |}>"
_RECORD: Final = "{ [K in string]: JsonValue }"
_IDS: Final = "(Array<string> | string)"

_USER: Final = '{| comment: LimitedString, type: "user", owner: string |}'
_ALERT: Final = (
    f'{{| type: "alert", alertId: {_IDS}, index: {_IDS}, rule: {_RULE}, owner: string |}}'
)
_ACTIONS: Final = (
    '{| type: "actions", comment: LimitedString, '
    f"actions: {{| targets: {_TARGETS}, type: string |}}, owner: string |}}"
)
_REFERENCE: Final = (
    "{| externalReferenceAttachmentTypeId: string, "
    f"externalReferenceMetadata: (null | {_RECORD}), "
    'type: "externalReference", owner: string, externalReferenceId: string, '
    "externalReferenceStorage: {| type: %s |} |}"
)
_DOCUMENT: Final = _REFERENCE % '"elasticSearchDoc"'
_SAVED_OBJECT: Final = _REFERENCE % '"savedObject", soType: string'
_STATE: Final = (
    '{| type: "persistableState", owner: string, persistableStateAttachmentTypeId: string, '
    f"persistableStateAttachmentState: {_RECORD} |}}"
)
_UNION: Final = f"{_USER} | {_ALERT} | {_ACTIONS} | {_DOCUMENT} | {_SAVED_OBJECT} | {_STATE}"

ATTACHMENT: Final = f"({_UNION})"
ATTACHMENT_PATCH: Final = f"(({_UNION}) & {{| id: string, version: string |}})"
FILES_METADATA: Final = (
    "{| files: Array<{| name: string, extension: string, mimeType: string, created: string |}> |}"
)

_TEXT: Final = "(string | null)"
_FLAG: Final = "(boolean | null)"
_MORE: Final = f"Partial<{{| additionalFields: {_TEXT} |}}>"


def _members(kind: str, *keys: str) -> str:
    return ", ".join(f"{key}: {kind}" for key in keys)


_JIRA: Final = f"{{| {_members(_TEXT, 'issueType', 'priority', 'parent')} |}}"
_RESILIENT: Final = f"{{| incidentTypes: (Array<string> | null), severityCode: {_TEXT} |}}"
_SERVICENOW: Final = (
    f"({{| {_members(_TEXT, 'impact', 'severity', 'urgency', 'category', 'subcategory')} |}}"
    f" & {_MORE})"
)
_SIR: Final = (
    f"({{| category: {_TEXT}, {_members(_FLAG, 'destIp', 'malwareHash', 'malwareUrl')}, "
    f"priority: {_TEXT}, sourceIp: {_FLAG}, subcategory: {_TEXT} |}} & {_MORE})"
)
_FIELDS: Final = {
    ".cases-webhook": "null",
    ".jira": f"({_JIRA} | null)",
    ".none": "null",
    ".resilient": f"({_RESILIENT} | null)",
    ".servicenow": f"({_SERVICENOW} | null)",
    ".servicenow-sir": f"({_SIR} | null)",
    ".swimlane": f"({{| caseId: {_TEXT} |}} | null)",
    ".thehive": "({| tlp: (number | null) |} | null)",
}
_SHAPES: Final = " | ".join(
    f'({{| type: "{kind}", fields: {fields} |}} & {{| name: string |}})'
    for kind, fields in _FIELDS.items()
)
_CONNECTOR: Final = f"({{| id: string |}} & ({_SHAPES}))"
_CLOSURE: Final = '("close-by-user" | "close-by-pushing")'
_LISTS: Final = ("customFields", "templates", "observableTypes")

CONFIGURE_POST: Final = (
    f"({{| connector: {_CONNECTOR}, closure_type: {_CLOSURE}, owner: string |}}"
    + "".join(f" & Partial<{{| {key}: LimitedArray |}}>" for key in _LISTS)
    + ")"
)
CONFIGURE_PATCH: Final = (
    f"(Partial<{{| closure_type: {_CLOSURE}, connector: {_CONNECTOR}, "
    f"{_members('LimitedArray', *_LISTS)} |}}> & {{| version: string |}})"
)
