"""Kibana's features: what can be granted to roles and switched off in spaces.

A short list of the three dozen; its cases features declare the owners of cases.
Source: kibana x-pack/platform/plugins/shared/{features,cases}/server
"""

from typing import Any, Final

from mockbana.kibana.config_schema import Boolean, ObjectType
from mockbana.kibana.config_schema.validation import validate
from mockbana.kibana.http.routing import Answer, Call, Route
from mockbana.kibana.security import CASES_FEATURES, needs
from mockbana.kibana.storage import Document

CATEGORIES: Final = {
    "kibana": ("Analytics", "logoKibana", 1000),
    "enterpriseSearch": ("Elasticsearch", "logoElasticsearch", 2000),
    "observability": ("Observability", "logoObservability", 3000),
    "securitySolution": ("Security", "logoSecurity", 4000),
    "management": ("Management", "managementApp", 5000),
}
"""Label, icon and order of each category."""
SOLUTIONS: Final = {
    "es": ("observability", "securitySolution"),
    "oblt": ("securitySolution",),
    "security": ("observability", "enterpriseSearch"),
    "classic": (),
}
"""The categories that a space of each solution goes without."""
SUB_FEATURES: Final = (
    ("Delete", "cases_delete", "Delete cases and comments", "delete", "delete_cases"),
    ("Case settings", "cases_settings", "Edit case settings", "settings", "cases_settings"),
    ("Comments", "create_comment", "Add comments to cases", "createComment", "create_comment"),
    ("Re-open", "case_reopen", "Re-open closed cases", "reopenCase", "case_reopen"),
    ("Assign users", "cases_assign", "Assign users to cases", "assign", "cases_assign"),
)
"""Name, privilege, its name, what it allows with cases, and the capability of the interface."""


def _feature(id: str, name: str, category: str, order: int, **members: Any) -> Document:
    label, icon, rank = CATEGORIES[category]
    return {
        "id": id,
        "name": name,
        "category": {"id": category, "label": label, "euiIconType": icon, "order": rank},
        "order": order,
        "scope": ["spaces", "security"],
        "app": [],
        "catalogue": [],
        "privileges": {"all": _privilege("save", "show"), "read": _privilege("show")},
        **members,
    }


def _privilege(*ui: str, **members: Any) -> Document:
    return {"savedObject": {"all": [], "read": []}, "ui": list(ui), **members}


def _cases_feature(owner: str, category: str, order: int, **members: Any) -> Document:
    users, files = ["casesSuggestUserProfiles", "bulkGetUserProfiles"], f"{owner}FilesCases"
    work = {act: [owner] for act in ("create", "read", "update", "push")}
    capabilities = ("create_cases", "read_cases", "update_cases", "push_cases", "cases_connectors")
    privileges = {
        "all": _privilege(
            *capabilities, api=[*users, f"{files}Create", f"{files}Read"], cases=work
        ),
        "read": _privilege(
            "read_cases", "cases_connectors", api=[*users, f"{files}Read"], cases={"read": [owner]}
        ),
    }
    subs = [_sub_feature(owner, row) for row in SUB_FEATURES]
    own: Document = {"cases": [owner], "privileges": privileges, "subFeatures": subs}
    return _feature(CASES_FEATURES[owner], "Cases", category, order, **own, **members)


def _sub_feature(owner: str, row: tuple[str, str, str, str, str]) -> Document:
    name, privilege, label, allows, ui = row
    details = {"id": privilege, "name": label, "includeIn": "all", "cases": {allows: [owner]}}
    group = {"groupType": "independent", "privileges": [_privilege(ui, **details)]}
    return {"name": name, "privilegeGroups": [group]}


FEATURES: Final[tuple[Document, ...]] = (
    _feature("discover_v2", "Discover", "kibana", 100, app=["discover", "kibana"]),
    _feature("dashboard_v2", "Dashboard", "kibana", 200, app=["dashboards", "kibana"]),
    _feature("enterpriseSearch", "Enterprise Search", "enterpriseSearch", 0, app=["kibana"]),
    _feature("visualize_v2", "Visualize Library", "kibana", 700, app=["visualize", "kibana"]),
    _feature("apm", "APM and User Experience", "observability", 900, app=["apm", "kibana"]),
    _cases_feature(
        "observability", "observability", 1100, app=["observability-overview", "kibana"]
    ),
    _feature("siemV3", "Security", "securitySolution", 1100, app=["securitySolution", "kibana"]),
    _cases_feature(
        "securitySolution", "securitySolution", 1100, app=["securitySolution", "kibana"]
    ),
    _feature("dev_tools", "Dev Tools", "management", 1300, app=["dev_tools", "kibana"]),
    _feature("advancedSettings", "Advanced Settings", "management", 1500, app=["kibana"]),
    _feature("indexPatterns", "Data View Management", "management", 1600, app=["kibana"]),
    _feature("actions", "Actions and Connectors", "management", 3000, app=["kibana"]),
    _cases_feature("cases", "management", 3100, management={"insightsAndAlerting": ["cases"]}),
)


def disabled_by(solution: str) -> list[str]:
    """Return the ids of the features that a space of *solution* goes without."""
    categories = SOLUTIONS[solution]
    return [each["id"] for each in FEATURES if each["category"]["id"] in categories]


class FeaturesQuery(ObjectType):
    """Query of ``GET /api/features``."""

    ignoreValidLicenses = Boolean(default=False)


FEATURES_QUERY: Final = FeaturesQuery()


def get_features(call: Call) -> Answer:
    """``GET /api/features``: in the order of their own numbers."""
    validate(FEATURES_QUERY, call.query, "request query")
    return Answer(body=sorted(FEATURES, key=lambda feature: int(feature["order"])))


ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/features", get_features, (needs("read_features"),), in_space=False),
)
