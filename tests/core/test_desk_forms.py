"""A form at a desk that was left open for long: nobody loses what was typed because they were signed out meanwhile."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, Playwright

from tests.browser import ARGS, find_chromium
from tests.core.outbox_stage import STATIC
from tests.core.test_frames import drawn

HTML = "text/html; charset=utf-8"
MINE = '<meta name="outbox-user" content="1">'
LATER = "11:00"


class Desk:
    """The desk's frame with a form, and what was sent from it; `me` is what /me answers."""

    def __init__(self, page: Page) -> None:
        self.page, self.me, self.sent, self.language = page, (200, MINE), [], "en"

    async def answer(self, route: Any) -> None:
        name = route.request.url.rsplit("/", 1)[-1]
        if route.request.method == "POST":
            self.sent.append(route.request.post_data)
            await route.fulfill(body="sent", content_type=HTML)
        elif name == "me":
            status, body = self.me
            way = {"location": "/sign-in"} if status == 303 else {}
            await route.fulfill(status=status, body=body, headers=way, content_type=HTML)
        elif name in ("desk.js", "asks.js"):
            await route.fulfill(body=(STATIC / name).read_text(), content_type="text/javascript")
        else:
            body = (
                ""
                if name != "parts"
                else drawn("desk", care=False, language=self.language, wrong=False)
            )
            await route.fulfill(body=body, content_type=HTML)

    async def send(self) -> None:
        await self.page.check("[name=mood][value=good]", force=True)
        await self.page.fill("[name=note]", "a long report")
        await self.page.click("button[form=visit]")


@pytest_asyncio.fixture(loop_scope="session")
async def desk(driver: Playwright) -> AsyncIterator[Desk]:
    browser = await driver.chromium.launch(executable_path=find_chromium(), args=list(ARGS))
    page = await browser.new_page(viewport={"width": 1440, "height": 900})
    made = Desk(page)
    await page.route("**/*", made.answer)
    await page.clock.install()
    await page.goto("http://frames.test/parts")
    yield made
    await browser.close()


@pytest.mark.parametrize(
    "me", [(303, ""), (200, MINE.replace("1", "2"))], ids=["nobody", "another"]
)
async def test_what_was_typed_stays_where_its_writer_is_no_longer_signed_in(
    desk: Desk, me: tuple[int, str]
) -> None:
    await desk.page.clock.fast_forward(LATER)
    desk.me = me
    await desk.send()
    note = desk.page.locator("[data-outbox-note]")
    await note.wait_for()
    assert "What you typed still stands" in await note.inner_text()
    assert await note.locator("a").get_attribute("target") == "_blank"
    assert await desk.page.input_value("[name=note]") == "a long report"
    assert desk.sent == []
    desk.me = (200, MINE)  # signed in again in the other window
    await desk.page.click("button[form=visit]")
    await desk.page.wait_for_url("**/visits")
    assert len(desk.sent) == 1


@pytest.mark.parametrize("later", ["00:10", LATER])
async def test_whoever_is_signed_in_sends_as_ever(desk: Desk, later: str) -> None:
    await desk.page.clock.fast_forward(later)
    await desk.send()
    await desk.page.wait_for_url("**/visits")
    assert len(desk.sent) == 1
    assert "a+long+report" in desk.sent[0]


FIELDS = """<form method="post" action="/said" id="own"><div class="ask"><label for="why">Why</label>
<input class="form-control" id="why" name="why" required minlength="4"></div><label for="day">Day</label>
<input type="date" id="day" name="day" min="2026-11-01" value="2026-10-31"><details><summary>More</summary><fieldset>
<legend>Which?</legend><input type="radio" name="which" value="a" id="a" required><input type="radio" name="which" value="b"
 id="b" required></fieldset></details><button>Hand in</button></form>"""


async def test_what_is_not_filled_in_is_said_at_the_field_in_the_language_of_the_page(
    desk: Desk,
) -> None:
    page = desk.page
    desk.language = "zh_Hans"
    await page.goto("http://frames.test/parts")
    await page.evaluate(
        "f => document.querySelector('main').insertAdjacentHTML('beforeend', f)", FIELDS
    )
    await page.click("#own button")
    said = page.locator("#own .ask-error")
    assert await said.all_inner_texts() == [
        "请填写这一项。", "日期不能早于 2026-11-01。", "请选择一个答案。",
    ]  # fmt: skip
    assert await page.evaluate("document.activeElement.id") == "why"
    assert await page.get_attribute("#why", "aria-describedby") == "why-error"
    await page.fill("#why", "路断")
    await page.click("#own button")
    assert await said.first.inner_text() == "太短了，至少 4 个字。"
    await page.fill("#why", "路断了三天")
    await page.fill("#day", "2026-11-02")
    await page.check("#b")
    assert await said.count() == 0
    await page.click("#own button")
    await page.wait_for_url("**/said")
    assert len(desk.sent) == 1
