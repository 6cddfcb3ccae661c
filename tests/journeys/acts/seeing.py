"""A place that is opened, and the county's figures that say who was reached."""

from typing import Any

from playwright.async_api import expect

from tests.cast import HERE
from tests.journeys.stack import Stack


async def open_a_room(stack: Stack, desk: Any, name: str) -> None:
    """A supervisor opens a children's room; it stands in the list of the area."""
    await desk.goto(f"{stack.base}/centres/new")
    await desk.locator("input[name=kind]").last.check()
    await desk.fill("#name", name)
    await desk.select_option("#village", HERE)
    await desk.fill("#capacity", "20")
    await desk.locator("main form button.btn-primary").click()
    await expect(desk.locator("h1")).to_contain_text(name)
    await desk.goto(f"{stack.base}/centres")
    await expect(desk.locator("main")).to_contain_text(name)


async def waiting(stack: Stack, page: Any, name: str) -> bool:
    """Does the village's page of coverage still name this child as not reached?"""
    await page.goto(f"{stack.base}/coverage?place={HERE}")
    return name in await page.inner_text("main")
