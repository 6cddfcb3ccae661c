"""A host family writes its days down without a network: each is sent once, whatever happens to the phone meanwhile."""

from datetime import timedelta

import pytest
from playwright.async_api import async_playwright, expect

from carenet.core import clock
from tests.cast import GUI, HERE, LAN, PING, XIAOSHAN
from tests.core.outbox_stage import drafted, kill
from tests.core.outbox_stage import phone as turned_on
from tests.journeys.acts import care
from tests.journeys.stack import DESK, PHONE, until
from tests.visits import conftest as arranged

pytestmark = pytest.mark.journey
LINE = "今天自己系了鞋带"
MORNING, NOON, EVENING, NIGHT = "早上自己起床", "中午吃了两碗饭", "晚上写完了作业", "睡前讲了故事"
KEPT = "carenetOutbox.entries().then((list) => list.map((one) => one.state).sort())"


async def lives_with_gui(eyes) -> None:
    """小山 lives with Gui since a month ago and is counted among the children left behind."""
    if await eyes.fetchval(
        "select exists (select from host_families where id = $1)", arranged.HOME
    ):
        return
    since = clock.today() - timedelta(days=30)
    await eyes.execute(
        """insert into host_families (id, name, village, beds, takes_girls, takes_boys, full_care,
             approved_on, renew_by) values ($1, '桂兰芝家', $2, 2, true, true, true, $3, $4)""",
        arranged.HOME, HERE, since, since + timedelta(days=365),
    )  # fmt: skip
    await eyes.execute(
        "insert into host_family_adults (family, person, confirmed_on) values ($1, $2, $3)",
        arranged.HOME, GUI.person, since,
    )  # fmt: skip
    await arranged.agree(eyes, XIAOSHAN, "host_family")
    await arranged.place(
        eyes, arranged.PLACEMENT, XIAOSHAN, GUI, "full_care", since, host_family=arranged.HOME
    )
    await eyes.execute(
        """insert into reaches (person, child, village, because, starts_at)
           values ($1, $2, $3, $4, now() - interval '30 days')""",
        GUI.person, XIAOSHAN.id, HERE, f"placement:{arranged.PLACEMENT}",
    )  # fmt: skip
    await eyes.execute(
        """insert into findings (child, village, kind, version, holds, reasons, found_on)
           values ($1, $2, 'left_behind', 'liu2018', true, '[]', $3)""",
        XIAOSHAN.id, HERE, since,
    )  # fmt: skip


async def test_a_day_saved_without_a_network_arrives_once_and_the_child_counts_as_reached(
    stack, browser
):
    eyes = await stack.eyes()
    await lives_with_gui(eyes)
    desk = await stack.enter(browser, LAN, DESK)
    coverage = f"{stack.base}/coverage?place={HERE}"
    await desk.goto(coverage)
    assert XIAOSHAN.name in await desk.inner_text("main"), "not reached yet"

    phone = await stack.enter(browser, GUI, PHONE)
    await care.log_a_day(stack, phone, XIAOSHAN.id, LINE)
    written = "select count(*) from day_logs where kind_line = $1"
    assert await eyes.fetchval(written, LINE) == 0, "there is no network"
    await phone.context.set_offline(False)
    await until(lambda: eyes.fetchval(written, LINE), "the kept day to be sent")
    await phone.goto(f"{stack.base}/log?kind=day")
    assert await eyes.fetchval(written, LINE) == 1

    await desk.goto(coverage)
    assert XIAOSHAN.name not in await desk.inner_text("main")


async def sign_in(stack, page, one):
    await page.goto(await stack.link_for(one))
    await page.locator("form[action^='/sign-in/link/'] button").click()
    await page.wait_for_load_state()


async def offline_form(stack, page, line):
    """The form of a phone without a network, with the child chosen and a line written."""
    await page.goto(f"{stack.base}/offline/day")
    await page.wait_for_selector("html[data-outbox=ready]")
    await page.select_option("select[name=child]", str(XIAOSHAN.id))
    await page.fill("[name=kind_line]", line)


async def hand_in(page):
    await page.locator("form#record .acts button").click()
    await page.wait_for_selector("[data-outbox-note].notice-ok a")


