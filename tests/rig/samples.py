"""The files in fixtures/, and how tests get at what is in them."""

from pathlib import Path
from typing import Any

import pytest

from mockbana import Mockbana
from tests.cases.api import patch

ROOT = Path(__file__).parents[2]


def seeded(name: str) -> pytest.MarkDecorator:
    return pytest.mark.mockbana(fixtures=str(ROOT / "fixtures" / f"{name}.yaml"))


def by_end(kibana: Mockbana, end: str) -> dict[str, Any]:
    """Return the one case whose id ends so."""
    (case,) = (case for case in kibana.cases if case["id"].endswith(f"00{end}"))
    return case


def change(kibana: Mockbana, case: dict[str, Any], **fields: Any) -> Any:
    body = {"cases": [{"id": case["id"], "version": case["version"], **fields}]}
    return patch(kibana, "/api/cases", body)
