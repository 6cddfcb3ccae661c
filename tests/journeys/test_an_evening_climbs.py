"""When nobody answers: a reminder becomes a search for a stand-in; a missing child is seen from four phones.

Four phones in one Chromium, the application in this process and the workers' functions called by
hand: so an evening passes in seconds, and the clock is handed in.
"""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from carenet.core import clock
from carenet.notifications.services.handing_over import hand_over
from carenet.scheduling.services.climbing import watch_beginnings
from carenet.scheduling.services.enrolling import enrol_children
from carenet.scheduling.services.seeking import seek_for_silent
from carenet.scheduling.services.signing import sign_up
from tests.cast import BIN, HONG, LAN, LIAN, MEI, QIN, XIAOSHAN, XIAOYU
from tests.core.outbox_stage import until as nothing_left_on
from tests.journeys.stack import PHONE
from tests.scheduling.conftest import a_course
from tests.scheduling.test_register import until
from tests.scheduling.test_sign_up import drain

pytestmark = pytest.mark.journey
ASKED = (
    "content-type", "hx-request", "hx-target", "hx-current-url", "accept", "idempotency-key",
    "x-outbox-user",
)  # fmt: skip
KEPT = ("content-type", "content-security-policy", "cache-control", "hx-redirect", "hx-trigger")


@pytest.fixture
async def phone(browser, visitor, eyes):
    """`await phone(QIN)` is a page on Qin's phone; what it asks, the application here answers."""
    contexts = []
    await eyes.execute("update accounts set language = 'zh_Hans'")

    async def come(one):
        client = await visitor(one, also=(XIAOYU.name, XIAOSHAN.name))
        width, height = PHONE
        context = await browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", service_workers="block"
        )
        contexts.append(context)

        async def serve(route):
            asked = route.request
            headers = {k: v for k, v in asked.headers.items() if k in ASKED}
            answer = await client.request(
                asked.method, asked.url, content=asked.post_data_buffer, headers=headers,
                follow_redirects=True,
            )  # fmt: skip
            kept = {k: v for k, v in answer.headers.items() if k in KEPT}
            await route.fulfill(status=answer.status_code, headers=kept, body=answer.content)

        await context.route("**/*", serve)
        return await context.new_page()

    yield come
    for context in contexts:
        await context.close()


@pytest.fixture
def work(worker):
    """What the workers do until nothing is left to do now."""

    async def run():
        await watch_beginnings(by=worker)
        await seek_for_silent(by=worker)
        for _ in range(3):
            await drain(worker)
            await hand_over({}, worker)

    return run


def answering(page, what):
    """The button that sends this answer."""
    return page.locator(f"form:has(input[value='{what}']) button").first


async def open_alarm(page):
    await page.goto("https://test/alarms")
    await page.locator("main a[href^='/alarms/']").first.click()
    await expect(page.locator(".climbs")).to_be_visible()


async def test_a_reminder_nobody_answers_becomes_a_search_and_somebody_takes_the_place(
    phone, eyes, act, travel, work
):
    course = await a_course(eyes, await act(QIN))
    session = course.on(2)
    for one in (QIN, BIN):
        await sign_up(session, by=await act(one))
    await until(eyes, travel, session, -21 * 60)
    await work()
    lead = await phone(QIN)
    await lead.goto("https://test/messages")
    await answering(lead, "come").click()
    for minutes in (-120, -70):
        await until(eyes, travel, session, minutes)
        await work()
    await lead.goto("https://test/messages")
    seeking = await eyes.fetchval(
        "select title from inbox_messages where kind = 'session.seeking' and person = $1",
        QIN.person,
    )
    await expect(lead.locator("main")).to_contain_text(seeking)

    stand_in = await phone(LIAN)
    await stand_in.goto("https://test/messages")
    await answering(stand_in, "come").click()
    await work()
    comes = await eyes.fetch(
        "select person from sign_ups where care_session = $1 and withdrawn_at is null", session
    )
    assert {r["person"] for r in comes} == {QIN.person, LIAN.person}
    silent = await phone(BIN)
    for page, kind in ((stand_in, "session.yours"), (silent, "session.replaced"), (lead, "session.covered")):  # fmt: skip
        await page.goto("https://test/messages")
        said = await eyes.fetchrow("select title from inbox_messages where kind = $1", kind)
        await expect(page.locator("main")).to_contain_text(said["title"])


async def test_an_evening_with_a_missing_child_is_seen_from_four_phones(
    phone, eyes, act, travel, work
):
    course = await a_course(eyes, await act(QIN))
    session = course.on(2)
    await enrol_children(course.id, [XIAOYU.id, XIAOSHAN.id], clock.today(), by=await act(QIN))
    lead, director, township, mother = [await phone(one) for one in (QIN, MEI, LAN, HONG)]

    await until(eyes, travel, session, 21)
    await work()
    await open_alarm(lead)  # nobody opened the register
    await answering(lead, "some_missing").click()
    await lead.goto(f"https://test/registers/{session}")
    await lead.locator(
        f"form:has(input[value='{XIAOSHAN.id}']):has(input[value='here']) button.btn-primary"
    ).first.click()
    await expect(lead.locator(f"#c{XIAOSHAN.id} .chip-ok")).to_have_count(1)
    await nothing_left_on(lead, 0)

    await until(eyes, travel, session, 31)
    await work()
    for page in (lead, director, mother):
        await open_alarm(page)
        await expect(page.locator("h1")).to_contain_text(XIAOYU.given[-2:])
    await director.locator("form[action$='/taking'] button").first.click()
    await open_alarm(mother)
    await expect(mother.locator("main")).to_contain_text(MEI.name)

    await until(eyes, travel, session, 72)
    await work()
    await open_alarm(township)
    await expect(township.locator("a[href='tel:110']").first).to_be_visible()
    await expect(township.locator(".climbs")).to_contain_text(LAN.name)

    await open_alarm(lead)
    await lead.locator(f"form:has(input[value='{XIAOYU.id}']) button").first.click()
    alarm = await eyes.fetchrow("select * from alarms where child = $1", XIAOYU.id)
    assert alarm["closed_at"]
    for page in (lead, director, township, mother):
        await page.goto(f"https://test/alarms/{alarm['id']}")
        climbs = page.locator(".climbs")
        for one in (QIN, MEI, LAN):
            await expect(climbs).to_contain_text(one.name)
    assert not await eyes.fetchval(
        "select count(*) from reminders where kind like 'alarm.%' and state = 'due'"
    )
    assert clock.now() > alarm["raised_at"] + timedelta(minutes=30)
