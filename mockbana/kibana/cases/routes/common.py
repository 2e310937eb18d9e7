"""What all cases routes have in common."""

from mockbana.kibana.cases.client import Client
from mockbana.kibana.http.call import Call
from mockbana.kibana.http.json_body import accept_shape


def client(call: Call) -> Client:
    """Return the cases client for the user and the space of *call*."""
    return Client(call.deployment, call.objects, call.account)


def object_body(call: Call) -> None:
    """Check the body as every cases route does: an object or nothing."""
    call.body = accept_shape(call.body)
