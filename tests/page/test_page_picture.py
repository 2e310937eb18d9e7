"""The picture of the page in README.md; ``MOCKBANA_PICTURE=docs/page.png`` makes it anew."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from mockbana import Mockbana

ROOT = Path(__file__).parents[2]
DOCUMENTED = json.loads((ROOT / "tests/data/documented_patch_request.json").read_text("utf-8"))
CASE = "/api/cases/a18b38a0-71b0-11ea-a0b2-c51ea50a58e2"


@pytest.fixture
def kibana() -> Iterator[Mockbana]:
    with Mockbana(ROOT / "fixtures/demo.yaml") as kibana:
        yield kibana


async def a_working_day(kibana: Mockbana, visitor: httpx.AsyncClient) -> None:
    kibana.clock.freeze("2025-06-05T09:30:12.480Z")
    rosa, bot = ("rlindqvist", "rlindqvist-changeme"), ("case-bot", "case-bot-changeme")
    found = {"owner": "securitySolution", "status": "open", "perPage": 20}

    async def send(method: str, path: str, seconds: float = 0.7, **rest: Any) -> Any:
        kibana.clock.advance(seconds)
        answer = await visitor.request(method, path, **rest)
        return answer.json() if "json" in answer.headers["content-type"] else None

    await send("GET", "/api/status")
    await send("GET", "/api/cases/_find", params=found, auth=rosa)
    await send(
        "PATCH", "/api/cases", json={"cases": [{"id": "?", "version": "?"}]}, auth=("bot", "old")
    )
    await send("GET", CASE, auth=bot)
    await send("PATCH", "/api/cases", 1.3, json=DOCUMENTED)
    await send("PATCH", "/api/cases", json=DOCUMENTED)
    case = await send("GET", CASE)
    kibana.faults.version_conflict(times=1, user="dkaplan", edit={"severity": "high"})
    kibana.faults.bad_gateway(match={"path": "/api/cases/*/comments"}, times=1)
    edit = {"id": case["id"], "version": case["version"], "status": "in-progress"}
    await send("PATCH", "/api/cases", json={"cases": [edit]})
    again = await send("GET", CASE)
    edit["version"] = again["version"]
    await send("PATCH", "/api/cases", json={"cases": [{**edit, "title": "Case title 1, retried"}]})
    comment = {"type": "user", "comment": "Done by the sync.", "owner": "cases"}
    await send("POST", f"{CASE}/comments", 2.2, json=comment)
    await send("POST", f"{CASE}/comments", 1.1, json=comment)
    await send("GET", "/s/soc/api/cases/_find", params={"tags": "exercise"})
    await send("GET", "/api/case/_find")
    await send("GET", "/api/cases/_find", params=found, auth=rosa)


@pytest.mark.asyncio(loop_scope="session")
async def test_the_page_can_be_shown_to_people(
    sight: Any, kibana: Mockbana, visitor: httpx.AsyncClient, tmp_path: Path
) -> None:
    await a_working_day(kibana, visitor)
    await sight.page.set_viewport_size({"width": 1360, "height": 800})
    page = await sight.open("requests/10")
    await page.locator(".change", has_text="retried").wait_for()
    picture = tmp_path / "page.png"

    await page.screenshot(path=picture)

    assert picture.stat().st_size > 50_000
    if wanted := os.environ.get("MOCKBANA_PICTURE"):
        shutil.copy(picture, wanted)
