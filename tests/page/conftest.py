import importlib
import json
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, TypeAlias

import httpx
import pytest
import pytest_asyncio

from mockbana import Mockbana

Listen: TypeAlias = Callable[..., Any]

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WANTED = "MOCKBANA_CHROMIUM"
"""Set where the tests in a browser must not be skipped: the browser's name or path."""

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def kibana() -> Iterator[Mockbana]:
    with Mockbana() as kibana:
        yield kibana


@pytest.fixture
def client(kibana: Mockbana) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=kibana.url, headers={"kbn-xsrf": "true"}) as client:
        yield client


@pytest.fixture
def control(kibana: Mockbana) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{kibana.url}/__mockbana__/") as client:
        yield client


class Events:
    """The events that one page gets."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.mark = ""

    def next(self) -> dict[str, Any]:
        for line in self._lines:
            if line.startswith("id: "):
                self.mark = line.removeprefix("id: ")
            elif line.startswith("data: "):
                told: dict[str, Any] = json.loads(line.removeprefix("data: "))
                return told
        raise AssertionError("the stream has ended")

    def until(self, wanted: Callable[[dict[str, Any]], Any]) -> Any:
        """Return what *wanted* makes of the first event that it takes."""
        while not (found := wanted(self.next())):
            pass
        return found


@pytest.fixture
def listen(control: httpx.Client) -> Listen:
    @contextmanager
    def listen(mark: str = "") -> Iterator[Events]:
        headers = {"Last-Event-ID": mark} if mark else {}
        with control.stream("GET", "events", headers=headers) as response:
            yield Events(response.iter_lines())

    return listen


def browser_path() -> str:
    """Return the browser of this machine, or skip the test; fail where it must be there."""
    wanted = os.environ.get(WANTED)
    found = next(filter(None, map(shutil.which, [wanted] if wanted else BROWSERS)), None)
    if found is None and wanted:
        pytest.fail(f"{WANTED} names {wanted}, and there is none", pytrace=False)
    if found is None:
        pytest.skip(f"none of {', '.join(BROWSERS)} is installed")
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Any]:
    path = browser_path()
    if WANTED not in os.environ:
        pytest.importorskip("playwright.async_api", reason="Playwright is not installed")
    api: Any = importlib.import_module("playwright.async_api")
    async with api.async_playwright() as playwright:
        browser = await started(playwright, api.Error, path)
        yield browser
        await browser.close()


async def started(playwright: Any, error: type[Exception], path: str) -> Any:
    """Return a running browser; a browser that is there and can't run fails the test."""
    try:
        return await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
    except error as failure:
        short, _, log = str(failure).partition("Call log:")
    why = next((line for line in log.splitlines() if ":ERROR:" in line), short).strip()
    pytest.fail(f"{path} is installed and does not start: {why}", pytrace=False)


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(kibana: Mockbana) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a client for tests in the browser."""
    async with httpx.AsyncClient(base_url=kibana.url, headers={"kbn-xsrf": "true"}) as visitor:
        yield visitor


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tab(browser: Any) -> Any:
    """Return one tab for all tests: a new one takes longer than most of them."""
    context = await browser.new_context()
    page = await context.new_page()
    page.set_default_timeout(10_000)
    await page.add_init_script(NOTED)
    return page


HERE = ("http://127.0.0.1:", "blob:")
TURNS = count()
DROP = """([name, text]) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], name));
    const event = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
    document.querySelector("main section:not([hidden])").dispatchEvent(event);
}"""
NOTED = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`policy: ${event.effectiveDirective} ${event.blockedURI}`))"""


class Sight:
    """The page in a browser: what was loaded, and what went wrong in it."""

    def __init__(self, page: Any, url: str) -> None:
        self.page, self.url = page, f"{url}/__mockbana__/?{next(TURNS)}"
        self.errors: list[str] = []
        self.loaded: list[str] = []
        self.hears = {
            "pageerror": lambda error: self.errors.append(str(error)),
            "console": self._hear,
            "request": lambda request: self.loaded.append(request.url),
        }

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.errors.append(message.text)

    async def open(self, where: str = "requests") -> Any:
        """Show a view, connected to the server; the page is loaded once for each test."""
        await self.page.goto(f"{self.url}#/{where}")
        await self.page.wait_for_selector(".live[data-state=live]")
        return self.page

    async def drop(self, name: str, text: str) -> None:
        """Drop a file in the middle of whatever is shown."""
        await self.page.evaluate(DROP, [name, text])


@pytest_asyncio.fixture(loop_scope="session")
async def sight(tab: Any, kibana: Mockbana) -> AsyncIterator[Sight]:
    """Yield the tab, empty, for the server; fails the test when something went wrong in it."""
    seen = Sight(tab, kibana.url)
    await tab.set_viewport_size({"width": 1280, "height": 800})
    await tab.emulate_media(color_scheme="light")
    await tab.mouse.move(0, 0)
    for event, hear in seen.hears.items():
        tab.on(event, hear)
    yield seen
    for event, hear in seen.hears.items():
        tab.remove_listener(event, hear)
    await tab.unroute_all()
    assert seen.errors == []
    assert [url for url in seen.loaded if not url.startswith(HERE)] == []
