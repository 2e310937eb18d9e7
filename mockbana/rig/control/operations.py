"""What the routes of the Cases API are for, and the schemas that judge their requests."""

from typing import Any, Final, NamedTuple

from mockbana.kibana.cases.routes.cases import CASE_QUERY
from mockbana.kibana.cases.routes.metrics import CASE_QUERY as CASE_METRICS
from mockbana.kibana.cases.routes.metrics import CASES_QUERY as CASES_METRICS
from mockbana.kibana.cases.routes.one_case import RESOLVE_QUERY
from mockbana.kibana.cases.schemas.attachment_kinds import ATTACHMENT
from mockbana.kibana.cases.schemas.attachments import (
    ATTACHMENT_IDS,
    ATTACHMENT_PATCH,
    ATTACHMENTS,
    COMMENTS_FIND,
    FILE_IDS,
    HISTORY_FIND,
)
from mockbana.kibana.cases.schemas.cases import CASE_IDS, CASE_POST, CASES_PATCH
from mockbana.kibana.cases.schemas.configure import CONFIGURE_PATCH, CONFIGURE_POST
from mockbana.kibana.cases.schemas.internal import (
    CASE_IDS as WANTED_CASES,
)
from mockbana.kibana.cases.schemas.internal import (
    CUSTOM_FIELD_PUT,
    OBSERVABLE_PATCH,
    OBSERVABLE_POST,
    PROFILES_QUERY,
    SIMILAR_CASES,
)
from mockbana.kibana.cases.schemas.queries import BY_OWNER, CASES_FIND, STATUS_COUNTS


class Operation(NamedTuple):
    """One call of the API: in how few words it can be told, and who judges its body and query."""

    summary: str
    body: Any = None
    query: Any = None


_CASE: Final = "/api/cases/{case_id}"
_OWN: Final = "/internal/cases/{case_id}"
OPERATIONS: Final = {
    "PATCH /api/cases": Operation("Change up to 100 cases, all or none", CASES_PATCH),
    "POST /api/cases": Operation("Create a case", CASE_POST),
    "DELETE /api/cases": Operation("Delete cases", query=CASE_IDS),
    "GET /api/cases/_find": Operation("Find cases", query=CASES_FIND),
    f"GET {_CASE}": Operation("Get a case", query=CASE_QUERY),
    f"GET {_CASE}/user_actions/_find": Operation("Find in the history", query=HISTORY_FIND),
    f"GET {_CASE}/user_actions": Operation("Get the history"),
    f"POST {_CASE}/comments": Operation("Add a comment or an alert", ATTACHMENT),
    f"PATCH {_CASE}/comments": Operation("Change a comment or an alert", ATTACHMENT_PATCH),
    f"DELETE {_CASE}/comments": Operation("Delete all comments and alerts"),
    f"GET {_CASE}/comments": Operation("Get all comments and alerts"),
    f"GET {_CASE}/comments/_find": Operation("Find comments", query=COMMENTS_FIND),
    f"GET {_CASE}/comments/{{comment_id}}": Operation("Get a comment or an alert"),
    f"DELETE {_CASE}/comments/{{comment_id}}": Operation("Delete a comment or an alert"),
    f"POST {_CASE}/files": Operation("Attach a file"),
    f"GET {_CASE}/alerts": Operation("Get the alerts"),
    "GET /api/cases/alerts/{alert_id}": Operation("Get the cases of an alert", query=BY_OWNER),
    f"POST {_CASE}/connector/{{connector_id}}/_push": Operation("Push a case to a connector"),
    "GET /api/cases/configure": Operation("Get the configurations", query=BY_OWNER),
    "POST /api/cases/configure": Operation("Set a configuration", CONFIGURE_POST),
    "PATCH /api/cases/configure/{configuration_id}": Operation(
        "Change a configuration", CONFIGURE_PATCH
    ),
    "GET /api/cases/configure/connectors/_find": Operation("Get the connectors for cases"),
    "GET /api/cases/tags": Operation("Get the tags in use", query=BY_OWNER),
    "GET /api/cases/reporters": Operation("Get who has created cases", query=BY_OWNER),
    "GET /api/cases/status": Operation("Count the cases by status", query=STATUS_COUNTS),
    f"GET {_CASE}/resolve": Operation("Get a case, wherever it is now", query=RESOLVE_QUERY),
    "GET /internal/cases/categories": Operation("Get the categories in use", query=BY_OWNER),
    "POST /internal/cases/_bulk_get": Operation("Get several cases", WANTED_CASES),
    "POST /internal/cases/_search": Operation("Find cases", CASES_FIND),
    "POST /internal/cases/_suggest_user_profiles": Operation("Suggest users", PROFILES_QUERY),
    "GET /internal/cases/metrics": Operation("Measure all cases", query=CASES_METRICS),
    "GET /internal/cases/metrics/{case_id}": Operation("Measure a case", query=CASE_METRICS),
    f"POST {_OWN}/attachments/_bulk_create": Operation("Attach several things", ATTACHMENTS),
    f"POST {_OWN}/attachments/_bulk_get": Operation("Get several attachments", ATTACHMENT_IDS),
    f"POST {_OWN}/attachments/files/_bulk_delete": Operation("Delete files", FILE_IDS),
    f"POST {_OWN}/observables": Operation("Add an observable", OBSERVABLE_POST),
    f"PATCH {_OWN}/observables/{{observable_id}}": Operation(
        "Change an observable", OBSERVABLE_PATCH
    ),
    f"DELETE {_OWN}/observables/{{observable_id}}": Operation("Delete an observable"),
    f"POST {_OWN}/_similar": Operation("Find cases with the same observables", SIMILAR_CASES),
    f"GET {_OWN}/_connectors": Operation("Get the connectors that a case was pushed to"),
    f"GET {_OWN}/_users": Operation("Get who has to do with a case"),
    f"GET {_OWN}/user_actions/_stats": Operation("Count what is in the history"),
    f"GET {_OWN}/user_actions/_find": Operation("Find in the history", query=HISTORY_FIND),
    f"PUT {_OWN}/custom_fields/{{key}}": Operation("Set a custom field", CUSTOM_FIELD_PUT),
}
"""Operations by method and path."""
