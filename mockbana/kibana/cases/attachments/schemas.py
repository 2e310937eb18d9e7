"""The kinds of attachments that a request may hold.

Fields stand in the order in which Kibana reports their errors.
Source: kibana x-pack/platform/plugins/shared/cases/common/types/domain/attachment/v1.ts

Bodies and queries about attachments: comments, alerts, files and their like.

Fields stand in the order in which Kibana reports their errors.
Source: kibana x-pack/platform/plugins/shared/cases/common/types/{api,domain}/attachment/v1.ts

What io-ts calls the codecs of attachments and of configurations.

An error says so in place of a path where the whole value is wrong.
Source: io-ts 2.2, which makes the name of a codec out of those of its parts
"""

from typing import Final

from mockbana.kibana.cases.attachments.mime_types import ALLOWED
from mockbana.kibana.io_ts import (
    AnyOf,
    Choice,
    Each,
    NonEmpty,
    NumberText,
    Object,
    OneOrMany,
    Record,
    Strict,
    Text,
)
from mockbana.kibana.io_ts.fields import MimeType
from mockbana.kibana.io_ts.query import Paged
from mockbana.kibana.io_ts.unions import AllOf


class UserComment(Strict):
    """What somebody wrote."""

    comment = Text("comment", most=30_000, required=True)
    type = Choice("user", required=True)
    owner = Text(required=True)


class Rule(Strict):
    """The rule that raised an alert."""

    id = Text(required=True, nullable=True)
    name = Text(required=True, nullable=True)


class Alert(Strict):
    """Alerts, each with the index that it is in."""

    type = Choice("alert", required=True)
    alertId = OneOrMany(Text(), list_first=True, required=True)
    index = OneOrMany(Text(), list_first=True, required=True)
    rule = Object(Rule, required=True)
    owner = Text(required=True)


class Target(Strict):
    """A host that something was done to."""

    hostname = Text(required=True)
    endpointId = Text(required=True)


class HostActions(Strict):
    """What was done to hosts."""

    targets = Each(Object(Target), required=True)
    type = Text(required=True)


class ActionsComment(Strict):
    """A comment on the isolation of hosts, or on its end."""

    type = Choice("actions", required=True)
    comment = Text("comment", most=30_000, required=True)
    actions = Object(HostActions, required=True)
    owner = Text(required=True)


class DocumentStorage(Strict):
    """A document in an index."""

    type = Choice("elasticSearchDoc", required=True)


class SavedObjectStorage(Strict):
    """A saved object of Kibana."""

    type = Choice("savedObject", required=True)
    soType = Text(required=True)


class ExternalReference(Strict):
    """Something that is kept elsewhere."""

    externalReferenceAttachmentTypeId = Text(required=True)
    externalReferenceMetadata = Record(required=True, nullable=True)
    type = Choice("externalReference", required=True)
    owner = Text(required=True)
    externalReferenceId = Text(required=True)


class DocumentReference(ExternalReference):
    """Something that is kept as a document in an index."""

    externalReferenceStorage = Object(DocumentStorage, required=True)


class SavedObjectReference(ExternalReference):
    """Something that is kept as a saved object, such as a file."""

    externalReferenceStorage = Object(SavedObjectStorage, required=True)


class PersistableState(Strict):
    """A visualisation, in the state in which it was attached."""

    type = Choice("persistableState", required=True)
    owner = Text(required=True)
    persistableStateAttachmentTypeId = Text(required=True)
    persistableStateAttachmentState = Record(required=True)


ATTACHMENT: Final = AnyOf(
    UserComment,
    Alert,
    ActionsComment,
    DocumentReference,
    SavedObjectReference,
    PersistableState,
)


class Stamp(Strict):
    """Which attachment, and the version of it that the client saw."""

    id = Text(required=True)
    version = Text(required=True)


class FileMetadata(Strict):
    """What an attachment knows of a file."""

    name = Text(required=True)
    extension = Text(required=True)
    mimeType = Text(required=True)
    created = Text(required=True)


class FilesMetadata(Strict):
    """The metadata of an attachment of the type ``.files``."""

    files = Each(Object(FileMetadata), required=True)


class UploadedFile(Strict):
    """What is known of a file that comes in."""

    mimeType = MimeType(ALLOWED, required=True)
    filename = Text("filename", most=160, required=True)


class CommentsFind(Paged):
    """Query of ``GET /api/cases/{id}/comments/_find``."""

    sortOrder = Choice("desc", "asc")
    page = NumberText()
    perPage = NumberText()


class AttachmentIds(Strict):
    """Body of ``POST /internal/cases/{id}/attachments/_bulk_get``."""

    ids = Each(Text(), "ids", least=1, most=100, required=True)


class FileIds(Strict):
    """Body of ``POST /internal/cases/{id}/attachments/files/_bulk_delete``."""

    ids = Each(NonEmpty(), "ids", least=1, most=10, required=True)


ATTACHMENT_PATCH: Final = AllOf(ATTACHMENT, Object(Stamp))
ATTACHMENTS: Final = Each(ATTACHMENT, "attachments", most=100)
FILES_METADATA: Final = Object(FilesMetadata)
UPLOADED_FILE: Final = UploadedFile()
COMMENTS_FIND: Final = CommentsFind()
ATTACHMENT_IDS: Final = AttachmentIds()
FILE_IDS: Final = FileIds()

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

ATTACHMENT_NAME: Final = f"({_UNION})"
ATTACHMENT_PATCH_NAME: Final = f"(({_UNION}) & {{| id: string, version: string |}})"
FILES_METADATA_NAME: Final = (
    "{| files: Array<{| name: string, extension: string, mimeType: string, created: string |}> |}"
)
