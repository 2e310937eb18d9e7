"""Bodies and queries about attachments: comments, alerts, files and their like.

Fields stand in the order in which Kibana reports their errors.
Source: kibana x-pack/platform/plugins/shared/cases/common/types/{api,domain}/attachment/v1.ts
"""

from typing import Final

from mockbana.kibana.cases.codec import Choice, Each, NonEmpty, NumberText, Object, Strict, Text
from mockbana.kibana.cases.codec.query import Paged
from mockbana.kibana.cases.codec.special import AllOf, MimeType
from mockbana.kibana.cases.mime_types import ALLOWED

from .attachment_kinds import ATTACHMENT
from .queries import USER_ACTION_TYPES


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


class HistoryFind(Paged):
    """Query of ``GET /api/cases/{id}/user_actions/_find``, its types as a list."""

    types = Each(Choice(*USER_ACTION_TYPES, "action", "alert", "user", "attachment"))
    sortOrder = Choice("desc", "asc")
    page = NumberText()
    perPage = NumberText()


ATTACHMENT_PATCH: Final = AllOf(ATTACHMENT, Object(Stamp))
ATTACHMENTS: Final = Each(ATTACHMENT, "attachments", most=100)
FILES_METADATA: Final = Object(FilesMetadata)
UPLOADED_FILE: Final = UploadedFile()
COMMENTS_FIND: Final = CommentsFind()
ATTACHMENT_IDS: Final = AttachmentIds()
FILE_IDS: Final = FileIds()
HISTORY_FIND: Final = HistoryFind()
