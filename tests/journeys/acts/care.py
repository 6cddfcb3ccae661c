"""Care at home is written down on the phone, kept there without a network, and sent once."""

from typing import Any
from uuid import UUID

from playwright.async_api import expect

from tests.journeys.stack import Stack

PARTS_MAX = 4


async def until_shown(phone: Any, asked: Any) -> None:
    """Go on through the parts of the form until this question is on the screen."""
    for _ in range(PARTS_MAX):
        if await asked.is_visible():
            return
        part = await phone.locator("[data-step]:not([hidden])").get_attribute("id")
        await phone.locator("[data-step-on]").click()
        await expect(phone.locator(f"#{part}")).to_be_hidden()  # the address changes first
    await expect(asked).to_be_visible()


async def begin(stack: Stack, phone: Any, kind: str, child: UUID) -> None:
    """Open the form for one kind of record about this child."""
    await phone.goto(f"{stack.base}/log/{kind}?child={child}")
    await expect(phone.locator("form#record")).to_be_visible()
    box = phone.locator(f"#child-{child}")
    if await box.count():
        await box.check()


async def log_a_meeting(stack: Stack, phone: Any, child: UUID, note: str) -> None:
    """A proxy parent met the child and says how it is."""
    await begin(stack, phone, "contact", child)
    await until_shown(phone, phone.locator("label[for=kind-meeting]"))
    await phone.locator("#kind-meeting").check()
    await until_shown(phone, phone.locator("[name=note]"))
    await phone.locator("#state-well").check()
    await phone.locator("[name=note]").fill(note)
    await phone.locator("[data-step-save]").click()
    await phone.wait_for_url("**/log?*")


async def log_a_day(stack: Stack, phone: Any, child: UUID, line: str) -> None:
    """A host family's day, saved while there is no network."""
    await begin(stack, phone, "day", child)
    await phone.context.set_offline(True)
    await until_shown(phone, phone.locator("label[for=ate-well]"))
    await phone.locator("#ate-well").check()
    await phone.locator("#health-well").check()
    await until_shown(phone, phone.locator("[name=kind_line]"))
    await phone.locator("[name=kind_line]").fill(line)
    await phone.locator("[data-step-save]").click()
    await phone.wait_for_selector("[data-outbox-note].notice-ok a")  # kept: it tried, and waits
