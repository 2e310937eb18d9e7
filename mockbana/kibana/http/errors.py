"""Kibana's refusals and the envelope that they come in.

Source: kibana src/core/packages/http/router-server-internal/src/response_adapter.ts

How Elasticsearch refuses a search, in the words that Kibana passes on.

Source: the ``ResponseError`` of @elastic/transport, and kibana
src/core/packages/saved-objects/base-server-internal/src/saved_objects_error_helpers.ts
"""

from typing import Any, Final

TITLES: Final = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    406: "Not Acceptable",
    408: "Request Time-out",
    409: "Conflict",
    413: "Request Entity Too Large",
    415: "Unsupported Media Type",
    416: "Requested Range Not Satisfiable",
    424: "Failed Dependency",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Time-out",
}


REASONS: Final = {
    408: "Request Timeout",
    413: "Payload Too Large",
    416: "Range Not Satisfiable",
    504: "Gateway Timeout",
}
"""What Node's status lines say where that differs from ``TITLES``."""
INTERNAL: Final = "An internal server error occurred. Check Kibana server logs for details."
"""All that a client hears of an exception that no handler catches."""
BARE_400: Final = b"HTTP/1.1 400 Bad Request\r\n\r\n"
"""All that Node's HTTP parser says to what it can't read."""
HUNG_UP: Final = "the connection ended before the answer"


class CloseConnection(Exception):  # noqa: N818 - not an error but an order
    """Kibana hangs up without words of its own; *wire* goes out first."""

    def __init__(self, why: str, wire: bytes = b"") -> None:
        super().__init__(why)
        self.wire = wire


class KibanaError(Exception):
    """A refusal; raised anywhere below a route, answered in one place.

    *attributes* go into the answer, *detail* (for the human whose test failed) and *quirk* (the
    name of a 500 that Kibana itself gives) only into the journal.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        attributes: dict[str, Any] | None = None,
        detail: str = "",
        quirk: str = "",
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.attributes = status, message, attributes
        self.detail, self.quirk = detail, quirk

    @property
    def why(self) -> str:
        """Return the reason for the journal: status, message, and what a human wants to know."""
        hints = "; ".join(hint for hint in (self.detail, self.quirk) if hint)
        return f"{self.status}: {self.message}" + (f" [{hints}]" if hints else "")

    def envelope(self) -> dict[str, Any]:
        """Return the body of the answer: ``statusCode, error, message`` and any ``attributes``."""
        body = {"statusCode": self.status, "error": TITLES[self.status], "message": self.message}
        return body if self.attributes is None else {**body, "attributes": self.attributes}


def bad_request(message: str, *, detail: str = "") -> KibanaError:
    """Return a 400."""
    return KibanaError(400, message, detail=detail)


def forbidden(message: str) -> KibanaError:
    """Return a 403."""
    return KibanaError(403, message)


def saved_object_not_found(kind: str, object_id: str) -> KibanaError:
    """Return the 404 for a saved object, *kind* being ``cases``, ``cases-comments`` and so on."""
    return KibanaError(404, f"Saved object [{kind}/{object_id}] not found")


def kibana_crash(message: str, *, quirk: str) -> KibanaError:
    """Return the 500 of a JavaScript exception that Kibana's own code runs into."""
    return KibanaError(500, message, quirk=quirk)


_LARGEST: Final = 2**31 - 1


def whole_number(digits: str) -> int | None:
    """Return the number that ASCII *digits* stand for, if Java's ``int`` is large enough for it."""
    significant = digits.lstrip("0") or "0"
    number = int(significant) if len(significant) <= len(str(_LARGEST)) else _LARGEST + 1
    return number if number <= _LARGEST else None


def refused(reason: str, kind: str = "illegal_argument_exception") -> KibanaError:
    """Return the 400 for a request that Elasticsearch does not take."""
    return bad_request(f"{reason}: {kind}\n\tRoot causes:\n\t\t{kind}: {reason}")


def shards_failed(reason: str, kind: str = "illegal_argument_exception") -> KibanaError:
    """Return the 400 for a search that no shard could run."""
    cause = f"{kind}: {reason}"
    return bad_request(
        "all shards failed: search_phase_execution_exception"
        f"\n\tCaused by:\n\t\t{cause}\n\tRoot causes:\n\t\t{cause}"
    )
