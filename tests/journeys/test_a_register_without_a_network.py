"""The lead ticks children while there is no network: seen at once on the page, sent by itself, with the real times."""

import pytest
from playwright.async_api import expect

from tests.cast import QIN, XIAOSHAN, XIAOYU
from tests.journeys.acts import classes
from tests.journeys.stack import PHONE, until

pytestmark = pytest.mark.journey
STATE = "select state, at from child_attendances where care_session = $1 and child = $2"
GONE = """
select state, late_at, left_at, left_how, left_with from child_attendances
where care_session = $1 and child = $2 and left_at is not null"""
KEPT = "on this phone, is sent by itself"
HERE = "form:has([value=here]) button.btn-primary"


async def test_a_register_is_kept_without_a_network_late_and_early_too_and_sent_when_there_is_one(
    stack, browser
):
    eyes = await stack.eyes()
    lead = await stack.enter(browser, QIN, PHONE)
    series = await classes.make_a_series(stack, lead)
    session = await classes.first_session(lead)
    await classes.children_join(stack, lead, series, XIAOYU, XIAOSHAN)
    await classes.bring_to_now(eyes, session)

    await lead.goto(f"{stack.base}/registers/{session}")
    await lead.locator("form[action$='/opening'] button").click()
    one, two = lead.locator(f"#c{XIAOYU.id}"), lead.locator(f"#c{XIAOSHAN.id}")
    await expect(one.locator(HERE)).to_have_count(1)

    await lead.context.set_offline(True)
    await lead.locator("form[action$='/rest'] button").click()
    for child in (one, two):
        await expect(child.locator(".chip-ok")).to_have_count(1)
        await expect(child.locator(HERE)).to_have_count(0)
    await expect(one.locator(".chip-ok")).to_have_count(1)
    await expect(one).to_contain_text(KEPT)
    await two.locator("summary").click()
    await two.locator("form:has([value=excused]) label[for$='-ill']").click()
    await two.locator("form:has([value=excused]) label[for$='-carer']").click()
    await two.locator("form:has([value=excused]) button").click()
    await expect(two).to_contain_text(KEPT)
    noted = await eyes.fetchval("select clock_timestamp()")
    assert await eyes.fetchrow(STATE, session, XIAOYU.id) is None

    await lead.context.set_offline(False)
    await until(lambda: eyes.fetchrow(STATE, session, XIAOSHAN.id), "what was kept to be sent")
    here = await eyes.fetchrow(STATE, session, XIAOYU.id)
    assert here["state"] == "here"
    assert here["at"] < noted, "the time is the phone's"
    assert (await eyes.fetchrow(STATE, session, XIAOSHAN.id))["state"] == "excused"
    await expect(lead.locator("form[action$='/leaving']").first).to_be_attached()
    await expect(lead.locator("main")).not_to_contain_text(KEPT)

    await two.locator("details").first.locator("summary").first.click()
    await lead.context.set_offline(True)
    await two.locator("form:has([name=late]) button").click()
    await expect(two).to_contain_text(KEPT)
    home = lead.locator(f"[data-home='{XIAOSHAN.id}']")
    await expect(home).to_be_visible()
    await home.locator("summary").first.click()
    await home.locator("input[name=other]").first.fill("姑姑")
    await home.locator("form:has([name=other]):not(:has([name=at])) button").click()
    await expect(home).to_contain_text(KEPT)
    other = lead.locator(f"[data-home='{XIAOYU.id}']")
    await other.locator("summary").first.click()
    await other.locator("summary").nth(1).click()
    early = other.locator("form:has([name=at])")
    said = await eyes.fetchval(
        "select to_char(clock_timestamp() at time zone 'Asia/Shanghai', 'HH24:MI')"
    )
    await early.locator("[name=at]").fill(said)
    await early.locator("label[for$='-alone']").click()
    await early.locator("button").click()
    await expect(other).to_contain_text(KEPT)
    noted = await eyes.fetchval("select clock_timestamp()")
    await lead.context.set_offline(False)
    await until(lambda: eyes.fetchrow(GONE, session, XIAOYU.id), "the ways home to be sent")
    late = await eyes.fetchrow(GONE, session, XIAOSHAN.id)
    assert (late["state"], late["left_how"], late["left_with"]) == ("here", "fetched", "姑姑")
    assert late["late_at"] < late["left_at"] < noted, "the times are the phone's"
    gone = await eyes.fetchrow(GONE, session, XIAOYU.id)
    assert (gone["left_how"], gone["late_at"]) == ("alone", None)

    await eyes.execute(
        "update child_attendances set left_at = null, left_how = null, left_with = null"
        " where care_session = $1",
        session,
    )
    await lead.goto(f"{stack.base}/registers/{session}")
    await eyes.execute("update registers set closed_at = now() where care_session = $1", session)
    await lead.locator("form[action$='/leaving']:has([value=together]) button").first.click()
    refused = lead.locator("main .notice-bad")
    await expect(refused).to_contain_text("was not taken")
    await refused.locator("button").click()
    await expect(refused).to_have_count(0)
    kept = "carenetOutbox.entries().then((list) => list.length)"
    assert await lead.evaluate(kept) == 0
