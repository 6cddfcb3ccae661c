"""A holiday class: opened by the lead, asked for by the family, held with three head counts."""

from datetime import timedelta
from typing import Any

from playwright.async_api import expect

from carenet.core import clock
from tests.cast import CENTRE, Small
from tests.journeys.stack import Stack

TITLE = "凤凰寒托班"


async def open_a_class(stack: Stack, lead: Any, places: int) -> str:
    """The lead opens a class of a week with so many places; its id."""
    await lead.goto(f"{stack.base}/classes/new")
    today = clock.today()
    form = lead.locator("form[action='/classes']")
    await form.locator("[name=centre]").select_option(str(CENTRE))
    for name, value in (
        ("title", TITLE), ("first_on", today + timedelta(days=2)), ("last_on", today + timedelta(days=8)),
        ("places", places), ("enrol_from", today), ("enrol_until", today + timedelta(days=1)),
        ("bring", "水杯"),
    ):  # fmt: skip
        await form.locator(f"[name={name}]").fill(str(value))
    for day in range(1, 8):
        await form.locator(f"#weekdays-{day}").check()
    await form.locator("button[name=preview]").click()
    await expect(lead.locator("main [role=status] h2")).to_be_visible()
    await form.locator("button.btn-primary").click()
    await expect(lead.locator("#days")).to_be_visible()
    return str(lead.url.split("/")[-1])


async def ask(stack: Stack, family: Any, class_: str, child: Small, *, alone: bool = False) -> None:
    """The parent or carer fills the form for one child on the phone."""
    await family.goto(f"{stack.base}/family/classes")
    await family.locator(f"a[href='/family/classes/{class_}']").click()
    form = family.locator(f"form[action='/family/classes/{class_}']")
    await form.locator(f"input[name=child][value='{child.id}']").check()
    await form.locator(f"#alone_by_day-{'yes' if alone else 'no'}").check()
    await form.locator("#eats-yes").check()
    await form.locator("[name=must_not_eat]").fill("花生")
    await form.locator("#goes_home-together").check()
    await form.locator("button.btn-primary").click()
    await family.wait_for_url("**/family/classes")


async def count(stack: Stack, lead: Any, day: str, slot: str, children: int) -> None:
    """The lead counts heads."""
    await lead.goto(f"{stack.base}/classes/days/{day}")
    form = lead.locator("form[action$='/counts']")
    await form.locator(f"#slot-{slot}").check()
    await form.locator("[name=counted]").fill(str(children))
    await form.locator("[name=adults]").fill("2")
    await form.locator("button.btn-primary").click()
    await lead.wait_for_url("**#counts")
