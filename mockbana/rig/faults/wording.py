"""What Kibana says when it refuses, in the words for the request at hand."""

import base64
import binascii
from fnmatch import fnmatchcase
from typing import Final

from mockbana.kibana.http.call import Call
from mockbana.kibana.http.credentials import NOT_AUTHENTICATED
from mockbana.rig.matching import case_ids, owners

OPERATIONS: Final = (
    ("POST", "/api/cases", "create case"),
    ("PATCH", "/api/cases", "update case"),
    ("DELETE", "/api/cases", "delete case"),
    ("GET", "/api/cases/tags", "access case"),
    ("GET", "/api/cases/reporters", "access case"),
    ("GET", "/api/cases/configure*", "access case configurations"),
    ("POST", "/api/cases/configure", "create case configuration"),
    ("PATCH", "/api/cases/configure/*", "update case configuration"),
    ("*", "/api/cases/*/connector/*/_push", "push case"),
    ("GET", "/api/cases/*/user_actions*", "access user actions"),
    ("POST", "/api/cases/*/comments", "create comments"),
    ("POST", "/api/cases/*/files", "create comments"),
    ("PATCH", "/api/cases/*/comments", "update comments"),
    ("DELETE", "/api/cases/*/comments*", "delete comments"),
    ("GET", "/api/cases/*/comments*", "access comments"),
    ("GET", "/api/cases/*/alerts", "access comments"),
    ("GET", "/api/cases/{case_id}", "access case"),
    ("GET", "/api/cases/*", "access cases"),
)
"""What a request is to Kibana's authorization; the first row that fits counts."""


def of_credentials(reason: str, call: Call) -> str | None:
    """Return Elasticsearch's *reason* for a 401, ``None`` where Kibana has none.

    It tells little on purpose: only Basic credentials are named, only a token says that it expired.
    """
    scheme, _, value = call.headers.get("Authorization", "").partition(" ")
    if reason == "missing":
        return None
    if reason == "expired" and scheme.lower() == "bearer":
        return "token expired"
    if reason == "bad_credentials" and scheme.lower() == "basic":
        return f"unable to authenticate user [{_user_name(value)}] for {_QUESTION}"
    return NOT_AUTHENTICATED


_QUESTION: Final = "REST request [/_security/_authenticate]"


def _user_name(credentials: str) -> str:
    try:
        decoded = base64.b64decode(credentials).decode("utf-8", "replace")
    except binascii.Error:
        return credentials
    return decoded.partition(":")[0]


def not_allowed(call: Call) -> str:
    """Return the message of a 403."""
    path = call.route.path if call.route else ""
    operation = next(
        (
            words
            for method, pattern, words in OPERATIONS
            if method in (call.method, "*") and fnmatchcase(path, pattern)
        ),
        None,
    )
    if operation is None:
        return "Forbidden"
    if names := sorted(owners(call)):
        return f'Unauthorized to {operation} with owners: "{", ".join(names)}"'
    return f"Unauthorized to {operation} of any owner"


def not_there(call: Call) -> str:
    """Return the message of a 404."""
    if comment := call.params.get("comment_id"):
        return f"Saved object [cases-comments/{comment}] not found"
    ids = case_ids(call)
    if ids and call.method == "PATCH" and "case_id" not in call.params:
        hint = "Please check you have the correct ids."
        return f"These cases {', '.join(ids)} do not exist. {hint}"
    return f"Saved object [cases/{ids[0]}] not found" if ids else "Not Found"
