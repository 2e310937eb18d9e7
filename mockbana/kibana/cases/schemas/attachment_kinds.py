"""The kinds of attachments that a request may hold.

Fields stand in the order in which Kibana reports their errors.
Source: kibana x-pack/platform/plugins/shared/cases/common/types/domain/attachment/v1.ts
"""

from typing import Final

from mockbana.kibana.cases.codec import AnyOf, Choice, Each, Object, OneOrMany, Record, Strict, Text


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
