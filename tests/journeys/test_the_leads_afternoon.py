"""The lead's afternoon on a phone: from opening the centre to the last child home.

One child is ill and one is missing; the workers are the real ones.
"""

import pytest
from playwright.async_api import expect

from tests.cast import BIN, LIAN, MEI, QIN, XIAOSHAN, XIAOYU
from tests.journeys.acts import classes
from tests.journeys.stack import PHONE, until

pytestmark = pytest.mark.journey
BEGUN = """
update care_sessions set starts_at = now() - interval '5 minutes', ends_at = now() + interval '1 hour' where id = $1"""
TWENTY_MINUTES_ON = """
with moved as (update care_sessions set starts_at = now() - interval '21 minutes' where id = $1::text::uuid)
update climbs set next_at = now(), started_at = now() - interval '21 minutes'
where ladder = 'roll' and subject = 'session:' || $1::text and ended_at is null"""
DROP_IN = "石来小米"


async def check_in(stack, lead, phone, session):
    """A helper types the digits that stand on the lead's screen."""
    await lead.goto(f"{stack.base}/registers/{session}")
    await lead.locator(f"main a[href='/sessions/{session}/code']").click()
    digits = (await lead.locator(".digits").inner_text()).replace(" ", "")
    await phone.goto(f"{stack.base}/check-in/{session}/{digits}")
    await phone.locator("button[value=come]").click()
    await phone.wait_for_url(f"**/sessions/{session}")


async def excuse(lead, child, why, who):
    line = lead.locator(f"#c{child.id}")
    await line.locator("details summary").click()
    await line.locator(f"label[for='r-{child.id}-{why}']").click()
    await line.locator(f"label[for='s-{child.id}-{who}']").click()
    await line.locator("form:has([value=excused]) button").click()


async def test_from_opening_to_the_last_child_home_with_one_ill_and_one_missing(stack, browser):
    eyes = await stack.eyes()
    lead = await stack.enter(browser, QIN, PHONE)
    series = await classes.make_a_series(stack, lead, hours=("14:00", "15:30"))
    session = await classes.first_session(lead)
    await classes.children_join(stack, lead, series, XIAOYU, XIAOSHAN)
    helpers = [await stack.enter(browser, one, PHONE) for one in (BIN, LIAN)]
    for phone in helpers:
        await phone.goto(f"{stack.base}/sessions/{session}")
        await phone.locator(f"form[action='/sessions/{session}/sign-up'] button").click()
        await expect(phone.locator("form[action$='/withdrawal']")).to_have_count(1)
    await eyes.execute(BEGUN, session)

    await lead.goto(f"{stack.base}/registers/{session}")
    await lead.locator("form[action$='/opening'] button").click()
    opened = "select opened_at from registers where care_session = $1"
    await until(lambda: eyes.fetchval(opened, session), "the opening to be sent")
    for phone in helpers:
        await check_in(stack, lead, phone, session)
    await lead.goto(f"{stack.base}/registers/{session}")
    await expect(lead.locator("#adults ~ ul .chip-ok, #adults + ul .chip-ok")).to_have_count(2)

    drop_in = lead.locator("form[action$='/drop-ins']")
    await lead.locator("details", has=drop_in).locator("summary").click()
    await drop_in.locator("[name=name]").fill(DROP_IN)
    await drop_in.locator("button.btn-primary").click()
    await expect(lead.locator(".ticks .chip-ok")).to_have_count(1)
    await excuse(lead, XIAOSHAN, "ill", "carer")
    await until(
        lambda: eyes.fetchval("select id from illness_episodes where child = $1", XIAOSHAN.id),
        "a worker to open the illness",
    )
    await lead.goto(f"{stack.base}/registers/{session}")
    await lead.locator(f"#c{XIAOSHAN.id} a[href^='/illness/new']").click()
    await lead.locator("label[for='adult_tonight-family']").click()
    await lead.locator("button[form=record]").click()
    await until(
        lambda: eyes.fetchval(
            "select id from illness_episodes where child = $1 and adult_tonight = 'family'",
            XIAOSHAN.id,
        ),
        "the answer to arrive",
    )
    assert await eyes.fetchval("select count(*) from illness_episodes") == 1

    await eyes.execute(TWENTY_MINUTES_ON, session)
    alarm = await until(
        lambda: eyes.fetchval(
            "select id from alarms where child = $1 and closed_at is null", XIAOYU.id
        ),
        "the missing child to be looked for",
    )
    await lead.goto(f"{stack.base}/alarms")
    await expect(lead.locator("main a[href^='/alarms/']")).to_have_count(1)
    director = await stack.enter(browser, MEI, PHONE)
    await director.goto(f"{stack.base}/alarms/{alarm}")
    await director.locator("form[action$='/taking'] button").click()
    await expect(director.locator("main")).to_contain_text(MEI.name)

    await lead.goto(f"{stack.base}/registers/{session}")
    await lead.locator(f"#c{XIAOYU.id} a[href='/alarms/{alarm}']").click()
    await lead.locator("form:has([value=here]) button.btn-primary").click()
    await lead.wait_for_url(f"**/registers/{session}*")
    closed = await eyes.fetchrow("select * from alarms where id = $1", alarm)
    assert (closed["closed_by"], closed["closed_because"]) == (QIN.person, "here")
    assert closed["closed_at"] > closed["raised_at"]

    going = lead.locator("#home ~ ul details")
    await going.filter(has_text=XIAOYU.given[-2:]).locator("summary").first.click()
    await lead.locator(f"#o-{XIAOYU.id}").fill("外婆")
    await lead.locator(f"form:has(#o-{XIAOYU.id}) button").click()
    await expect(lead.locator(f"#c{XIAOYU.id}")).to_contain_text("外婆")
    await lead.locator("form[action$='/closing'] button").click()
    await expect(lead.locator("[role=alert]:visible")).to_have_count(1)  # one is still here
    await lead.goto(f"{stack.base}/registers/{session}")
    await lead.locator("form[action$='/leaving']:has([value=together]) button").first.click()
    await expect(
        lead.locator("[data-home]:visible, form:has([value=together]):visible")
    ).to_have_count(0)
    await lead.locator("form[action$='/closing'] button").click()
    await lead.wait_for_url("**/registers")
    home = await eyes.fetch(
        """select k.name, a.state, a.left_how, a.left_with from child_attendances a
           join children k on k.id = a.child where a.care_session = $1""",
        session,
    )
    assert {tuple(r) for r in home} == {
        (XIAOYU.name, "here", "fetched", "外婆"),
        (XIAOSHAN.name, "excused", None, None),
        (DROP_IN, "here", "together", None),
    }
    assert await eyes.fetchval(
        "select count(*) from adult_attendances where went_at is not null"
    ) == len(helpers)
