"""A child needs somebody: a round, its proposals, two who say yes."""

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import expect

from tests.cast import HERE, Small
from tests.journeys.stack import Stack

SOLVED_MS = 60_000
SERVICE = "proxy_parent"


async def write_down_a_need(stack: Stack, desk: Any, child: Small) -> None:
    """The supervisor writes down by hand that a child needs a proxy parent."""
    await desk.goto(f"{stack.base}/matching/needs/of/{child.id}")
    form = desk.locator("form[action='/matching/needs']")
    await form.locator("[name=service]").select_option(SERVICE)
    await form.locator("[name=because]").fill("奶奶说不动老师的话")
    await form.locator("[name=wish]").fill("想要一个会讲侗话的阿姨")
    await form.locator("button.btn-primary").click()
    await desk.wait_for_url(f"**/matching/needs/of/{child.id}")
    await expect(desk.locator("main ul.lines li")).to_have_count(1)


async def open_a_round(stack: Stack, desk: Any, name: str) -> str:
    """The supervisor opens a round for the township; its address."""
    await desk.goto(f"{stack.base}/matching/rounds/new")
    await desk.locator("[name=name]").fill(name)
    await desk.locator("[name=service]").select_option(SERVICE)
    await desk.locator("[name=division]").select_option(f"{HERE[:9]}000")
    await desk.locator("form[action='/matching/rounds'] button.btn-primary").click()
    await desk.wait_for_url(lambda url: url.split("/")[-1].count("-") == 4)
    await expect(desk.locator("h1")).to_have_text(name)
    return str(desk.url)


async def solve_it(desk: Any, *children: Small, helper: str = "") -> None:
    """The worker solves it while the page looks on; the draft names every child."""
    await desk.locator("form[action$='/solution'] button").click()
    draft = desk.locator("form#bulk")
    done = desk.locator(f"main a[href='{urlsplit(desk.url).path}']")
    await draft.or_(done).first.wait_for(timeout=SOLVED_MS)
    if await done.count():
        await done.first.click()
    for child in children:
        await expect(
            desk.locator("#lines tr", has_text=child.name).filter(has_text=helper)
        ).to_have_count(1)


async def publish_it(desk: Any) -> None:
    """Everything in the draft is proposed to those whom it is about."""
    await desk.locator("form#bulk [name=all]").check()
    await desk.locator("form#bulk button[value=publish]").click()
    await expect(desk.locator("form#bulk")).to_have_count(0)


async def agree(stack: Stack, phone: Any, *children: Small) -> None:
    """The guardian says yes for each child and what the child said about it."""
    await phone.goto(f"{stack.base}/family/consents")
    for child in children:
        ask = phone.locator("form.need", has_text=child.given)
        await ask.locator("[name=said]").fill("我想去")
        await ask.locator("button[value=yes]").click()
        await expect(ask).to_have_count(0)


async def accept(stack: Stack, phone: Any, *children: Small) -> str:
    """The helper says yes to children without a name, and then sees a name; the address."""
    await phone.goto(f"{stack.base}/proposals")
    card = phone.locator("article.need")
    await expect(card).to_have_count(1)
    shown = await phone.inner_text("main")
    assert not [c for c in children if c.given in shown], "the name comes with the yes"
    await card.locator("form[action$='/acceptance'] button").click()
    await phone.wait_for_url("**/placements/*")
    await expect(phone.locator("h1")).to_contain_text(
        re.compile("|".join(c.given for c in children))
    )
    return str(phone.url)


async def lose_a_home(stack: Stack, desk: Any, placement: Any, child: Small, helper: str) -> None:
    """The supervisor sees who would take the children of a home that is lost, and asks them."""
    await desk.goto(f"{stack.base}/placements/{placement}")
    await desk.locator(f"a[href='/placements/{placement}/repair']").click()
    row = desk.locator("tr", has_text=child.name)
    await expect(row).to_contain_text(helper)
    await expect(desk.locator(".kpi").nth(2)).to_contain_text("0")
    await desk.locator("[name=because]").fill("房子漏雨，这几个月住不了人")
    await desk.locator("form[action$='/repair'] button.btn-primary").click()
    await expect(desk.locator("form[action$='/repair']")).to_have_count(0)


async def take_over(stack: Stack, phone: Any, child: Small) -> None:
    """The adult who was asked says yes; the child's name comes with it."""
    await phone.goto(f"{stack.base}/proposals")
    assert child.given not in await phone.inner_text("main")
    await phone.locator("form[action^='/handovers/'][action$='/acceptance'] button").click()
    await phone.wait_for_url("**/placements/*")
    await expect(phone.locator("h1")).to_contain_text(child.given)
