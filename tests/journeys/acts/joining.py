"""A newcomer joins: an invitation made at the desk, a form filled in on the phone, papers entered."""

from typing import Any

from playwright.async_api import expect

from tests.cast import HERE
from tests.journeys.stack import PHONE, Stack

SEEN_BY = "梅爱群、覃丽华"


async def invite(stack: Stack, desk: Any, kind: str) -> str:
    """The supervisor makes an invitation to Mei's village; the address to hand out."""
    await desk.goto(f"{stack.base}/invitations/new")
    await desk.locator(f"#kind-{kind}").check()
    await desk.locator("[name=place]").select_option(HERE)
    await desk.locator("form[action='/invitations'] button.btn-primary").click()
    await desk.wait_for_url(lambda url: url.split("/")[-1].count("-") == 4)
    return str(await desk.locator("#address").input_value())


async def join(browser: Any, address: str, name: str, mobile: str, kind: str) -> Any:
    """Somebody unknown opens the address on the own phone and joins; the page, signed in."""
    context = await browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]}, locale="zh-CN"
    )
    phone = await context.new_page()
    await phone.goto(address)
    await phone.locator("[name=name]").fill(name)
    await phone.locator("[name=mobile]").fill(mobile)
    await phone.locator("#sex-f").check()
    await phone.locator("#free-sat-morning").check()
    if kind == "volunteer":
        await phone.locator("#subjects-reading").check()
    await phone.locator("form#join button.btn-primary").click()
    await phone.wait_for_url("**/welcome")
    return phone


async def find_helper(stack: Stack, desk: Any, name: str) -> str:
    """The supervisor finds the newcomer in the list by name; the newcomer's address."""
    await desk.goto(f"{stack.base}/helpers")
    await desk.locator("form[action='/helpers/search'] [name=q]").fill(name)
    await desk.locator("form[action='/helpers/search'] button").click()
    row = desk.locator("main table tbody tr", has_text=name)
    await expect(row).to_have_count(1)
    await row.locator("th a").click()
    await desk.wait_for_url(lambda url: url.split("/")[-1].count("-") == 4)
    await expect(desk.locator("h1")).to_have_text(name)
    return str(desk.url)


async def enter_paper(desk: Any, helper: str, kind: str, day: str) -> None:
    """One paper that was seen, passed, of this day."""
    await desk.goto(f"{helper}/clearances")
    form = desk.locator("form[action$='/clearances']")
    rows = desk.locator("main table tbody tr", has_text=SEEN_BY)
    before = await rows.count()
    await form.locator("[name=kind]").select_option(kind)
    await form.locator("[name=result]").select_option("passed")
    await form.locator("[name=starts_on]").fill(day)
    await form.locator("[name=issuer]").fill(SEEN_BY)
    await form.locator("button.btn-primary").click()
    await expect(rows).to_have_count(before + 1)
