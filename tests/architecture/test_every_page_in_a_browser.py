"""Every page is looked at in a real browser: no axe finding, and nothing moves sideways on the smallest phone."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from tests import cast
from tests.architecture.crawl import COLUMNS, Line, fill, handle_of, written
from tests.architecture.furniture import REACH
from tests.browser import ARGS, find_chromium
from tests.core.outbox_stage import ROOT, STATIC

AT_ONCE = 2
PAGE_MS_MAX = 30_000
# Of each the first who is let in is shown a page: officers and administrators; those who care, the family, a stranger.
DESKS = (cast.LAN, cast.YE, cast.SYS, cast.SEC, cast.AUD)
PHONES = (cast.BIN, cast.HONG, cast.GUI, cast.PING, cast.QIN, cast.FANG, None)
AXE = (ROOT / "tests/vendor/axe.js").read_text()
FINDINGS = """axe.run({resultTypes: ['violations']}).then((said) =>
  said.violations.map((one) => `${one.id}: ${one.nodes[0].html}`.slice(0, 300)))"""
# The first thing that sticks out, for whoever has to mend it.
TOO_WIDE = """(() => { const most = innerWidth; if (document.documentElement.scrollWidth <= most) return '';
  const out = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > most + 1);
  return (out[0] || document.body).outerHTML.slice(0, 200); })()"""


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as driver:
        yield await driver.chromium.launch(executable_path=find_chromium(), args=list(ARGS))


def shown_to(line: Line, people: tuple[cast.One | None, ...]) -> cast.One | str | None:
    """The first of some people who is let in; "nobody" if none is."""
    for one in people:
        if line.letters[COLUMNS.index(one)] in "ou":
            return one
    return "nobody"


async def rendered(
    visitor: Any, things: dict[str, str], people: tuple[cast.One | None, ...]
) -> dict[str, str]:
    """Each page's HTML as the first of some people gets it, in one language."""
    pages, clients = {}, {}
    for line in written():
        one = shown_to(line, people)
        if line.method != "GET" or one == "nobody" or line.path.startswith("/static"):
            continue
        if one not in clients:
            clients[one] = await visitor(one, also=REACH.get(handle_of(one), ()))
        answer = await clients[one].get(fill(line.target, things))
        if "<html" in answer.text:  # a fragment is looked at in the page that loads it
            pages[f"{line.target} as {handle_of(one)}"] = answer.text
    return pages


async def look(page: Page, name: str, html: str) -> list[str]:
    """What is wrong with a page: on a phone in the standard size, at a desk, and in large letters at 320."""
    held = {"html": html}

    async def answer(route: Any) -> None:
        file = route.request.url.rsplit("/", 1)[-1]
        css = file.endswith(".css")
        body = (STATIC / file).read_text() if css else held["html"] if file == "page" else ""
        await route.fulfill(
            body=body, content_type="text/css" if css else "text/html; charset=utf-8"
        )

    await page.unroute_all()
    await page.route("**/*", answer)
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto("http://pages.test/page")
    wrong = [f"390 {said}" for said in await page.evaluate(FINDINGS)]
    await page.set_viewport_size({"width": 1440, "height": 900})
    wrong += [f"1440 {said}" for said in await page.evaluate(FINDINGS)]
    await page.set_viewport_size({"width": 320, "height": 844})
    wrong += [f"320 {said}" for said in [await page.evaluate(TOO_WIDE)] if said]
    await page.evaluate("document.documentElement.classList.add('care')")
    wrong += [f"320 large {said}" for said in [await page.evaluate(TOO_WIDE)] if said]
    return [f"{name}: {said}" for said in wrong]


@pytest.mark.parametrize(
    ("people", "language"),
    [(DESKS, "en"), (PHONES, "zh_Hans")],
    ids=["at a desk", "on a phone"],
)
async def test_every_page_has_no_finding(browser, visitor, things, eyes, people, language):
    await eyes.execute("update accounts set language = $1", language)
    pages = await rendered(visitor, things, people)
    assert len(pages) > 50
    waiting, wrong = list(pages.items()), []

    async def one_window() -> None:
        page = await browser.new_page()
        page.set_default_timeout(PAGE_MS_MAX)
        await page.add_init_script(AXE)
        while waiting:
            wrong.extend(await look(page, *waiting.pop()))

    await asyncio.gather(*(one_window() for _ in range(AT_ONCE)))
    assert not wrong, "\n" + "\n".join(sorted(wrong))
