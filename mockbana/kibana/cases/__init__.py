"""Kibana's Cases plugin.

The routes of the Cases API: each handler reads, calls and answers.

Source: kibana x-pack/platform/plugins/shared/cases/server/routes/api
"""

from functools import partial
from typing import Final

from mockbana.kibana.cases.attachments.add import bulk_create_attachments, post_comment
from mockbana.kibana.cases.attachments.alerts import get_alerts, get_cases_by_alert
from mockbana.kibana.cases.attachments.change import (
    bulk_delete_files,
    delete_comment,
    delete_comments,
    patch_comment,
)
from mockbana.kibana.cases.attachments.files import FORM_BYTES, MOST_BYTES, post_file
from mockbana.kibana.cases.attachments.read import (
    bulk_get_attachments,
    find_comments,
    get_comment,
    list_comments,
)
from mockbana.kibana.cases.configure.configure import get_configure, patch_configure, post_configure
from mockbana.kibana.cases.configure.custom_fields import put_custom_field
from mockbana.kibana.cases.crud.create import post_case
from mockbana.kibana.cases.crud.delete import case_ids, delete_cases
from mockbana.kibana.cases.crud.read import bulk_get_cases, get_case, resolve_case, resolve_query
from mockbana.kibana.cases.crud.update import patch_cases
from mockbana.kibana.cases.find.cases import find_cases, search_cases
from mockbana.kibana.cases.find.listings import get_categories, get_reporters, get_status, get_tags
from mockbana.kibana.cases.find.similar import find_similar
from mockbana.kibana.cases.history import (
    find_history,
    get_history,
    get_history_stats,
    get_user_actions,
)
from mockbana.kibana.cases.metrics import (
    CASE_QUERY,
    CASES_QUERY,
    check_query,
    get_case_metrics,
    get_metrics,
)
from mockbana.kibana.cases.observables import delete_observable, patch_observable, post_observable
from mockbana.kibana.cases.people import get_users, may_suggest, suggest_user_profiles
from mockbana.kibana.cases.push import get_connectors, push_case
from mockbana.kibana.cases.request import object_body, object_list
from mockbana.kibana.http.routing import Route

_COMMENTS: Final = "/api/cases/{case_id}/comments"

_ATTACHMENTS: Final = "/internal/cases/{case_id}/attachments"
BULK_ATTACHMENT_ROUTES: Final[tuple[Route, ...]] = (
    Route(
        "POST",
        f"{_ATTACHMENTS}/_bulk_create",
        bulk_create_attachments,
        (object_list,),
        access="internal",
    ),
    Route(
        "POST", f"{_ATTACHMENTS}/_bulk_get", bulk_get_attachments, (object_body,), access="internal"
    ),
    Route(
        "POST",
        f"{_ATTACHMENTS}/files/_bulk_delete",
        bulk_delete_files,
        (object_body,),
        access="internal",
    ),
)

ATTACHMENT_ROUTES: Final[tuple[Route, ...]] = (
    Route("POST", _COMMENTS, post_comment, (object_body,)),
    Route("PATCH", _COMMENTS, patch_comment, (object_body,)),
    Route("DELETE", _COMMENTS, delete_comments),
    Route("GET", _COMMENTS, list_comments, since="legacy_routes"),
    Route("GET", f"{_COMMENTS}/_find", find_comments),
    Route("GET", f"{_COMMENTS}/{{comment_id}}", get_comment),
    Route("DELETE", f"{_COMMENTS}/{{comment_id}}", delete_comment),
    Route("GET", "/api/cases/{case_id}/user_actions", get_history, since="legacy_routes"),
    Route(
        "POST",
        "/api/cases/{case_id}/files",
        post_file,
        body="multipart",
        max_payload=MOST_BYTES + FORM_BYTES,
    ),
    Route("GET", "/api/cases/{case_id}/alerts", get_alerts),
    Route("GET", "/api/cases/alerts/{alert_id}", get_cases_by_alert),
    Route("POST", "/api/cases/{case_id}/connector/{connector_id}/_push", push_case, (object_body,)),
    *BULK_ATTACHMENT_ROUTES,
)

CASE_ROUTES: Final = (
    Route("PATCH", "/api/cases", patch_cases, (object_body,)),
    Route("POST", "/api/cases", post_case, (object_body,)),
    Route("DELETE", "/api/cases", delete_cases, (case_ids,)),
    Route("GET", "/api/cases/_find", find_cases),
    Route("GET", "/api/cases/{case_id}", get_case),
    Route("GET", "/api/cases/{case_id}/user_actions/_find", get_user_actions),
)

CONFIGURE_ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/cases/configure", get_configure),
    Route("POST", "/api/cases/configure", post_configure, (object_body,)),
    Route("PATCH", "/api/cases/configure/{configuration_id}", patch_configure, (object_body,)),
)

METRICS_ROUTES: Final[tuple[Route, ...]] = (
    Route(
        "GET",
        "/internal/cases/metrics",
        get_metrics,
        (partial(check_query, CASES_QUERY),),
        access="internal",
    ),
    Route(
        "GET",
        "/internal/cases/metrics/{case_id}",
        get_case_metrics,
        (partial(check_query, CASE_QUERY),),
        access="internal",
    ),
)

_BODY: Final = (object_body,)
_CASE: Final = "/internal/cases/{case_id}"
_route: Final = partial(Route, access="internal")
ONE_CASE_ROUTES: Final[tuple[Route, ...]] = (
    _route("GET", "/api/cases/{case_id}/resolve", resolve_case, (resolve_query,)),
    _route("POST", f"{_CASE}/observables", post_observable, _BODY),
    _route("PATCH", f"{_CASE}/observables/{{observable_id}}", patch_observable, _BODY),
    _route("DELETE", f"{_CASE}/observables/{{observable_id}}", delete_observable),
    _route("POST", f"{_CASE}/_similar", find_similar, _BODY),
    _route("GET", f"{_CASE}/_connectors", get_connectors),
    _route("GET", f"{_CASE}/_users", get_users),
    _route("GET", f"{_CASE}/user_actions/_stats", get_history_stats),
    _route("GET", f"{_CASE}/user_actions/_find", find_history, since="internal_history_find"),
    _route("PUT", f"{_CASE}/custom_fields/{{key}}", put_custom_field, _BODY),
)

INTERNAL_ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/internal/cases/categories", get_categories, access="internal"),
    Route("POST", "/internal/cases/_bulk_get", bulk_get_cases, (object_body,), access="internal"),
    Route("POST", "/internal/cases/_search", search_cases, (object_body,), access="internal"),
    Route(
        "POST",
        "/internal/cases/_suggest_user_profiles",
        suggest_user_profiles,
        (may_suggest, object_body),
        access="internal",
    ),
    *METRICS_ROUTES,
    *ONE_CASE_ROUTES,
)

LISTING_ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/cases/tags", get_tags),
    Route("GET", "/api/cases/reporters", get_reporters),
    Route("GET", "/api/cases/status", get_status, since="legacy_routes"),
)

ROUTES: Final = (
    *CASE_ROUTES,
    *ATTACHMENT_ROUTES,
    *CONFIGURE_ROUTES,
    *LISTING_ROUTES,
    *INTERNAL_ROUTES,
)
