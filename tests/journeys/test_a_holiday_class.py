"""A holiday class from enrolment to head count: the lead opens, families ask, one waits, a child is missed and found."""

import pytest
from playwright.async_api import expect

from tests.cast import HONG, QIN, XIAOSHAN, XIAOYU
from tests.journeys.acts import holidays
from tests.journeys.stack import PHONE, until

pytestmark = pytest.mark.journey


async def test_a_holiday_class_from_enrolment_to_head_count(stack, browser):
    eyes = await stack.eyes()
    await eyes.execute(
        "update guardians set caring_confirmed_on = current_date where person = $1", HONG.person
    )
    lead = await stack.enter(browser, QIN, PHONE)
    class_ = await holidays.open_a_class(stack, lead, places=1)

    family = await stack.enter(browser, HONG, PHONE)
    await holidays.ask(stack, family, class_, XIAOYU)
    await expect(family.locator(".chip-ok")).to_have_count(1)
    await holidays.ask(stack, family, class_, XIAOSHAN, alone=True)
    await expect(family.locator(".chip-info")).to_have_count(1)

    # One more place: a worker keeps it for the one who waits, and the family says yes.
    await lead.goto(f"{stack.base}/classes/{class_}")
    form = lead.locator("form[action$='/places']")
    await lead.locator("details", has=form).locator("summary").click()
    await form.locator("[name=places]").fill("2")
    await form.locator("button.btn-primary").click()
    kept = (
        "select count(*) from class_applications where offered_at is not null and ended_at is null"
    )
    await until(lambda: eyes.fetchval(kept), "a worker to keep the place")
    await family.reload()
    await family.locator("form[action$='/taking'] button").click()
    await expect(family.locator(".chip-ok")).to_have_count(2)

    # The first morning has come; the register is opened and both are ticked.
    day = await eyes.fetchval(
        """update care_sessions set starts_at = now() - interval '1 minute', ends_at = now() + interval '8 hours'
           where id = (select id from care_sessions where series = $1 order by on_day limit 1) returning id""",
        class_,
    )
    await lead.goto(f"{stack.base}/registers/{day}")
    await lead.locator("form[action$='/opening'] button").click()
    await lead.locator("form[action$='/rest'] button").click()
    await expect(lead.locator(f"#c{XIAOYU.id} .chip-ok")).to_have_count(1)

    # Heads are counted: one is missing, looked for, found, counted again.
    await holidays.count(stack, lead, day, "morning", 1)
    gone = lead.locator("form[action$='/gone']")
    await gone.locator(f"input[value='{XIAOSHAN.id}']").check()
    await gone.locator("button").click()
    await lead.wait_for_url("**/alarms")
    alarm = "select kind from alarms where child = $1 and care_session = $2 and closed_at is null"
    assert await eyes.fetchval(alarm, XIAOSHAN.id, day) == "child"
    await lead.goto(f"{stack.base}/registers/{day}")
    line = lead.locator(f"#c{XIAOSHAN.id}")
    await line.locator("summary").first.click()
    await line.locator("form:has([value=here]) button").first.click()
    await expect(line.locator(".chip-ok")).to_have_count(1)
    over = f"select not exists ({alarm})"
    await until(lambda: eyes.fetchval(over, XIAOSHAN.id, day), "the tick to end the search")
    await holidays.count(stack, lead, day, "morning", 2)
    await expect(lead.locator("#counts + .rows .chip-ok")).to_have_count(1)
    await lead.goto(f"{stack.base}/classes/days/{day}/sheet")
    await expect(lead.locator("main")).to_contain_text("花生")
