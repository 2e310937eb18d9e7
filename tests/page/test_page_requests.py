"""The list of requests while more of them come: followed, left alone, paused, long, cut off."""

from typing import Any

import httpx
import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from mockbana import Mockbana
from mockbana.kibana.deployment import ELASTIC
from mockbana.kibana.http.request import read_target
from mockbana.kibana.http.routing import Call

pytestmark = pytest.mark.asyncio(loop_scope="session")

FIND = "/api/cases/_find"
MANY = 10_000
SCROLLED = "document.querySelector('#requests').scrollTop"
AT_END = (
    "(e => e.scrollTop + e.clientHeight >= e.scrollHeight - 2)(document.querySelector('#requests'))"
)


def record(kibana: Mockbana, number: int) -> None:
    """Put requests into the journal as if they had been sent."""
    journal = kibana.rig.journal
    headers = CIMultiDictProxy(CIMultiDict({"Host": "localhost"}))
    for turn in range(number):
        target = f"{FIND}?page={turn}"
        call = Call(kibana.deployment, "GET", target, headers, user=ELASTIC)
        exchange = journal.open(call, "127.0.0.1")
        read_target(call, "")
        exchange.answer(200, {}, b"{}")
        journal.close(exchange)


async def send(visitor: httpx.AsyncClient, number: int) -> None:
    for turn in range(number):
        await visitor.get(FIND, params={"page": turn + 1})


async def test_rows_stay_where_they_are_under_the_pointer(
    sight: Any, visitor: httpx.AsyncClient
) -> None:
    await send(visitor, 60)
    page = await sight.open()
    last = page.locator(".row:not(.head) .seq:text-is('60')")
    await last.wait_for()
    await page.wait_for_function(AT_END)

    await last.hover()
    place = await last.bounding_box()
    await send(visitor, 20)
    await page.get_by_role("button", name="20 newer").wait_for()
    assert await last.bounding_box() == place

    await page.mouse.move(5, 5)
    await page.locator(".row:not(.head) .seq:text-is('80')").wait_for()
    await page.wait_for_function(AT_END)


async def test_who_has_scrolled_back_is_left_alone(sight: Any, visitor: httpx.AsyncClient) -> None:
    await send(visitor, 60)
    page = await sight.open()
    await page.locator(".row:not(.head) .seq:text-is('60')").wait_for()

    await page.locator("#requests").focus()
    await page.keyboard.press("Home")
    await send(visitor, 20)
    await page.get_by_text("80", exact=True).first.wait_for()
    assert await page.evaluate(SCROLLED) == 0

    await page.get_by_role("button", name="newer").click()
    await page.wait_for_function(AT_END)


async def test_who_has_asked_for_the_newest_gets_all_that_follow(
    sight: Any, visitor: httpx.AsyncClient
) -> None:
    await send(visitor, 60)
    page = await sight.open()
    await page.locator(".row:not(.head) .seq:text-is('60')").wait_for()
    await page.locator("#requests").focus()
    await page.keyboard.press("Home")
    await page.get_by_role("button", name="newer").click()

    await send(visitor, 20)
    await page.locator(".row:not(.head) .seq:text-is('80')").wait_for()
    await page.wait_for_function(AT_END)


async def test_paused_nothing_is_shown_and_nothing_is_lost(
    sight: Any, visitor: httpx.AsyncClient
) -> None:
    page = await sight.open()
    await page.get_by_role("button", name="Pause").click()
    await send(visitor, 3)
    await page.get_by_role("button", name="Resume (3)").wait_for()
    assert await page.locator(".row:not(.head):visible").count() == 0

    await page.get_by_role("button", name="Resume (3)").click()
    assert await page.locator(".row:not(.head):visible").count() == 3


async def test_ten_thousand_requests_are_a_few_elements(sight: Any, kibana: Mockbana) -> None:
    kibana.rig.journal.listeners.clear()
    kibana.rig.journal.limit = 2 * MANY
    record(kibana, MANY)
    page = await sight.open()
    first, last = (page.locator(f"#requests .seq:text-is('{seq}')") for seq in (1, MANY))
    await last.wait_for()
    elements = page.locator(".row")
    assert await elements.count() < 80

    await page.locator("#requests").hover()
    await page.mouse.wheel(0, -1_000_000)
    await first.wait_for()
    await page.locator(".filter").first.fill("page=99")
    await page.get_by_text("111 of 10000").wait_for()
    await page.locator(".filter").first.fill("")
    await last.wait_for()
    assert await elements.count() < 80

    await page.locator("#requests").focus()
    await page.keyboard.press("Home")
    await first.wait_for()
    record(kibana, 1500)
    await first.wait_for(state="hidden")


async def test_after_a_lost_connection_the_page_catches_up(sight: Any, kibana: Mockbana) -> None:
    page = await sight.open()
    async with httpx.AsyncClient(base_url=kibana.url) as visitor:
        await send(visitor, 2)
        await page.locator(".row:not(.head) .seq:text-is('2')").wait_for()
        kibana.call(lambda: drop_connections(kibana))
        await page.locator(".live[data-state=lost]").wait_for()
        await send(visitor, 2)

    await page.locator(".live[data-state=live]").wait_for()
    await page.locator(".row:not(.head) .seq:text-is('4')").wait_for()
    assert await page.locator(".row:not(.head):visible").count() == 4


def drop_connections(kibana: Mockbana) -> None:
    listener: Any = kibana._listener
    for connection in listener._runner.server.connections:
        connection.transport.abort()


async def test_another_server_at_the_same_address_begins_anew(
    sight: Any, visitor: httpx.AsyncClient
) -> None:
    page = await sight.open()
    await send(visitor, 3)
    await page.locator(".row:not(.head) .seq:text-is('3')").wait_for()

    await visitor.post("/__mockbana__/reset")
    await page.get_by_text("No request yet").wait_for()
    await send(visitor, 1)
    await page.locator(".row:not(.head) .seq:text-is('1')").wait_for()

    assert await page.locator(".row:not(.head):visible").count() == 1
