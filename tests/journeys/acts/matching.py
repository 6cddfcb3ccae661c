"""A child needs somebody: a round, its proposals, two who say yes."""

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


async def solve_it(desk: Any, child: Small, helper: str) -> None:
    """The worker solves it while the page looks on; the draft names the child and the helper."""
    await desk.locator("form[action$='/solution'] button").click()
    draft = desk.locator("form#bulk")
    done = desk.locator(f"main a[href='{urlsplit(desk.url).path}']")
    await draft.or_(done).first.wait_for(timeout=SOLVED_MS)
    if await done.count():
        await done.first.click()
    row = desk.locator("tr", has_text=child.name).filter(has_text=helper)
    await expect(row).to_have_count(1)


async def publish_it(desk: Any) -> None:
    """Everything in the draft is proposed to those whom it is about."""
    await desk.locator("form#bulk [name=all]").check()
    await desk.locator("form#bulk button[value=publish]").click()
    await expect(desk.locator("form#bulk")).to_have_count(0)


async def agree(stack: Stack, phone: Any, child: Small) -> None:
    """The guardian says yes and what the child said about it."""
    await phone.goto(f"{stack.base}/family/consents")
    ask = phone.locator("form.need", has_text=child.given)
    await ask.locator("[name=said]").fill("我想去")
    await ask.locator("button[value=yes]").click()
    await expect(phone.locator("form.need")).to_have_count(0)


async def accept(stack: Stack, phone: Any, child: Small) -> str:
    """The helper says yes to a child without a name, and then sees the name; the address."""
    await phone.goto(f"{stack.base}/proposals")
    card = phone.locator("article.need")
    await expect(card).to_have_count(1)
    assert child.given not in await phone.inner_text("main"), "the name comes with the yes"
    await card.locator("form[action$='/acceptance'] button").click()
    await phone.wait_for_url("**/placements/*")
    await expect(phone.locator("h1")).to_contain_text(child.given)
    return str(phone.url)
