"""Fixture files of plain cases."""

import json
from pathlib import Path
from typing import Any

OWNERS = ("cases", "observability", "securitySolution")
STATUSES = ("open", "in-progress", "closed")
SEVERITIES = ("low", "medium", "high", "critical")


def plain_case(number: int) -> dict[str, Any]:
    """Return case *number*: no comments, no custom fields, a history of its creation alone."""
    day, rest = divmod(number * 104_729 % 31_536_000, 86_400)
    return {
        "id": f"case-{number}",
        "title": f"Case number {number}",
        "description": "What happened, in some words.",
        "tags": [f"tag-{number % 50}", f"INC-{number * 7919 % 90_000}"],
        "owner": OWNERS[number % 3],
        "severity": SEVERITIES[number % 4],
        "status": STATUSES[number % 7 % 3],
        "created_at": f"2025-{day // 31 + 1:02}-{day % 28 + 1:02}T{rest // 3600:02}:00:00.000Z",
        "created_by": {"username": f"user-{number % 30}", "full_name": None, "email": None},
    }


def plain_file(file: Path, number: int) -> Path:
    """Write *number* cases to *file* and return it. JSON is YAML as well."""
    text = ",\n".join(json.dumps(plain_case(each)) for each in range(number))
    file.write_text(f'{{"cases": [\n{text}\n]}}\n')
    return file
