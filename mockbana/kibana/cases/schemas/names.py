"""What io-ts calls the codecs of attachments.

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
