"""Coming in by a link and leaving; a room that is opened and a child that is reached are seen by all."""

import pytest

from tests.cast import BIN, HERE, LAN, MEI, XIAOYU
from tests.journeys.acts import care, seeing
from tests.journeys.stack import DESK, PHONE, until

pytestmark = pytest.mark.journey
ROOM = "坡上新开儿童之家"


async def test_a_volunteer_comes_in_and_goes_out_on_any_of_two_web_processes(stack, browser):
    page = await stack.enter(browser, BIN)
    await page.goto(f"{stack.base}/me")
    assert BIN.name in await page.inner_text("main")
    for _ in range(4):  # whichever process answers, it is the same sign-in
        assert (await page.reload()).status == 200
    await page.locator("form[action='/me/text-size'] button").first.click()
    assert "care" in (await page.locator("html").get_attribute("class") or "")
    await page.goto(f"{stack.base}/me")
    await page.locator("main form[action='/sign-out'] button").click()
    await page.wait_for_url("**/sign-in*")
    await page.goto(f"{stack.base}/me")
    assert "/sign-in" in page.url


async def test_a_new_room_and_a_meeting_on_a_phone_are_seen_at_the_desk(stack, browser):
    eyes = await stack.eyes()
    desk = await stack.enter(browser, LAN, DESK)
    assert not await eyes.fetchval("select count(*) from centres where name = $1", ROOM)
    await seeing.open_a_room(stack, desk, ROOM)

    await eyes.execute(
        """insert into findings (child, village, kind, version, holds, reasons, found_on)
           values ($1, $2, 'left_behind', 'liu2018', true, '[]', current_date)""",
        XIAOYU.id, HERE,
    )  # fmt: skip
    assert await seeing.waiting(stack, desk, XIAOYU.name)
    phone = await stack.enter(browser, MEI, PHONE)
    await care.log_a_meeting(stack, phone, XIAOYU.id, "一起看了新开的儿童之家")
    await until(
        lambda: eyes.fetchval("select count(*) from contacts where child = $1", XIAOYU.id),
        "the meeting to be sent",
    )
    for page in (desk, phone):
        assert not await seeing.waiting(stack, page, XIAOYU.name)
    await desk.goto(f"{stack.base}/coverage")
    assert await desk.locator("h1").inner_text() == "斗江镇"
    row = desk.locator("tr", has=desk.locator(f"a[href*='place={HERE}']"))
    reached = (await row.locator("td").nth(3).inner_text()).strip()
    assert reached not in ("0%", "–")
