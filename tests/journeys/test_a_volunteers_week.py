"""A volunteer's week, from the sign-up to the certificate that a stranger verifies."""

import pytest
from playwright.async_api import expect

from tests.cast import LIAN, QIN
from tests.journeys.acts import classes
from tests.journeys.stack import DESK, PHONE, until

pytestmark = pytest.mark.journey
BEGUN = """
update care_sessions set on_day = (now() at time zone 'Asia/Shanghai')::date, starts_at = now() - interval '50 minutes',
  ends_at = now() + interval '10 minutes' where id = $1"""


async def test_from_the_sign_up_to_the_certificate(stack, browser):
    eyes = await stack.eyes()
    lead = await stack.enter(browser, QIN, PHONE)
    await classes.make_a_series(stack, lead, hours=("09:00", "10:00"))
    session = await classes.first_session(lead)
    phone = await stack.enter(browser, LIAN, PHONE)
    await classes.sign_up(stack, phone, session)

    await eyes.execute(BEGUN, session)
    await lead.goto(f"{stack.base}/sessions/{session}/code")
    digits = (await lead.locator(".digits").inner_text()).replace(" ", "")
    await phone.goto(f"{stack.base}/check-in/{session}/{digits}")
    await expect(phone.locator("[name=code]")).to_have_value(digits)
    await phone.locator("button[value=come]").click()
    await phone.wait_for_url(f"**/sessions/{session}")
    # Nobody can hand a clock to a process: forty minutes pass in the record instead.
    await eyes.execute(
        "update adult_attendances set came_at = now() - interval '40 minutes' where person = $1",
        LIAN.person,
    )
    await phone.locator("form[action$='/check-out'] button").click()
    await expect(phone.locator("form[action$='/check-out']")).to_have_count(0)
    entry = await eyes.fetchrow("select * from service_hours where person = $1", LIAN.person)
    assert (entry["kind"], entry["minutes"], entry["counts"]) == ("measured", 40, True)

    await phone.goto(f"{stack.base}/hours")
    form = phone.locator("form[action='/hours/certificates']")
    await phone.locator("details", has=form).locator("summary").click()
    await form.locator("button").click()
    await phone.wait_for_url("**/hours/certificates/*")
    found = await until(
        lambda: eyes.fetchrow(
            "select * from certificates where person = $1 and ready_at is not null", LIAN.person
        ),
        "the documents worker to print the certificate",
    )
    await phone.goto(f"{stack.base}/hours/certificates/{found['id']}")
    async with phone.expect_download() as fetched:
        await phone.locator("a[href$='/paper.pdf']").click()
    paper = await (await fetched.value).path()
    assert paper.read_bytes().startswith(b"%PDF-")

    stranger = await (await browser.new_context(locale="zh-CN")).new_page()
    await stranger.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    await stranger.goto(f"{stack.base}/v")
    await stranger.locator("[name=code]").fill(found["paper_code"].lower())
    await stranger.locator("main form button").first.click()
    await expect(stranger.locator("main")).to_contain_text(found["paper_number"])
    await expect(stranger.locator("main")).to_contain_text(f"{LIAN.name[0]}○")
    assert LIAN.name not in await stranger.locator("main").inner_text()
