"""Cases as the page lists them, and one of them with all that is known of it."""

from asyncio import sleep
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from mockbana.harness.page.case_versions import mentions, states
from mockbana.harness.page.exchanges import row
from mockbana.kibana.cases.model import without_comments
from mockbana.kibana.storage import Document, Space

if TYPE_CHECKING:
    from mockbana.harness.harness import Harness
    from mockbana.kibana.deployment import Deployment

MOST: Final = 300
"""Rows of one answer."""

AT_ONCE: Final = 5_000
EXACT: Final = ("status", "severity", "owner")
_SHOWN: Final = ("id", "title", "status", "severity", "owner", "tags", "version", "created_at")


async def listed(deployment: "Deployment", query: Mapping[str, str]) -> dict[str, Any]:
    """Return the cases that fit *query*, latest first, and how many there are.

    ``space``, ``status``, ``severity`` and ``owner`` are exact; each word of ``text`` must be in
    id, title, tags or category. Others get their turn now and then.
    """
    words = query.get("text", "").lower().split()
    exact = [(key, query[key]) for key in EXACT if query.get(key)]
    cases = list(_all(deployment, query.get("space", "")))
    found: list[tuple[str, Space, Document]] = []
    for start in range(0, len(cases), AT_ONCE):
        found += [
            one
            for one in cases[start : start + AT_ONCE]
            if all(one[2][key] == value for key, value in exact) and _has(one[2], words)
        ]
        await sleep(0)
    rows = [_row(*one) for one in found[:MOST]]
    return {"total": len(cases), "found": len(found), "cases": rows}


def _all(deployment: "Deployment", wanted: str) -> Iterator[tuple[str, Space, Document]]:
    """Yield all cases of the space *wanted*, or of all spaces, latest first within a space."""
    for space in deployment.spaces:
        if wanted in ("", space):
            objects = deployment.objects(space)
            for case in reversed(list(objects.cases.values())):
                yield space, objects, case


def _has(case: Document, words: list[str]) -> bool:
    if not words:
        return True
    text = "\n".join([case["id"], case["title"], case["category"] or "", *case["tags"]]).lower()
    return all(word in text for word in words)


def _row(space: str, objects: Space, case: Document) -> Document:
    attachments = objects.attachments.get(case["id"], ())
    return {
        "space": space,
        **{key: case[key] for key in _SHOWN},
        "updated_at": case["updated_at"],
        "comments": sum(item["type"] == "user" for item in attachments),
    }


async def told(rig: "Harness", space: str, case_id: str) -> dict[str, Any] | None:
    """Return a case as it is now, its comments, user actions and known states; ``None`` without."""
    if space not in rig.deployment.spaces:
        return None
    objects = rig.deployment.objects(space)
    if case_id not in objects.cases:
        return None
    now = {
        "space": space,
        "case": without_comments(objects.cases[case_id], objects),
        "comments": list(objects.attachments.get(case_id, ())),
        "user_actions": list(objects.user_actions.get(case_id, ())),
    }
    return {
        **now,
        "states": [state.as_dict() for state in await states(rig, space, case_id)],
        "requests": [row(exchange) async for exchange in mentions(rig, space, case_id)],
    }
