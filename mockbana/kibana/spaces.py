"""Spaces: listing, reading, creating, changing and deleting them.

Source: kibana x-pack/platform/plugins/shared/spaces/server/{routes/api/external,spaces_client} and
the security plugin's secure_spaces_client_wrapper.ts
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from mockbana.kibana.config_schema import ArrayOf, Boolean, ObjectType, OneOf, String
from mockbana.kibana.config_schema.validation import validate
from mockbana.kibana.deployment import Account
from mockbana.kibana.features import SOLUTIONS, disabled_by
from mockbana.kibana.http.errors import KibanaError, bad_request, forbidden
from mockbana.kibana.http.routing import Answer, Call, Route
from mockbana.kibana.security import is_administrator, may_log_in
from mockbana.kibana.storage import Document

MAX_SPACES: Final = 1000
SETTABLE: Final = ("name", "description", "color", "initials", "imageUrl", "disabledFeatures")
PURPOSES: Final = {
    "any": may_log_in,
    "copySavedObjectsIntoSpace": is_administrator,
    "findSavedObjects": may_log_in,
    "shareSavedObjectsIntoSpace": is_administrator,
}
"""Who may do what with a space."""


def _space_id(value: str) -> str | None:
    if re.fullmatch("[a-z0-9_-]+", value):
        return None
    return "must be lower case, a-z, 0-9, '_', and '-' are allowed"


def _color(value: str) -> str | None:
    if re.fullmatch("#[a-zA-Z0-9]{6}", value):
        return None
    return "must be a 6 digit hex color, starting with a #"


def _image(value: str) -> str | None:
    return "must start with 'data:image'" if value and not value.startswith("data:image") else None


class SpaceBody(ObjectType):
    """Body of ``POST`` and ``PUT``; ``_reserved`` is accepted and ignored."""

    id = String(check=_space_id)
    name = String(least=1)
    description = String(maybe=True)
    initials = String(most=2, maybe=True)
    color = String(check=_color, maybe=True)
    disabledFeatures = ArrayOf(String(), most=100, default=list)
    _reserved = Boolean(maybe=True)
    imageUrl = String(check=_image, maybe=True)
    solution = OneOf(*SOLUTIONS, maybe=True)


class SpacesQuery(ObjectType):
    """Query of ``GET /api/spaces/space``."""

    purpose = OneOf("any", "copySavedObjectsIntoSpace", "shareSavedObjectsIntoSpace", maybe=True)
    include_authorized_purposes = Boolean(maybe=True)


SPACE_BODY: Final = SpaceBody()
SPACES_QUERY: Final = SpacesQuery()


def _one_question(query: Mapping[str, Any]) -> str | None:
    if "purpose" in query and query.get("include_authorized_purposes"):
        return "include_authorized_purposes can only be false when purpose is specified"
    return None


def view(space: Document) -> Document:
    """Return *space* as Kibana shows it: unset members left out, a solution's features disabled."""
    solution = space.get("solution")
    disabled = space.get("disabledFeatures", [])
    if solution in SOLUTIONS and solution != "classic":
        disabled = disabled_by(solution)
    full = {**space, "disabledFeatures": disabled}
    return {key: full[key] for key in ("id", *SETTABLE, "_reserved", "solution") if key in full}


def get_spaces(call: Call) -> Answer:
    """``GET /api/spaces/space``: by name, those that the caller may enter (403 when none)."""
    query = validate(SPACES_QUERY, call.query, "request query", _one_question)
    spaces = sorted(call.deployment.spaces.values(), key=lambda space: str(space["name"]))
    if query.get("include_authorized_purposes"):
        purposes = {purpose: may(call.account) for purpose, may in PURPOSES.items()}
        spaces = [{**view(space), "authorizedPurposes": purposes} for space in spaces]
        allowed = any(purposes.values())
    else:
        spaces = [view(space) for space in spaces]
        allowed = PURPOSES[query.get("purpose", "any")](call.account)
    if not allowed:
        raise forbidden("Forbidden")
    return Answer(body=spaces)


def get_space(call: Call) -> Answer:
    """``GET /api/spaces/space/{id}``."""
    if not may_log_in(call.account):
        raise forbidden(f"Unauthorized to get {call.params['id']} space")
    return Answer(body=view(_load(call)))


def post_space(call: Call) -> Answer:
    """``POST /api/spaces/space``: 409 for an id that is taken."""
    body = validate(SPACE_BODY, call.body, "request body")
    _ensure_manager(call.account, "create")
    if len(call.deployment.spaces) >= MAX_SPACES:
        raise bad_request(
            "Unable to create Space, this exceeds the maximum number of spaces set by the "
            "xpack.spaces.maxSpaces setting"
        )
    if body["id"] in call.deployment.spaces:
        raise KibanaError(409, f"A space with the identifier {body['id']} already exists.")
    space = {"id": body["id"], **_attributes(body)}
    call.deployment.add_space(space)
    return Answer(body=view(space))


def put_space(call: Call) -> Answer:
    """``PUT /api/spaces/space/{id}``: members that the body leaves out stay as they are.

    The path says which space; the id of the body is checked, but doesn't matter.
    """
    body = validate(SPACE_BODY, call.body, "request body")
    _ensure_manager(call.account, "update")
    space = {**_load(call), **_attributes(body)}
    call.deployment.add_space(space)
    return Answer(body=view(space))


def delete_space(call: Call) -> Answer:
    """``DELETE /api/spaces/space/{id}``: with all that is in it; never a reserved one."""
    _ensure_manager(call.account, "delete")
    space = _load(call)
    if space.get("_reserved") or space["id"] == "default":
        raise bad_request(f"The {space['id']} space cannot be deleted because it is reserved.")
    call.deployment.remove_space(space["id"])
    return Answer(204)


def _load(call: Call) -> Document:
    """Return the space that the path names (404)."""
    spaces = call.deployment.spaces
    if call.params["id"] not in spaces:
        raise KibanaError(404, "Not Found", detail=f"the spaces are {', '.join(spaces)}")
    return spaces[call.params["id"]]


def _ensure_manager(account: Account, action: str) -> None:
    if not is_administrator(account):
        raise forbidden(f"Unauthorized to {action} spaces")


def _attributes(body: Mapping[str, Any]) -> Document:
    return {key: body[key] for key in (*SETTABLE, "solution") if key in body}


_OPTIONS: Final[dict[str, Any]] = {"in_space": False, "versioned": True}
ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/spaces/space", get_spaces, **_OPTIONS),
    Route("POST", "/api/spaces/space", post_space, **_OPTIONS),
    Route("GET", "/api/spaces/space/{id}", get_space, **_OPTIONS),
    Route("PUT", "/api/spaces/space/{id}", put_space, **_OPTIONS),
    Route("DELETE", "/api/spaces/space/{id}", delete_space, **_OPTIONS),
)
