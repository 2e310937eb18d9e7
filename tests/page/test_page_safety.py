"""What was recorded is text of strangers: none of it may run, hide, or leave the page."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from mockbana import Mockbana

pytestmark = pytest.mark.asyncio(loop_scope="session")

SCRIPT = "<img src=x onerror=globalThis.hit=1><script>globalThis.hit=1</script>"
ATTRIBUTE = "\" onmouseover=globalThis.hit=1 x='` autofocus onfocus=globalThis.hit=1 "
LINK = "javascript:globalThis.hit=1//"
EVIL = f"{SCRIPT}{ATTRIBUTE}{LINK}${{globalThis.hit=1}}{{{{constructor}}}}"
TURNED = "safe\u202egnp.exe\u2066\u200b\x07"
CASE_ID = "a\"><svg onload=globalThis.hit=1>&#x3c;'"


@pytest.fixture
def kibana() -> Iterator[Mockbana]:
    case = {
        "id": CASE_ID,
        "title": SCRIPT,
        "description": EVIL,
        "tags": [SCRIPT, TURNED],
        "category": "<b>bold</b>",
        "comments": [{"type": "user", "comment": EVIL}],
        "created_by": {"username": SCRIPT, "full_name": EVIL, "email": None},
    }
    users = [{"username": SCRIPT, "password": "x", "privileges": {"cases": "all"}}]
    with Mockbana({"cases": [case], "users": users}) as kibana:
        yield kibana


async def untouched(page: Any) -> None:
    """Fail if anything of the recorded text came alive."""
    assert await page.evaluate("globalThis.hit") is None
    selector = "main :is(img, svg, script, iframe, object, embed, b[class=''], form[action])"
    assert await page.locator(selector).count() == 0
    alive = """() => [...document.querySelectorAll("*")].flatMap((e) => [...e.attributes])
        .filter((a) => a.name.startsWith("on") || /^\\s*javascript:/i.test(a.value))
        .map((a) => a.name)"""
    assert await page.evaluate(alive) == []


async def send_evil(visitor: httpx.AsyncClient) -> None:
    """Send it in path, query, headers, body, credentials."""
    await visitor.get(
        f"/api/{SCRIPT}", params={"q": EVIL}, headers={"x-evil": EVIL, "referer": LINK}
    )
    await visitor.patch(
        "/api/cases",
        json={"cases": [{"id": CASE_ID, "version": SCRIPT, "title": TURNED + EVIL}]},
        auth=(SCRIPT, "x"),
    )
    await visitor.post("/api/cases", content=f"{EVIL}\x00\x1b[31m".encode())


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_a_request_full_of_script_is_text(
    sight: Any, visitor: httpx.AsyncClient, number: int
) -> None:
    await send_evil(visitor)
    page = await sight.open(f"requests/{number}")
    await page.locator(".detail .facts").wait_for()
    for summary in await page.locator(".detail summary").all():
        await summary.click()
    await page.mouse.move(300, 300)

    await untouched(page)
    shown = await page.locator(".detail").inner_text()
    assert "globalThis.hit=1" in shown


async def test_a_case_full_of_script_is_text(
    sight: Any, visitor: httpx.AsyncClient, kibana: Mockbana
) -> None:
    version = kibana.cases[CASE_ID]["version"]
    await send_evil(visitor)
    body = {"cases": [{"id": CASE_ID, "version": version, "title": EVIL[:150]}]}
    assert (await visitor.patch("/api/cases", json=body)).status_code == 200

    page = await sight.open("cases")
    await page.locator("td.title a").click()
    await page.locator(".entry .diff").first.wait_for()
    await page.locator(".main summary").click()
    await untouched(page)

    await page.get_by_role("link", name="#4").first.click()
    await page.locator(".change").first.wait_for()
    await untouched(page)
    assert "<script>" in await page.locator(".change").first.inner_text()


async def test_a_fault_full_of_script_is_text(
    sight: Any, visitor: httpx.AsyncClient, kibana: Mockbana
) -> None:
    kibana.faults.add({"kind": "status", "status": 418, "body": SCRIPT, "headers": {"x": EVIL}})
    kibana.faults.internal_error(message=EVIL, times=1, match={"user": SCRIPT})
    kibana.faults.not_found(match={"path": f"/{SCRIPT}*", "headers": {"x-y": EVIL}})
    page = await sight.open("faults")
    await page.locator(".rule dd").nth(5).wait_for()
    await untouched(page)

    assert (await visitor.get("/api/status")).text == SCRIPT
    await sight.open("requests/1")
    await page.locator(".detail .note.fault").wait_for()
    await page.locator(".detail summary").last.click()
    await untouched(page)
    assert "<script>" in await page.locator(".detail pre.body").inner_text()


async def test_a_file_with_script_in_name_and_text_is_text(sight: Any) -> None:
    page = await sight.open("deployment")
    await sight.drop(f"{SCRIPT}.yaml", json.dumps({EVIL: SCRIPT}))
    await page.get_by_role("button", name="Add to what is there").click()
    await page.get_by_text("unknown key").wait_for()
    await untouched(page)

    case = {"id": f"{CASE_ID}2", "title": f"{SCRIPT} 2", "tags": [EVIL], "owner": "cases"}
    await sight.drop(
        f"{SCRIPT}.json", json.dumps({"cases": [case], "spaces": [{"id": "soc", "name": EVIL}]})
    )
    await page.get_by_role("button", name="Add to what is there").click()
    await page.get_by_text("Loaded: there are 2 cases now.").wait_for()
    await sight.open("cases")
    await page.locator("td.title a", has_text="2").wait_for()
    await untouched(page)


async def test_what_cannot_be_seen_is_written_out(sight: Any, visitor: httpx.AsyncClient) -> None:
    await visitor.post("/api/cases", json={"title": TURNED, "tags": "\u202e" * 3})
    page = await sight.open("requests/1")

    body = await page.locator("pre.body").first.inner_text()

    assert "safe\\u202egnp.exe\\u2066\\u200b\\u0007" in body
    assert not set("\u202e\u2066\u200b\x07") & set(await page.locator("body").inner_text())


async def test_the_policy_stops_what_gets_in_anyway(sight: Any) -> None:
    page = await sight.open()
    tries = """async () => {
        const refused = [];
        const framed = new Promise((done) =>
            document.addEventListener("securitypolicyviolation", (event) => {
                refused.push(event.effectiveDirective);
                if (event.effectiveDirective === "frame-src") done();
            }));
        try { document.body.setAttribute("onclick", "globalThis.hit = 1"); }
        catch { refused.push("inline"); }
        try { document.body.innerHTML = "<p>new</p>"; } catch { refused.push("html"); }
        await new Promise((done) => setTimeout(() => {
            try { eval("globalThis.hit = 1"); } catch { refused.push("eval"); }
            done();
        }));
        await fetch("https://example.com/").catch(() => refused.push("fetch"));
        const frame = document.createElement("iframe");
        frame.src = location.href;
        document.body.append(frame);
        await framed;
        frame.remove();
        return refused;
    }"""

    refused = await page.evaluate(tries)

    assert {"inline", "html", "eval", "fetch", "connect-src", "frame-src"} <= set(refused)
    assert await page.evaluate("globalThis.hit") is None
    sight.errors.clear()
    sight.loaded.clear()


async def test_a_page_of_another_origin_gets_nothing(
    browser: Any, kibana: Mockbana, tmp_path: Path
) -> None:
    home = f"http://localhost:{kibana.port}/__mockbana__/page/icon.svg"
    other = f"http://127.0.0.1:{kibana.port}/__mockbana__"
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(home)

    reached = await page.evaluate(
        """async (other) => {
            const reached = [];
            for (const path of ["/", "/events", "/view/cases", "/requests", "/page/app.js"]) {
                for (const mode of ["cors", "no-cors"]) {
                    await fetch(other + path, { mode }).then(
                        (answer) => answer.type !== "opaque" && reached.push(path), () => 0);
                }
            }
            await fetch(other + "/reset", { method: "POST", mode: "no-cors" }).catch(() => 0);
            return reached;
        }""",
        other,
    )

    assert reached == []
    assert len(kibana.cases) == 1
    await context.close()


async def test_the_token_is_asked_for(browser: Any) -> None:
    with Mockbana({"cases": [{"title": "Secret"}]}, admin_token="sesame ö") as kibana:
        context = await browser.new_context()
        page = await context.new_page()
        page.set_default_timeout(10_000)
        await page.goto(f"{kibana.url}/__mockbana__/#/cases")
        field = page.locator("dialog input")

        await field.fill("wrong")
        await page.keyboard.press("Enter")
        await page.get_by_text("That wasn't it.").wait_for()
        assert await page.get_by_text("Secret").count() == 0
        await field.fill("sesame ö")
        await page.keyboard.press("Enter")

        await page.get_by_role("link", name="Secret").wait_for()
        await page.locator(".live[data-state=live]").wait_for()
        await page.reload()
        await page.get_by_role("link", name="Secret").wait_for()
        assert "sesame" not in page.url
        await context.close()