async def test_a_day_away_and_back_with_everything_that_can_happen_to_a_phone(stack, tmp_path):
    """Killed in between, a reply lost after the work was done, two tabs, the sign-in expired, somebody else's hands."""
    eyes = await stack.eyes()
    await lives_with_gui(eyes)
    await eyes.execute("delete from day_logs where child = $1", XIAOSHAN.id)
    profile, chinese = tmp_path / "phone", {"locale": "zh-CN"}
    async with async_playwright() as driver:
        async with turned_on(driver, profile, **chinese) as context:
            page = await context.new_page()
            await sign_in(stack, page, GUI)
            await page.goto(f"{stack.base}/log")
            await page.wait_for_selector("html[data-outbox=ready]")  # today's children are kept
            await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
            await context.set_offline(True)
            await offline_form(stack, page, MORNING)
            await hand_in(page)
            await offline_form(stack, page, NOON)  # begun, and then the battery is flat
            await drafted(page, "/log/day")
            kill(profile)

        async with turned_on(driver, profile, **chinese) as context:
            await context.set_offline(True)
            one, two = await context.new_page(), await context.new_page()
            for page in (one, two):
                await page.goto(f"{stack.base}/offline/day")
                await expect(page.locator("[name=kind_line]")).to_have_value(NOON)
                await expect(page.locator("select[name=child]")).to_have_value(str(XIAOSHAN.id))
            await two.fill("[name=kind_line]", EVENING)
            await hand_in(one)
            await hand_in(two)
            await one.close()
            assert await two.evaluate(KEPT) == ["wait"] * 3
            await eyes.execute(
                "update sign_ins set idle_ends = now() - interval '1 second' where account = $1",
                GUI.account,
            )
            await context.set_offline(False)
            await two.goto(f"{stack.base}/offline/outbox")
            await expect(two.locator("[data-outbox-list]")).to_contain_text("登录")

            await sign_in(stack, two, PING)  # a neighbour borrows the phone
            await two.goto(f"{stack.base}/offline/day")
            await expect(two.locator("[name=kind_line]")).to_have_value("")
            assert await two.locator(f"option[value='{XIAOSHAN.id}']").count() == 0
            await two.goto(f"{stack.base}/log")
            await two.evaluate("carenetOutbox.flush(true)")
            assert len(await two.evaluate(KEPT)) == 3, "what another wrote waits for its writer"
            assert await lines(eyes) == []

            lost = []

            async def lose_two(route):
                answer = await route.fetch()
                if (
                    len(lost) < 2 and answer.status != 403
                ):  # a pass of the neighbour's page may still be on its way
                    lost.append(answer)  # the work is done, the answer does not come
                    await route.abort()
                else:
                    await route.fulfill(response=answer)

            await context.route("**/offline/entries", lose_two)
            await sign_in(stack, two, GUI)
            await two.goto(f"{stack.base}/log")
            for _ in range(4):
                await two.evaluate("carenetOutbox.flush(true)")
            assert await two.evaluate(KEPT) == []
            assert [answer.status for answer in lost] == [200, 200]
            await offline_form(stack, two, NIGHT)
            await two.locator("form#record .acts button").click()
            await two.wait_for_url("**/log?done=day")
    assert sorted(await lines(eyes)) == sorted([MORNING, NOON, EVENING, NIGHT])


async def lines(eyes):
    """Each kind line that stands written of the child."""
    rows = await eyes.fetch("select kind_line from day_logs where child = $1", XIAOSHAN.id)
    return [line for row in rows for line in (row["kind_line"] or "").split("\n") if line]


async def test_four_digits_stand_before_what_a_phone_keeps_without_a_network_too(stack, browser):
    eyes = await stack.eyes()
    await lives_with_gui(eyes)
    phone = await stack.enter(browser, GUI, PHONE)
    try:
        await phone.goto(f"{stack.base}/me/lock")
        await phone.fill("#digits", "2580")
        await phone.locator("form[data-lock] button.btn-primary").click()
        await phone.wait_for_url("**/me/lock?saved*")
        await kept_today(stack, phone)
        await phone.evaluate(
            "carenetOutbox.keepDraft('/log/day', {fields: [['kind_line', '夜里哭了'], ['key', '01935d2e-0000-7000-8000-0000000000aa']]})"
        )
        await type_where_nobody_checks(stack, phone, "1470")
        await phone.context.set_offline(True)
        await phone.goto(f"{stack.base}/offline/day")
        ask = phone.locator("form[data-lock-ask]")
        await expect(ask).to_be_visible()
        shut = await phone.content()
        assert "夜里哭了" not in shut
        assert await phone.locator("#child option").count() == 1, "no name before the digits"
        await expect(phone.locator("#record")).to_be_hidden()
        for digits in ("1470", "2581"):
            await phone.fill("#digits", digits)
            await ask.locator("button").click()
            await expect(phone.locator("[data-outbox-note]")).to_be_visible()
            await expect(phone.locator("#record")).to_be_hidden()
        await phone.fill("#digits", "2580")
        await ask.locator("button").click()
        await expect(phone.locator("#record")).to_be_visible()
        await expect(phone.locator("#child option")).to_have_count(2)
        await expect(phone.locator("[name=kind_line]")).to_have_value("夜里哭了")
        await phone.reload()
        for _wrong in range(5):
            await phone.fill("#digits", "9753")
            await ask.locator("button").click()
            await phone.wait_for_timeout(50)
        await expect(ask.locator("input")).to_be_hidden()
        assert await phone.evaluate("carenetOutbox.readDraft('@today')") is None, "it is gone"
        await phone.context.set_offline(False)
        await eyes.execute(
            "update sign_ins set open_until = null, created_at = now() - interval '1 hour' where account = $1",
            GUI.account,
        )
        await phone.goto(f"{stack.base}/log?kind=day")
        await phone.fill("#digits", "2580")
        await phone.locator("form[data-lock] button.btn-primary").click()
        await phone.wait_for_url("**/log")
        await phone.wait_for_selector("html[data-outbox=ready]")
        await kept_today(stack, phone)
        await phone.context.set_offline(True)
        await phone.goto(f"{stack.base}/offline/day")
        await phone.fill("#digits", "2580")
        await ask.locator("button").click()
        await expect(phone.locator("#record")).to_be_visible()
    finally:
        await phone.context.set_offline(False)
        await eyes.execute("update accounts set page_lock_hash = null where id = $1", GUI.account)


async def type_where_nobody_checks(stack, page, digits):
    """New digits are typed while the network is away, and the next page comes with it again."""
    await page.goto(f"{stack.base}/me/lock")
    await page.context.set_offline(True)
    await page.fill("#digits", digits)
    await page.locator("form[data-lock] button.btn-primary").click()
    await page.wait_for_load_state()
    await expect(page.locator("form[data-lock]")).to_have_count(0)
    await page.context.set_offline(False)
    await page.goto(f"{stack.base}/week")
    await page.wait_for_selector("html[data-outbox=ready]")


async def kept_today(stack, page):
    await page.goto(f"{stack.base}/log?kind=day")
    await page.wait_for_selector("html[data-outbox=ready]")
    await until(lambda: page.evaluate("carenetOutbox.readDraft('@today')"), "the list to be kept")
    await page.evaluate("navigator.serviceWorker.ready")
