"""Speed of finding, reading and changing cases, by how many there are."""

from collections.abc import Callable, Iterator
from functools import partial
from time import perf_counter
from typing import Any

from mockbana.kibana.cases.bulk_update import bulk_update
from mockbana.kibana.cases.client import Client
from mockbana.kibana.cases.create import DEFAULTS
from mockbana.kibana.cases.find import find
from mockbana.kibana.cases.get import get
from mockbana.kibana.cases.model import CASE_KEYS, NO_CONNECTOR
from mockbana.kibana.cases.schemas.parts import OWNERS, SEVERITIES, STATUSES
from mockbana.kibana.clock import iso
from mockbana.kibana.deployment import ELASTIC, Deployment

SIZES = (100, 10_000, 100_000)
QUERIES: dict[str, dict[str, Any]] = {
    "all": {},
    "status": {"status": "open"},
    "owner": {"owner": "cases"},
    "tag": {"tags": "tag-3"},
    "status, newest first": {"status": "open", "sortOrder": "desc"},
    "status, page 100 of 100": {"status": "open", "page": 100, "perPage": 100},
}
FIRST = 1_735_689_600_000


def measure() -> list[dict[str, Any]]:
    """Return the figures: ``name``, ``figure`` and ``unit`` of each."""
    return [row for size in SIZES for row in _of_size(size)]


def _of_size(size: int) -> Iterator[dict[str, Any]]:
    client = filled(size)
    yield _row(size, "make the index", _best(lambda: find(client, {}), 1), "ms")
    for name, query in QUERIES.items():
        yield _row(size, f"find: {name}", _best(partial(find, client, query), 30), "ms")
    case_id = list(client.objects.cases)[size // 2]
    yield _row(size, "GET one", _best(lambda: get(client, case_id), 300), "ms")
    yield _row(size, "PATCH one", _best(lambda: change(client, case_id), 300), "ms")

    def change_and_find() -> None:
        change(client, case_id)
        find(client, {"status": "open"})

    yield _row(size, "PATCH one, then find", _best(change_and_find, 30), "ms")


def _row(size: int, what: str, milliseconds: float, unit: str) -> dict[str, Any]:
    return {"name": f"{size} cases: {what}", "figure": round(milliseconds, 3), "unit": unit}


def _best(action: Callable[[], Any], rounds: int) -> float:
    """Return the shortest of several times, in milliseconds."""
    best = float("inf")
    for _ in range(rounds):
        began = perf_counter()
        action()
        best = min(best, perf_counter() - began)
    return best * 1000


def change(client: Client, case_id: str) -> None:
    """Close or open a case."""
    case = client.objects.cases[case_id]
    status = "open" if case["status"] == "closed" else "closed"
    bulk_update(client, [{"id": case_id, "version": case["version"], "status": status}])


def filled(size: int) -> Client:
    """Return a client for a space of *size* cases."""
    deployment = Deployment()
    client = Client(deployment, deployment.objects("default"), ELASTIC)
    for number in range(size):
        case = _case(deployment, number)
        client.objects.cases[case["id"]] = case
    return client


def _case(deployment: Deployment, number: int) -> dict[str, Any]:
    values = {
        **DEFAULTS,
        "title": f"Case number {number}",
        "description": "What happened, in some words.",
        "tags": [f"tag-{number % 50}", f"INC-{number * 7919 % 90_000}"],
        "settings": {"syncAlerts": True},
        "owner": OWNERS[number % 3],
        "severity": SEVERITIES[number % 4],
        "status": STATUSES[number % 7 % 3],
        "connector": NO_CONNECTOR,
        "created_at": iso(FIRST + number * 104_729 % 10_000_000 * 1000),
        "created_by": {"username": f"user-{number % 30}", "full_name": None, "email": None},
        "id": deployment.new_id(),
        "version": deployment.new_version(),
    }
    return {key: values[key] for key in CASE_KEYS}


if __name__ == "__main__":
    for row in measure():
        print(f"{row['name']:42} {row['figure']:>10} {row['unit']}")
