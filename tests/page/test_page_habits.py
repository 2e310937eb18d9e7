"""The habits of people: keyboard, sizes, colours."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from mockbana import Mockbana

pytestmark = pytest.mark.asyncio(loop_scope="session")

FIND = "/api/cases/_find"
VIEWS = {
    "requests": "#requests [role=option]:visible",
    "requests/1": ".detail .sides",
    "cases": "td.title a",
    "cases/default/c1": ".one .entry",
    "faults": ".add [name=times]",
    "deployment": ".now:not(:empty)",
}
"""The views, and what is there when one of them has been filled."""


@pytest.fixture
def kibana() -> Iterator[Mockbana]:
    title = "A title that is rather long and has_no_place_where_it_could_be_broken_into_two_lines"
    with Mockbana({"cases": [{"id": "c1", "title": title, "tags": ["x" * 60]}]}) as kibana:
        yield kibana


async def views(sight: Any) -> AsyncIterator[Any]:
    """Show one view after the other; yield the page when it is ready."""
    for view, content in VIEWS.items():
        page = await sight.open(view)
        await page.locator(content).first.wait_for()
        yield page


async def send(visitor: httpx.AsyncClient, number: int) -> None:
    for turn in range(number):
        await visitor.get(FIND, params={"page": turn + 1})


async def test_everything_is_done_from_the_keyboard(sight: Any, visitor: httpx.AsyncClient) -> None:
    await send(visitor, 3)
    page = await sight.open()
    await page.locator(".row:not(.head) .seq:text-is('3')").wait_for()

    await page.locator("#requests").focus()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await page.locator(".detail .facts").get_by_text("#2").wait_for()
    await page.keyboard.press("ArrowDown")
    await page.locator(".detail .facts").get_by_text("#3").wait_for()
    assert page.url.endswith("#/requests/3")

    await page.keyboard.press("Escape")
    await page.locator(".detail").wait_for(state="hidden")
    await page.keyboard.press("p")
    await page.get_by_role("button", name="Resume").wait_for()
    await page.keyboard.press("/")
    await page.keyboard.type("page=2")
    await page.get_by_text("1 of 3").wait_for()
    await page.keyboard.press("Escape")
    await page.get_by_text("3", exact=True).first.wait_for()


async def test_every_control_is_reached_by_tab_and_has_a_name(
    sight: Any, visitor: httpx.AsyncClient
) -> None:
    await send(visitor, 1)
    async for page in views(sight):
        nameless = await page.evaluate(
            """() => [...document.querySelectorAll("button, input, select, textarea, a")]
                .filter((e) => e.checkVisibility() && !e.labels?.length && !e.ariaLabel)
                .filter((e) => !e.textContent.trim())
                .map((e) => e.outerHTML)"""
        )
        unreachable = await page.evaluate(
            """() => [...document.querySelectorAll("button, input, select, textarea")]
                .filter((e) => e.checkVisibility() && !e.matches(".off") && e.tabIndex < 0)
                .map((e) => e.outerHTML)"""
        )
        assert (nameless, unreachable) == ([], []), page.url


@pytest.mark.parametrize("width", [320, 768, 1280, 3840])
async def test_nothing_sticks_out_at_any_width(
    sight: Any, visitor: httpx.AsyncClient, kibana: Mockbana, width: int
) -> None:
    kibana.faults.unauthorized(match={"path": "/" + "y" * 90, "json": {"a": ["z" * 90]}}, times=1)
    await visitor.patch(
        "/api/cases", json={"cases": [{"id": "c1", "version": "x" * 90, "title": "y"}]}
    )
    await sight.page.set_viewport_size({"width": width, "height": 600})
    async for page in views(sight):
        outside = await page.evaluate(
            """() => [...document.querySelectorAll("main *, header *")]
                .filter((e) => e.checkVisibility({ visibilityProperty: true }))
                .filter((e) => !e.classList.contains("off") && e.getBoundingClientRect().width)
                .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
                .map((e) => `${e.tagName}.${e.className}`)"""
        )
        assert outside == [], page.url
        size = await page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
        assert size >= (14 if width < 3840 else 20)


CONTRAST = """() => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const rgb = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const ground = (e) => {
        for (; e; e = e.parentElement) {
            const found = rgb(getComputedStyle(e).backgroundColor);
            if (found[3] === 255) return found;
        }
        return [255, 255, 255];
    };
    const light = (c) => {
        const [r, g, b] = c.map((v) => v / 255)
            .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const poor = [];
    for (const e of document.querySelectorAll("body *")) {
        const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
        if (!own || !e.checkVisibility({ visibilityProperty: true })) continue;
        const [a, b] = [rgb(getComputedStyle(e).color), ground(e)].map(light);
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) poor.push(`${e.tagName}.${e.className} ${ratio.toFixed(2)}`);
    }
    return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_text_stands_out_from_its_ground(
    sight: Any, visitor: httpx.AsyncClient, kibana: Mockbana, scheme: str
) -> None:
    await sight.page.emulate_media(color_scheme=scheme)
    version = kibana.cases["c1"]["version"]
    for sent in (version, version, "stale"):
        body = {"cases": [{"id": "c1", "version": sent, "title": "new", "severity": "high"}]}
        await visitor.patch("/api/cases", json=body)
    kibana.faults.bad_gateway(times=1)
    await visitor.get(FIND)
    async for page in views(sight):
        assert await page.evaluate(CONTRAST) == [], page.url


async def test_the_colours_follow_the_system_until_somebody_chooses(sight: Any) -> None:
    await sight.page.emulate_media(color_scheme="dark")
    page = await sight.open()
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = await page.evaluate(ground)

    button = page.locator(".theme")
    await button.click()
    await button.click()
    assert "light" in await button.inner_text()
    light = await page.evaluate(ground)
    await page.reload()

    assert light != dark
    assert await page.evaluate(ground) == light
