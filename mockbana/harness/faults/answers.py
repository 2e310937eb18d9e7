"""Answers in Kibana's place: its own, or those of a proxy ahead of it.

Source: kibana x-pack/platform/plugins/shared/security/server/authentication,
src/core/packages/http/server-internal/src/{http_server,http_service}.ts,
src/core/packages/http/rate-limiter-internal/src/service.ts
"""

from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from multidict import CIMultiDict

from mockbana.harness.faults.parameters import header_rows
from mockbana.kibana.cases import request
from mockbana.kibana.http import credentials
from mockbana.kibana.http.credentials import bad_credentials, no_credentials
from mockbana.kibana.http.errors import TITLES, KibanaError
from mockbana.kibana.http.routing import API_VERSION, Answer, Call

if TYPE_CHECKING:
    from mockbana.harness.faults.engine import ActiveFault

DEFAULT_BODY: Final = object()
"""Stands for the envelope that Kibana has for a status."""
HTML: Final = "text/html; charset=utf-8"
TEXT: Final = "text/plain; charset=utf-8"
LICENSE: Final = (
    "License information could not be obtained from Elasticsearch. "
    "Please check the logs for further details."
)
SHUTTING_DOWN: Final = "Kibana is shutting down and not accepting new incoming requests"
UNCAUGHT: Final = "An internal server error occurred. Check Kibana server logs for details."


def of_route(error: KibanaError) -> Answer:
    """Return a refusal as a route of Kibana gives it, with the version of the API."""
    return Answer(error.status, error.envelope(), {"elastic-api-version": API_VERSION})


def ahead_of_body(rule: "ActiveFault", call: Call, error: KibanaError) -> Answer:
    """Return a refusal that Kibana gives before it reads the body: a body ends the connection."""
    answer = Answer(error.status, error.envelope(), close=bool(call.raw_body))
    return _retry_after(rule, answer)


def _retry_after(rule: "ActiveFault", answer: Answer) -> Answer:
    seconds = rule.parameters.get("retry_after")
    if seconds is not None:
        answer.headers["retry-after"] = str(seconds)
    return answer


def unauthorized(rule: "ActiveFault", call: Call) -> Answer:
    """401: *reason* is ``missing``, ``bad_credentials`` or ``expired``."""
    reason = credentials.of_credentials(rule.parameters["reason"], call)
    return ahead_of_body(rule, call, bad_credentials(reason) if reason else no_credentials())


def forbidden(rule: "ActiveFault", call: Call) -> Answer:
    """403: what the user may not do, and with whose cases."""
    return of_route(KibanaError(403, rule.parameters["message"] or request.not_allowed(call)))


def not_found(rule: "ActiveFault", call: Call) -> Answer:
    """404: the cases that the request is about are not there."""
    return of_route(KibanaError(404, rule.parameters["message"] or request.not_there(call)))


def overloaded(rule: "ActiveFault", call: Call) -> Answer:
    """429 of the rate limiter."""
    return ahead_of_body(rule, call, KibanaError(429, "Server is overloaded"))


def rate_limited(rule: "ActiveFault", call: Call) -> Answer:
    """429 of the rate limiter, with the time after which there is room again."""
    answer = overloaded(rule, call)
    answer.headers["retry-after"] = str(rule.seconds_left(call))
    return answer


def internal_error(rule: "ActiveFault", _: Call) -> Answer:
    """500 of an exception that nothing in Kibana caught."""
    error = KibanaError(500, rule.parameters["message"] or UNCAUGHT)
    return Answer(500, error.envelope())


def license_unavailable(rule: "ActiveFault", call: Call) -> Answer:
    """503 while Elasticsearch can't be asked for the licence."""
    return ahead_of_body(rule, call, KibanaError(503, LICENSE))


def shutting_down(rule: "ActiveFault", call: Call) -> Answer:
    """503 of a Kibana that is being stopped."""
    return ahead_of_body(rule, call, KibanaError(503, SHUTTING_DOWN))


def not_ready(rule: "ActiveFault", _: Call) -> Answer:
    """503 of a Kibana that is starting, as plain text."""
    body = b"Kibana server is not ready yet"
    return _retry_after(rule, Answer(503, body, {"content-type": HTML}, source="preboot"))


def bad_gateway(rule: "ActiveFault", _: Call) -> Answer:
    """502 of a proxy that got nothing it could use from Kibana."""
    return _of_proxy(502, rule.parameters["message"])


def gateway_timeout(rule: "ActiveFault", _: Call) -> Answer:
    """504 of a proxy that got nothing in time from Kibana."""
    return _of_proxy(504, rule.parameters["message"])


def _of_proxy(status: int, message: str | None) -> Answer:
    title = f"{status} {HTTPStatus(status).phrase}"
    page = (
        f"<!doctype html>\n<html><head><title>{title}</title></head>\n"
        f"<body><h1>{escape(message or title)}</h1></body></html>\n"
    )
    return Answer(status, page.encode(), {"content-type": HTML}, source="proxy")


def any_status(rule: "ActiveFault", _: Call) -> Answer:
    """Any status; a text is sent as it is, anything else as JSON, and Kibana's body by default."""
    status, body = rule.parameters["status"], rule.parameters["body"]
    rows = header_rows(rule.parameters["headers"]) or ()
    headers: CIMultiDict[str] = CIMultiDict((name.lower(), text) for name, text in rows)
    if body is DEFAULT_BODY:
        body = _envelope(status)
    if isinstance(body, str):
        body = body.encode()
        headers.setdefault("content-type", TEXT)
    return Answer(status, body, headers)


def _envelope(status: int) -> Any:
    return KibanaError(status, TITLES[status]).envelope() if status in TITLES else None
