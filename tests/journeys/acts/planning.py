"""A coordinator's term: its days in the calendar, a draft of the week, a wish, what is published."""

from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import expect

from tests.journeys.stack import Stack

WORKED_MS = 60_000


async def write_down_the_term(stack: Stack, desk: Any, first: str, last: str) -> None:
    """The county says when the term begins and ends, after seeing what that does."""
    await desk.goto(f"{stack.base}/calendar/terms/new")
    await desk.locator("[name=name]").select_option("spring")
    await desk.locator("[name=first_on]").fill(first)
    await desk.locator("[name=last_on]").fill(last)
    await desk.locator("button[name=preview]").click()
    await desk.locator("#effect").wait_for()
    await desk.locator("form[action='/calendar/terms'] button.btn-primary").click()
    await desk.wait_for_url("**/calendar/work/*")


async def open_a_timetable(stack: Stack, desk: Any, name: str, first: str, last: str) -> None:
    """The form comes with the term; the hours are typed."""
    await desk.goto(f"{stack.base}/timetables/new")
    assert await desk.locator("[name=first_on]").input_value() == first
    assert await desk.locator("[name=last_on]").input_value() == last
    await desk.locator("[name=name]").fill(name)
    await desk.locator("[name=workdays]").fill("16:10-17:40")
    await desk.locator("form[action='/timetables'] button.btn-primary").click()
    await expect(desk.locator("h1")).to_have_text(name)


async def work_on_it(desk: Any, verb: str) -> None:
    """The worker solves or publishes while the page looks on; then the draft is there."""
    address = urlsplit(desk.url).path
    await desk.locator(f"form[action$='/{verb}'] button").click()
    week = desk.locator("#week")
    done = desk.locator(f"main a.btn-primary[href='{address}']")
    await week.or_(done).first.wait_for(timeout=WORKED_MS)
    if await done.count():
        await done.first.click()
    await week.wait_for()


async def want_another_day(desk: Any) -> str:
    """The one group of the week is wanted at the other of its two possible times; which it is now."""
    await desk.locator("#week table a").first.click()
    now = await desk.locator("dl.facts dt.num").first.inner_text()
    other = "2-16:10" if now.startswith(("周一", "Mon")) else "1-16:10"
    await desk.locator("[name=at]").select_option(other)
    await desk.locator("form[action$='/wishes'] button.btn-primary").click()
    await expect(desk.locator("form[action$='/lifting']")).to_have_count(1)
    await desk.locator("p.lead a").click()
    await desk.locator("#week").wait_for()
    return other
