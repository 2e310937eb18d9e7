"""Metrics of a server with nothing to do: they never change, but for their time.

Source: kibana src/core/packages/metrics/collectors-server-internal
"""

import re
from typing import Any, Final

from mockbana.kibana.storage import Document

INTERVAL: Final = 5000
GIGABYTE: Final = 2**30
PROCESS: Final[Document] = {
    "memory": {
        "heap": {
            "total_in_bytes": GIGABYTE // 2,
            "used_in_bytes": GIGABYTE * 3 // 8,
            "size_limit": 4 * GIGABYTE,
        },
        "resident_set_size_in_bytes": GIGABYTE * 5 // 8,
        "array_buffers_in_bytes": GIGABYTE // 256,
        "external_in_bytes": GIGABYTE // 128,
    },
    "pid": 7,
    "event_loop_delay": 10.5,
    "event_loop_utilization": {"idle": 4950, "active": 50, "utilization": 0.01},
    "uptime_in_millis": 600_000,
}
OPERATIONS: Final[Document] = {
    "process": PROCESS,
    "processes": [PROCESS],
    "os": {
        "platform": "linux",
        "platformRelease": "linux-6.1.0",
        "load": {"1m": 0.25, "5m": 0.25, "15m": 0.25},
        "memory": {
            "total_in_bytes": 16 * GIGABYTE,
            "free_in_bytes": 10 * GIGABYTE,
            "used_in_bytes": 6 * GIGABYTE,
        },
        "uptime_in_millis": 86_400_000,
    },
    "elasticsearch_client": {
        "totalActiveSockets": 0,
        "totalIdleSockets": 2,
        "totalQueuedRequests": 0,
    },
    "requests": {"disconnects": 0, "total": 1, "statusCodes": {"200": 1}},
    "response_times": {"avg_in_millis": 5, "max_in_millis": 5},
    "concurrent_connections": 1,
}
"""What Kibana collects of itself."""


def metrics(now: str) -> Document:
    """Return the metrics as ``/api/status`` orders them, collected *now*."""
    order = ("os", "process", "processes", "response_times", "concurrent_connections")
    requests = OPERATIONS["requests"]
    return {
        "last_updated": now,
        "collection_interval_in_millis": INTERVAL,
        **{key: OPERATIONS[key] for key in order},
        "requests": {**requests, "status_codes": requests["statusCodes"]},
        "elasticsearch_client": OPERATIONS["elasticsearch_client"],
    }


def api_field_names(value: Any) -> Any:
    """Return *value* with its keys in snake case and their units shortened.

    Source: kibana src/platform/plugins/shared/usage_collection/server/collector/collector_set.ts
    """
    if isinstance(value, list):
        return [api_field_names(item) for item in value]
    if isinstance(value, dict):
        return {_field_name(key): api_field_names(item) for key, item in value.items()}
    return value


def _field_name(key: str) -> str:
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower()
    return snake.replace("_in_bytes", "_bytes").replace("_in_millis", "_ms")
