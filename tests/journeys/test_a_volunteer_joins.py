"""An invitation at the desk, a form on the phone, a newcomer in the list, papers until cleared."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from carenet.core import clock
from carenet.safeguarding.rules.tiers import NEEDED, Tier
from tests.cast import LAN
from tests.journeys.acts import joining
from tests.journeys.stack import DESK

pytestmark = pytest.mark.journey
NAME = "石来小燕"


async def test_a_newcomer_joins_on_the_phone_and_is_cleared_by_papers_that_were_seen(
    stack, browser
):
    eyes = await stack.eyes()
    assert not await eyes.fetchval("select count(*) from people where name = $1", NAME)
    desk = await stack.enter(browser, LAN, DESK)
    address = await joining.invite(stack, desk, "volunteer")
    phone = await joining.join(browser, address, NAME, "13800138000", "volunteer")
    await phone.goto(f"{stack.base}/me/offer")
    assert await phone.locator("#free-sat-morning").is_checked(), "what was said is kept"

    helper = await joining.find_helper(stack, desk, NAME)
    person = await eyes.fetchval("select id from people where name = $1", NAME)
    assert not await eyes.fetchval("select count(*) from cleared_spans where person = $1", person)
    day = str(clock.today() - timedelta(days=3))
    for kind in NEEDED[Tier.CLEARED]:
        await joining.enter_paper(desk, helper, kind.value, day)
    await desk.goto(helper)
    await expect(desk.locator("header .chip-ok")).to_have_count(1)
    assert await eyes.fetchval(
        "select count(*) from cleared_spans where person = $1 and tier = 'cleared'", person
    )
