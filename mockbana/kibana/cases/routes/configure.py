"""The configuration of the cases of an owner.

Source: kibana x-pack/platform/plugins/shared/cases/server/routes/api/configure
"""

from typing import Final

from mockbana.kibana.cases.codec import decode
from mockbana.kibana.cases.configure import create, find, update
from mockbana.kibana.cases.schemas import names
from mockbana.kibana.cases.schemas.configure import CONFIGURE_PATCH, CONFIGURE_POST
from mockbana.kibana.http.call import Answer, Call, Route

from .common import client, object_body


def get_configure(call: Call) -> Answer:
    """``GET /api/cases/configure``."""
    return Answer(body=find(client(call), call.query))


def post_configure(call: Call) -> Answer:
    """``POST /api/cases/configure``."""
    body = decode(CONFIGURE_POST, call.body, called=names.CONFIGURE_POST)
    return Answer(body=create(client(call), body))


def patch_configure(call: Call) -> Answer:
    """``PATCH /api/cases/configure/{configuration_id}``."""
    body = decode(CONFIGURE_PATCH, call.body, called=names.CONFIGURE_PATCH)
    return Answer(body=update(client(call), call.params["configuration_id"], body))


ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/cases/configure", get_configure),
    Route("POST", "/api/cases/configure", post_configure, (object_body,)),
    Route("PATCH", "/api/cases/configure/{configuration_id}", patch_configure, (object_body,)),
)
