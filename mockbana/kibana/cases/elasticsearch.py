"""How Elasticsearch refuses a search, in the words that Kibana passes on.

Source: the ``ResponseError`` of @elastic/transport, and kibana
src/core/packages/saved-objects/base-server-internal/src/saved_objects_error_helpers.ts
"""

from mockbana.kibana.http.errors import KibanaError, bad_request


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
