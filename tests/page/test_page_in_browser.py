import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from mockbana import Mockbana

pytestmark = pytest.mark.asyncio(loop_scope="session")

CASE = {"id": "c1", "title": "Phishing wave", "tags": ["mail"], "version": "WzEsMV0="}
FIND = "/api/cases/_find"


@pytest.fixture
def kibana() -> Iterator[Mockbana]:
    with Mockbana({"cases": [CASE]}) as kibana:
        yield kibana


async def patch(visitor: httpx.AsyncClient, **fields: Any) -> httpx.Response:
    version = fields.pop("version", None) or (await visitor.get("/api/cases/c1")).json()["version"]
    body = {"cases": [{"id": "c1", "version": version, **fields}]}
    return await visitor.patch("/api/cases", json=body)


def row(page: Any, seq: int) -> Any:
    return page.locator(".row:not(.head)").filter(has=page.locator(f".seq:text-is('{seq}')"))


async def text(locator: Any) -> str:
    found: str = await locator.inner_text()
    return found


async def test_requests_appear_as_they_arrive(sight: Any, visitor: httpx.AsyncClient) -> None:
    page = await sight.open()
    await page.get_by_text("No request yet").wait_for()

    await visitor.get(FIND)
    await patch(visitor, version="stale", title="new")

    await row(page, 2).wait_for()
    cells = await row(page, 2).locator("span").all_inner_texts()
    assert [cells[at] for at in (0, 2, 3, 4, 6)] == ["2", "PATCH", "/api/cases", "409", "elastic"]
    assert cells[7].startswith("sent stale, current ")


async def test_the_filter_works_as_one_types(sight: Any, visitor: httpx.AsyncClient) -> None:
    await visitor.get(FIND)
    await patch(visitor, version="stale", title="new")
    await visitor.get("/api/status")
    page = await sight.open()
    await row(page, 3).wait_for()

    await page.keyboard.press("/")
    await page.keyboard.type("409 patch")
    assert await page.locator(".row:not(.head):visible .seq").all_inner_texts() == ["2"]
    await page.get_by_text("1 of 3").wait_for()

    await visitor.get(FIND)
    await patch(visitor, version="older", title="new")
    await row(page, 5).wait_for()
    assert await page.locator(".row:not(.head):visible .seq").all_inner_texts() == ["2", "5"]

    await page.keyboard.type(" nothing-like-this")
    await page.get_by_text("None of 5 requests fits the filter.").wait_for()
    await page.get_by_role("button", name="Show all").click()
    await row(page, 4).wait_for()


async def test_one_request_shows_both_sides_and_what_it_changed(
    sight: Any, visitor: httpx.AsyncClient
) -> None:
    await patch(visitor, version=CASE["version"], title="Phishing wave, second", severity="high")
    page = await sight.open()

    await row(page, 1).click()

    detail = page.locator(".detail")
    await detail.get_by_text("Phishing wave, second").first.wait_for()
    changes = await detail.locator(".change").all_inner_texts()
    assert [change.split("\n") for change in changes] == [
        ["title", '"Phishing wave"', '"Phishing wave, second"'],
        ["severity", '"low"', '"high"'],
    ]
    bodies = await detail.locator("pre.body").all_inner_texts()
    assert json.loads(bodies[0])["cases"][0]["id"] == "c1"
    assert '\n      "title": "Phishing wave, second"' in bodies[0]
    await detail.locator("summary").first.click()
    await detail.get_by_text("kbn-xsrf").wait_for()


async def test_json_is_laid_out_by_its_own_words(sight: Any, visitor: httpx.AsyncClient) -> None:
    raw = '{"10":1.0,"2":12345678901234567890,"e":[],"o":{ },"cases":[ ],"s":"a\\"{,\\u0041"}'
    await visitor.patch("/api/cases", content=raw, headers={"content-type": "application/json"})
    page = await sight.open("requests/1")

    laid_out = await text(page.locator("pre.body").first)

    assert laid_out.strip().split("\n") == [
        "{",
        '  "10": 1.0,',
        '  "2": 12345678901234567890,',
        '  "e": [],',
        '  "o": {},',
        '  "cases": [],',
        '  "s": "a\\"{,\\u0041"',
        "}",
    ]


