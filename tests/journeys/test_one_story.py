"""One story through all acts, with every worker running: each act looks for what the ones before made."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from carenet.core import clock
from carenet.safeguarding.rules.tiers import NEEDED, Tier
from tests.cast import HERE, HONG, LAN, MEI, PING, QIN, XIAOYU
from tests.journeys.acts import care, classes, joining, matching, register
from tests.journeys.stack import DESK, PHONE, until
from tests.matching.builders import proxy

pytestmark = pytest.mark.journey
CHILD, VOLUNTEER = "韦来小禾", "石来小燕"


async def test_from_a_workbook_to_a_child_that_is_reached(stack, browser, tmp_path):
    eyes = await stack.eyes()
    desk = await stack.enter(browser, LAN, DESK)
    director = await stack.enter(browser, MEI, DESK)

    # Register: a child nobody knew has a file, and counts as not reached.
    await register.hand_in(stack, director, register.census_of(CHILD, tmp_path))
    await register.find_child(stack, director, CHILD)
    child = await eyes.fetchval("select id from children where name = $1", CHILD)
    coverage = f"{stack.base}/coverage?place={HERE}"
    await desk.goto(coverage)
    await expect(desk.locator("main")).to_contain_text(CHILD)

    # Helpers: somebody joins on the phone and is cleared by papers.
    address = await joining.invite(stack, desk, "volunteer")
    volunteer = await joining.join(browser, address, VOLUNTEER, "13800138000", "volunteer")
    helper = await joining.find_helper(stack, desk, VOLUNTEER)
    day = str(clock.today() - timedelta(days=3))
    for kind in NEEDED[Tier.CLEARED]:
        await joining.enter_paper(desk, helper, kind.value, day)

    # Match: a need, a round, two who say yes.
    await proxy(eyes, PING)
    await matching.write_down_a_need(stack, desk, XIAOYU)
    await matching.open_a_round(stack, desk, "2027年春代理家长")
    await matching.solve_it(desk, XIAOYU, helper=PING.name)
    await matching.publish_it(desk)
    await matching.agree(stack, await stack.enter(browser, HONG, PHONE), XIAOYU)
    await matching.accept(stack, await stack.enter(browser, PING, PHONE), XIAOYU)

    # Schedule, remind and follow: the newcomer's first class.
    lead = await stack.enter(browser, QIN, PHONE)
    series = await classes.make_a_series(stack, lead)
    session = await classes.first_session(lead)
    await classes.children_join(stack, lead, series, XIAOYU)
    await classes.sign_up(stack, volunteer, session)
    person = await eyes.fetchval("select id from people where name = $1", VOLUNTEER)
    await classes.never_quiet(eyes, person)
    await eyes.execute("update reminders set due_at = now() where recipient = $1", person)
    await until(
        lambda: eyes.fetchval("select count(*) from inbox_messages where person = $1", person),
        "a worker to say the reminder",
    )
    await volunteer.goto(f"{stack.base}/messages")
    await expect(volunteer.locator("main")).to_contain_text(classes.TITLE)
    await classes.bring_to_now(eyes, session)
    code = await eyes.fetchval("select check_in_code from care_sessions where id = $1", session)
    await classes.check_in(stack, volunteer, session, code)
    await classes.hold(stack, lead, session, XIAOYU)

    # Care at home, and see: the director meets the child of the workbook; coverage moves.
    phone = await stack.enter(browser, MEI, PHONE)
    await care.log_a_meeting(stack, phone, child, "一起包了粽子")
    await until(
        lambda: eyes.fetchval("select count(*) from contacts where child = $1", child),
        "the meeting to be sent",
    )
    await desk.goto(coverage)
    await expect(desk.locator("main")).not_to_contain_text(CHILD)
