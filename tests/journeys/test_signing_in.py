"""A newcomer opens the address, comes in by a link, changes language and text, and leaves."""

import pytest

from tests.cast import BIN, LAN

pytestmark = pytest.mark.journey


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


async def test_a_supervisor_reads_the_county_at_the_desk(stack, browser):
    page = await stack.enter(browser, LAN, (1440, 900))
    await page.goto(f"{stack.base}/coverage")
    assert await page.locator("h1").inner_text() == "斗江镇"
