"""Bodies and queries of the routes that Kibana's own user interface calls.

Fields stand in the order in which Kibana reports their errors.
Source: kibana x-pack/platform/plugins/shared/cases/common/types/api
"""

from typing import Final

from mockbana.kibana.cases.codec import (
    Boolean,
    Choice,
    Each,
    NumberText,
    Object,
    OneOrMany,
    SafeInteger,
    Strict,
    Text,
)
from mockbana.kibana.cases.codec.query import LimitedNumber, Paged, Union

from .parts import custom_fields


class CaseIds(Strict):
    """Body of ``POST /internal/cases/_bulk_get``."""

    ids = Each(Text(), "ids", least=1, most=1000, required=True)


class NewObservable(Strict):
    """An observable that is to be added to a case."""

    typeKey = Text(required=True)
    value = Text(required=True)
    description = Text(required=True, nullable=True)


class ObservablePost(Strict):
    """Body of ``POST /internal/cases/{id}/observables``."""

    observable = Object(NewObservable, required=True)


class ChangedObservable(Strict):
    """What an observable of a case is to be."""

    value = Text(required=True)
    description = Text(required=True, nullable=True)


class ObservablePatch(Strict):
    """Body of ``PATCH /internal/cases/{id}/observables/{id}``."""

    observable = Object(ChangedObservable, required=True)


class SimilarCases(Paged):
    """Body of ``POST /internal/cases/{id}/_similar``."""

    page = NumberText()
    perPage = NumberText()


class ProfilesQuery(Strict):
    """Body of ``POST /internal/cases/_suggest_user_profiles``."""

    name = Text(required=True)
    owners = Each(Text(), required=True)
    size = LimitedNumber("size", least=1, most=10)


class CustomFieldPut(Strict):
    """Body of ``PUT /internal/cases/{id}/custom_fields/{key}``."""

    value = Union(
        Boolean(), Text("value", most=160), SafeInteger("value"), required=True, nullable=True
    )
    caseVersion = Text(required=True)


CASE_FEATURES: Final = (
    "alerts.count",
    "alerts.users",
    "alerts.hosts",
    "actions.isolateHost",
    "connectors",
    "lifespan",
)
CASES_FEATURES: Final = ("mttr", "status")


class CaseMetrics(Strict):
    """What is to be measured about a case."""

    features = Each(Choice(*CASE_FEATURES), required=True)


class CasesMetrics(Strict):
    """What is to be measured about all cases."""

    features = Each(Choice(*CASE_FEATURES, *CASES_FEATURES), required=True)
    from_ = Text(data_key="from", attribute="from")
    to = Text()
    owner = OneOrMany(Text(), list_first=True)


CASE_IDS: Final = CaseIds()
OBSERVABLE_POST: Final = Object(ObservablePost)
OBSERVABLE_PATCH: Final = Object(ObservablePatch)
SIMILAR_CASES: Final = SimilarCases()
PROFILES_QUERY: Final = Object(ProfilesQuery)
CUSTOM_FIELD_PUT: Final = CustomFieldPut()
CUSTOM_FIELDS: Final = custom_fields()
CASE_METRICS: Final = CaseMetrics()
CASES_METRICS: Final = CasesMetrics()

# What io-ts calls the codecs: an error says so where the whole body is wrong.
OBSERVABLE_POST_NAME: Final = (
    "{| observable: {| typeKey: string, value: string, description: (string | null) |} |}"
)
OBSERVABLE_PATCH_NAME: Final = "{| observable: {| value: string, description: (string | null) |} |}"
PROFILES_QUERY_NAME: Final = (
    "({| name: string, owners: Array<string> |} & Partial<{| size: LimitedNumber |}>)"
)