async def test_a_request_is_copied_as_curl_and_as_an_assertion(
    sight: Any, visitor: httpx.AsyncClient, kibana: Mockbana
) -> None:
    await visitor.get(FIND)
    page = await sight.open("requests/1")
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    read = "navigator.clipboard.readText()"
    neighbour = page.get_by_role("button", name="Copy as pytest assertion")
    place = await neighbour.bounding_box()

    await page.get_by_role("button", name="Copy as curl").click()
    await page.get_by_role("button", name="Copied").wait_for()
    assert (await page.evaluate(read)).startswith(f"curl {kibana.url}{FIND}")
    assert await neighbour.bounding_box() == place

    await neighbour.click()
    await page.wait_for_function(f"{read}.then(text => text.startsWith('mockbana.requests'))")


async def test_a_conflict_is_provoked_by_editing_as_another_user(
    sight: Any, visitor: httpx.AsyncClient
) -> None:
    version = (await visitor.get("/api/cases/c1")).json()["version"]
    page = await sight.open("cases")
    await page.get_by_role("link", name="Phishing wave").click()
    form = page.locator(".edit")
    await form.get_by_label("severity").select_option("critical")
    await form.get_by_label("tags").fill("mail, urgent")
    await page.get_by_role("button", name="Save as another.user").click()
    await page.get_by_text(f"Whoever still has {version} gets a 409.").wait_for()

    assert (await patch(visitor, version=version, title="mine")).status_code == 409
    assert (await visitor.get("/api/cases/c1")).json()["tags"] == ["mail", "urgent"]
    await page.locator(".entry", has_text="update severity").wait_for()
    await page.locator(".one .changed").wait_for()
    await page.mouse.move(5, 5)
    await page.get_by_role("link", name="#2", exact=True).wait_for()


async def test_an_edit_that_kibana_refuses_is_told_in_its_words(sight: Any) -> None:
    page = await sight.open("cases/default/c1")
    await page.get_by_role("button", name="Save as another.user").click()
    await page.get_by_text("Nothing is different yet.").wait_for()

    await page.locator(".edit").get_by_label("title").fill("x" * 161)
    await page.get_by_role("button", name="Save as another.user").click()
    await page.get_by_text("The length of the title is too long").wait_for()


async def test_cases_are_filtered(sight: Any, kibana: Mockbana) -> None:
    kibana.cases.add(id="c2", title="Disk full", status="closed")
    page = await sight.open("cases")
    await page.locator(".browse").get_by_label("status", exact=True).select_option("closed")
    await page.get_by_text("1 of 2").wait_for()
    assert await page.locator("td.title a").all_inner_texts() == ["Disk full"]

    await page.locator(".browse .filter").fill("phishing")
    await page.get_by_text("None of 2 cases fits the filter.").wait_for()


async def test_a_fault_is_added_seen_to_fire_and_removed(
    sight: Any, visitor: httpx.AsyncClient, kibana: Mockbana
) -> None:
    page = await sight.open("faults")
    await page.get_by_text("Nothing is made to fail.").wait_for()

    await page.get_by_label("kind").select_option("overloaded")
    await page.get_by_label("retry_after").fill("7")
    await page.get_by_label("method").select_option("GET")
    await page.get_by_label("times").fill("2")
    await page.get_by_role("button", name="Add", exact=True).click()
    await page.get_by_text("Added as f1.").wait_for()
    assert kibana.faults["f1"].as_dict() == {
        "id": "f1",
        "kind": "overloaded",
        "match": {"method": "GET"},
        "times": 2,
        "retry_after": 7,
        "matched": 0,
        "fired": 0,
    }

    assert (await visitor.get(FIND)).headers["retry-after"] == "7"
    await page.get_by_text("matched 1 fired 1").wait_for()
    await page.get_by_role("button", name="Remove f1").click()
    await page.get_by_text("Nothing is made to fail.").wait_for()
    assert len(kibana.faults) == 0


async def test_rules_stay_where_they_are_under_the_pointer(sight: Any, kibana: Mockbana) -> None:
    with kibana.faults.delay(seconds=0.001):
        kibana.faults.overloaded(times=1)
        page = await sight.open("faults")
        card = page.locator(".rule", has_text="overloaded")
        await card.hover()
        place = await card.bounding_box()

    await page.locator(".faults .changed").wait_for()
    assert await card.bounding_box() == place
    await page.mouse.move(5, 5)
    await page.locator(".rule", has_text="delay").wait_for(state="detached")
    assert await page.locator(".rule").count() == 1


async def test_bugs_of_our_own_are_shown(sight: Any, kibana: Mockbana) -> None:
    kibana.bugs.append(ZeroDivisionError("division by zero"))
    page = await sight.open("deployment")
    await page.get_by_text("ZeroDivisionError('division by zero')").wait_for()


