"""Kibana's status and statistics.

How Kibana is: its version, that all is well with it, and its metrics.

Source: kibana src/core/packages/status/server-internal/src/routes/status.ts and
src/platform/plugins/shared/usage_collection/server/routes/stats/stats.ts
"""

import hashlib
import uuid
from collections.abc import Mapping
from typing import Any, Final

from mockbana.kibana.clock import iso
from mockbana.kibana.config_schema import Boolean, ObjectType, OneOf
from mockbana.kibana.config_schema.validation import validate
from mockbana.kibana.deployment import Deployment
from mockbana.kibana.http.routing import Answer, Call, Route
from mockbana.kibana.status.metrics import INTERVAL, OPERATIONS, api_field_names, metrics
from mockbana.kibana.storage import Document

__all__ = ["ROUTES"]

NAME: Final = "kibana"
AVAILABLE: Final = {"level": "available", "summary": "All services and plugins are available"}
CORE: Final[Document] = {
    "elasticsearch": {
        "level": "available",
        "summary": "Elasticsearch is available",
        "meta": {"warningNodes": [], "incompatibleNodes": []},
    },
    "savedObjects": {
        "level": "available",
        "summary": "SavedObjects service has completed migrations and is available",
        "meta": {"migratedIndices": {"migrated": 0, "skipped": 0, "patched": 7}},
    },
}
PLUGINS: Final = (
    "actions",
    "alerting",
    "cases",
    "features",
    "files",
    "licensing",
    "security",
    "securitySolution",
    "spaces",
    "taskManager",
)


class StatusQuery(ObjectType):
    """Query of ``GET /api/status``."""

    v7format = Boolean(maybe=True)
    v8format = Boolean(maybe=True)


class StatsQuery(ObjectType):
    """Query of ``GET /api/stats``; an empty value stands for ``true``."""

    extended = OneOf("", Boolean(), default=False)
    legacy = OneOf("", Boolean(), default=False)
    exclude_usage = OneOf("", Boolean(), default=True)


STATUS_QUERY: Final = StatusQuery()
STATS_QUERY: Final = StatsQuery()


def _one_format(query: Mapping[str, Any]) -> str | None:
    return "provide only one format option: v7format or v8format" if len(query) == 2 else None


def get_status(call: Call) -> Answer:
    """``GET /api/status``: whoever isn't known learns just the level."""
    query = validate(STATUS_QUERY, call.query, "request query", _one_format)
    if call.user is None:
        return Answer(body={"status": {"overall": {"level": "available"}}})
    version, now = call.deployment.settings.kibana_version, iso(call.deployment.clock.now())
    legacy = query.get("v7format", False) or not query.get("v8format", True)
    return Answer(
        body={
            "name": NAME,
            "uuid": instance_id(call.deployment, "kibana"),
            "version": _version(version),
            "status": _legacy_status(version, now) if legacy else _status(),
            "metrics": metrics(now),
        }
    )


def get_stats(call: Call) -> Answer:
    """``GET /api/stats``."""
    query = validate(STATS_QUERY, call.query, "request query")
    stats = api_field_names({**OPERATIONS, **_identity(call.deployment)})
    if query["extended"] in ("", True):
        key = "clusterUuid" if query["legacy"] in ("", True) else "cluster_uuid"
        stats |= {"usage": {}, key: instance_id(call.deployment, "elasticsearch")}
    return Answer(body=stats)


def instance_id(deployment: Deployment, of: str) -> str:
    """Return the UUID of this Kibana, or of its Elasticsearch; the seed decides it."""
    digest = hashlib.blake2b(f"{deployment.seed}/{of}".encode(), digest_size=16).digest()
    return str(uuid.UUID(bytes=digest, version=4))


def _version(version: str) -> Document:
    number = version.removesuffix("-SNAPSHOT")
    return {
        "number": number,
        "build_hash": hashlib.sha1(number.encode(), usedforsecurity=False).hexdigest(),
        "build_number": 88_000,
        "build_snapshot": number != version,
        "build_flavor": "traditional",
        "build_date": "2025-07-23T12:00:00.000Z",
    }


def _status() -> Document:
    return {"overall": AVAILABLE, "core": CORE, "plugins": dict.fromkeys(PLUGINS, AVAILABLE)}


def _legacy_status(version: str, now: str) -> Document:
    """Return the status in the format of Kibana 7."""
    number = version.removesuffix("-SNAPSHOT")
    services = {f"core:{name}": service["summary"] for name, service in CORE.items()}
    services |= {f"plugin:{name}": AVAILABLE["summary"] for name in PLUGINS}
    well = {"since": now, "state": "green"}
    look = {"icon": "success", "uiColor": "success"}
    statuses = [
        {"id": f"{name}@{number}", "message": summary, **well, **look}
        for name, summary in services.items()
    ]
    overall = {**well, "title": "Green", "nickname": "Looking good", **look}
    return {"overall": overall, "statuses": statuses}


def _identity(deployment: Deployment) -> Document:
    version = _version(deployment.settings.kibana_version)
    return {
        "kibana": {
            "uuid": instance_id(deployment, "kibana"),
            "name": NAME,
            "index": ".kibana",
            "host": "localhost",
            "locale": "en",
            "transport_address": "localhost:5601",
            "version": version["number"],
            "snapshot": version["build_snapshot"],
            "status": "green",
        },
        "last_updated": iso(deployment.clock.now()),
        "collection_interval_in_millis": INTERVAL,
    }


ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/status", get_status, authentication="optional", in_space=False),
    Route("GET", "/api/stats", get_stats, in_space=False),
)
