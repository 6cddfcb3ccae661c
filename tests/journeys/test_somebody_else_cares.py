"""Somebody stands in for three days, and a proxy parent hands over: seen by all whom it concerns."""

from datetime import timedelta

import pytest

from carenet.core import clock
from tests.cast import GUI, HONG, LIAN, MEI, PING, XIAOSHAN, XIAOYU
from tests.journeys.stack import DESK, PHONE
from tests.matching.builders import proxy
from tests.placements.test_handing_over import hosted
from tests.placements.test_repairing import placed

pytestmark = pytest.mark.journey


async def words(page, address):
    """What stands on a page."""
    await page.goto(address)
    return await page.inner_text("main")


async def test_a_backup_carer_for_three_days_is_asked_agrees_and_gives_the_child_back(
    stack, browser
):
    eyes = await stack.eyes()
    placement = await hosted(eyes)
    desk = await stack.enter(browser, MEI, DESK)
    await desk.goto(f"{stack.base}/placements/{placement}")
    await desk.click(f"a[href='/placements/{placement}/backups/new']")
    now = clock.now().astimezone(clock.SHANGHAI)
    await desk.fill("[name=starts_on]", now.date().isoformat())
    await desk.fill("[name=starts_at]", f"{now:%H:%M}")
    await desk.fill("[name=ends_on]", (now.date() + timedelta(days=3)).isoformat())
    await desk.fill("[name=because]", "in hospital")
    await desk.select_option("[name=person]", str(LIAN.person))
    await desk.click("form[action$='/backups'] button")
    await desk.wait_for_url("**/backups/*")
    backup = desk.url.rpartition("/")[2]

    lian = await stack.enter(browser, LIAN, PHONE)
    asked = await words(lian, f"{stack.base}/backups/{backup}")
    assert "in hospital" in asked
    assert XIAOYU.given not in asked, "no name before the yes"
    await lian.click(f"form[action='/backups/{backup}/acceptance'] button")
    await lian.wait_for_url("**/week*")
    assert XIAOYU.given in await lian.inner_text("main")

    await eyes.execute(
        "update guardians set caring_confirmed_on = current_date where person = $1", HONG.person
    )
    hong = await stack.enter(browser, HONG, PHONE)
    assert LIAN.name in await words(hong, f"{stack.base}/family")
    gui = await stack.enter(browser, GUI, PHONE)
    assert LIAN.name in await words(gui, f"{stack.base}/week")
    await gui.goto(f"{stack.base}/backups/{backup}")
    await gui.fill("#ending-because", "well again")
    await gui.click(f"form[action='/backups/{backup}/ending'] button")
    await gui.wait_for_load_state()
    assert LIAN.name not in await words(hong, f"{stack.base}/family")
    assert XIAOYU.given not in await words(lian, f"{stack.base}/week")


async def test_a_proxy_parent_hands_over_after_all_have_met(stack, browser):
    eyes = await stack.eyes()
    await proxy(eyes, LIAN)
    placement = await placed(eyes, XIAOSHAN, PING)
    desk = await stack.enter(browser, MEI, DESK)
    await desk.goto(f"{stack.base}/placements/{placement}")
    form = f"form[action='/placements/{placement}/handover']"
    await desk.select_option(f"{form} [name=successor]", str(LIAN.person))
    await desk.fill(f"{form} [name=because]", "moves to Nanning")
    await desk.fill(f"{form} [name=overlap_on]", clock.today().isoformat())
    await desk.click(f"{form} button")
    await desk.wait_for_load_state()

    lian = await stack.enter(browser, LIAN, PHONE)
    await lian.goto(f"{stack.base}/proposals")
    await lian.click("form[action$='/acceptance'] button")
    await lian.wait_for_selector("form[action$='/overlap']")
    ping = await stack.enter(browser, PING, PHONE)
    await ping.goto(f"{stack.base}/placements/{placement}")
    await ping.click("summary:has-text('We have met')")
    await ping.fill("[name=note]", "tea at the centre")
    await ping.click("form[action$='/overlap'] button")
    await ping.wait_for_load_state()
    assert "tea at the centre" in await ping.inner_text("main")

    await lian.goto(f"{stack.base}/proposals")
    await lian.click("form[action$='/move'] button")
    await lian.wait_for_url("**/placements/*")
    assert XIAOSHAN.given in await lian.inner_text("body")
    answer = await ping.goto(f"{stack.base}/placements/{placement}")
    assert answer.status == 404, "what is over is no longer hers to see"