async def test_a_rule_that_cannot_be_right_is_refused_with_its_place(sight: Any) -> None:
    page = await sight.open("faults")
    await page.get_by_label("kind").select_option("delay")
    await page.get_by_label("seconds").fill("-1")
    await page.get_by_role("button", name="Add", exact=True).click()

    await page.get_by_text('"seconds" must be a number of seconds above 0').wait_for()


async def test_settings_and_clock_are_changed(sight: Any, kibana: Mockbana) -> None:
    page = await sight.open("deployment")
    await page.get_by_label("licence").select_option("basic")
    await page.get_by_label("401 without credentials").check()
    await page.get_by_label("a moment, ISO 8601").fill("2025-01-31T12:00:00Z")
    await page.get_by_role("button", name="Freeze").click()
    await page.get_by_text("UTC, frozen").wait_for()
    await page.get_by_role("button", name="+1 h").click()
    await page.get_by_text("2025-01-31 13:00:00").wait_for()

    assert kibana.deployment.settings.license == "basic"
    assert kibana.deployment.settings.require_auth
    await page.get_by_role("button", name="Let it run").click()
    await page.get_by_text("UTC", exact=True).wait_for()
    assert not kibana.clock.frozen


async def test_a_setting_under_way_is_not_turned_back_by_older_news(
    sight: Any, kibana: Mockbana
) -> None:
    arrives = asyncio.Event()

    async def hold(route: Any) -> None:
        await arrives.wait()
        await route.continue_()

    page = await sight.open("deployment")
    await page.route("**/settings", hold)
    box = page.get_by_label("401 without credentials")
    await box.check()
    kibana.clock.freeze("2025-01-31T12:00:00Z")
    await page.get_by_text("2025-01-31 12:00:00").wait_for()
    assert await box.is_checked()

    async with page.expect_response("**/settings"):
        arrives.set()
    assert kibana.deployment.settings.require_auth
    assert await box.is_checked()


async def test_a_setting_that_is_refused_is_what_it_was(sight: Any, kibana: Mockbana) -> None:
    page = await sight.open("deployment")
    field = page.get_by_label("Kibana version")
    await field.fill("nine")
    await field.press("Enter")

    await page.locator(".toast.on").wait_for()
    assert "nine" in await text(page.locator(".toast"))
    assert await field.input_value() == kibana.deployment.settings.kibana_version


async def test_a_fixture_file_is_dropped(sight: Any, kibana: Mockbana) -> None:
    page = await sight.open("requests")
    await sight.drop("bad.yaml", "cases:\n  - {titel: x}\n")
    await page.get_by_role("button", name="Add to what is there").click()
    await page.get_by_text("bad.yaml:2: cases[0].titel: unknown key").wait_for()

    await sight.drop("more.yaml", "cases:\n  - {id: c2, title: Dropped}\n")
    await page.get_by_role("button", name="Add to what is there").click()
    await page.get_by_text("Loaded: there are 2 cases now.").wait_for()
    assert kibana.cases["c2"]["title"] == "Dropped"


async def test_a_reset_wants_a_second_click(
    sight: Any, visitor: httpx.AsyncClient, kibana: Mockbana
) -> None:
    await visitor.get(FIND)
    kibana.cases.add(title="more")
    page = await sight.open("deployment")
    button = page.get_by_role("button", name="Back to the start")

    await button.click()
    assert len(kibana.cases) == 2
    await page.get_by_role("button", name="Sure?").click()
    await page.get_by_text("Reset: 1 cases.").wait_for()

    assert (len(kibana.cases), len(kibana.requests)) == (1, 0)


@pytest.mark.parametrize(
    ("button", "name", "key"),
    [
        ("Download snapshot", "mockbana-snapshot.json", "cases"),
        ("Download HAR", "mockbana.har", "log"),
    ],
)
async def test_state_and_requests_are_downloaded(
    sight: Any, tmp_path: Path, button: str, name: str, key: str
) -> None:
    page = await sight.open("deployment")
    async with page.expect_download() as event:
        await page.get_by_role("button", name=button).click()
    download = await event.value
    await download.save_as(tmp_path / name)

    assert download.suggested_filename == name
    assert key in json.loads((tmp_path / name).read_text("utf-8"))


@pytest.mark.parametrize(
    ("view", "path"),
    [
        ("requests", "/api/cases/_find"),
        ("faults", "/__mockbana__/faults"),
        ("cases", "/api/cases"),
    ],
)
async def test_an_empty_view_says_what_to_do_next(
    sight: Any, kibana: Mockbana, view: str, path: str
) -> None:
    kibana.reset({})
    page = await sight.open(view)

    command = await text(page.locator(".empty:visible .command code").first)

    assert command.startswith("curl -s")
    assert f"{kibana.url}{path}" in command
