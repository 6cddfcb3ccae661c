"""Phones of the offline drill: Chromium with a folder of its own, ended as a flat battery ends it."""

import hashlib
import os
import secrets
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from playwright.async_api import BrowserContext, Error, Page, Playwright

VILLAGE = "450226101201"
LONG_AGO = "2024-01-01"
DAY_MS = 86_400_000
DRAFT_MS = 600
"""By then what is typed lies in the phone as a draft: it is kept a quarter of a second after the last letter."""
ARGS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
)
FORM = "/offline/contact"
FILL = """async ([child, note, minutes]) => {
  const form = document.querySelector("form[data-outbox]");
  const option = document.createElement("option");
  option.value = child;
  form.elements.child.append(option);
  form.elements.child.value = child;
  form.querySelector("[name=kind][value=call]").checked = true;
  form.elements.minutes.value = minutes;
  form.elements.note.value = note;
  for (const name of ["child", "minutes", "note"]) {
    form.elements[name].dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""
NO_ROOM = """void (IDBObjectStore.prototype.put = () => {
  throw new DOMException("no room", "QuotaExceededError");
})"""
"""What a browser says whose storage is full. (Its own override of the quota is not heeded by every Chromium.)"""
WAITING = "(user) => carenetOutbox.entries().then((list) => list.filter((one) => !user || one.user === user).length)"
LEFT = """carenetOutbox.entries().then((list) => list.map((one) => `${one.state} after ${one.err || "nothing"}`))"""
GONE_SECONDS = 10


@dataclass
class Writer:
    """A proxy parent with a child to write about."""

    person: UUID
    account: UUID
    child: UUID


@dataclass
class Phone:
    """One phone: its folder, who holds it, how wrong its clock is, and what it said it has kept."""

    driver: Playwright
    browser: str
    folder: Path
    base: str
    ahead_days: int
    made: list[str] = field(default_factory=list)
    context: BrowserContext | None = None
    page: Page | None = None

    async def on(self) -> Page:
        """Switch it on; what its folder holds is there again."""
        self.context = await self.driver.chromium.launch_persistent_context(
            self.folder, executable_path=self.browser, args=list(ARGS),
            viewport={"width": 390, "height": 844}, locale="zh-CN",
        )  # fmt: skip
        self.context.set_default_timeout(60_000)
        if self.ahead_days:
            shift = self.ahead_days * DAY_MS
            await self.context.add_init_script(
                f"(() => {{ const now = Date.now; Date.now = () => now() + {shift}; }})()"
            )
        self.page = await self.context.new_page()
        return self.page

    def kill(self) -> None:
        """End the browser at once: the process that holds its storage, and it is gone when this returns.

        Raises:
            RuntimeError: there is none, or it lives on.

        """
        from tests.browser import (
            browser_with,
            words_of,
        )  # the tests' folder is found once the drill runs

        process = browser_with(self.folder)
        os.kill(process, signal.SIGKILL)
        until = time.monotonic() + GONE_SECONDS
        while any(words_of(Path(f"/proc/{process}"))):  # what is dead has no words left
            if time.monotonic() > until:
                raise RuntimeError("the browser outlived its kill")
            time.sleep(0.01)

    async def off(self) -> None:
        """Switch it off."""
        if self.context:
            with suppress(Error):
                await self.context.close()
        self.context = self.page = None

    async def enter(self, db: Any, writer: Writer) -> None:
        """Sign in by a link, as a person does with the one they were sent."""
        assert self.page
        token = secrets.token_urlsafe(32)
        await db.execute(
            """insert into links (token_sha256, kind, account, details, ends, uses_left)
               values ($1, 'sign-in', $2, '{}', now() + interval '1 hour', 1)""",
            hashlib.sha256(token.encode()).digest(), writer.account,
        )  # fmt: skip
        await self.page.goto(f"{self.base}/sign-in/link/{token}")
        await self.page.locator("form[action^='/sign-in/link/'] button").click()
        await self.page.wait_for_load_state()

    async def signed_in(self) -> bool:
        """Open a page that needs it; the outbox begins to send."""
        assert self.page
        await self.page.goto(f"{self.base}/log?kind=contact")
        return await self.page.locator("meta[name=outbox-user]").count() > 0

    async def write(self, writer: Writer, note: str, *, full: bool = False) -> bool:
        """Write a call down on the form that the phone keeps; did it say that it has it? `full`: there is no room."""
        assert self.page
        await self._open_form(self.page)
        return await self._hand_in(writer, note, full=full)

    async def _hand_in(self, writer: Writer, note: str, *, full: bool = False) -> bool:
        assert self.page
        before = await self.waiting()
        await self.page.evaluate(FILL, [str(writer.child), note, "7"])
        if full:
            await self.page.evaluate(NO_ROOM)
        await self.page.evaluate("document.querySelector('form[data-outbox]').requestSubmit()")
        said = self.page.locator("[data-outbox-note]").first
        await said.wait_for()
        kept = "notice-bad" not in (await said.get_attribute("class") or "")
        if kept and await self.waiting() > before:
            self.made.append(note)
        return kept

    async def write_in_two_tabs(self, writer: Writer, first: str, second: str) -> None:
        """Begin in one tab, go on in another that has the same draft, and hand in both."""
        assert self.context
        assert self.page
        one = self.page
        await self._open_form(one)
        await one.evaluate(FILL, [str(writer.child), first, "7"])
        await one.wait_for_timeout(DRAFT_MS)
        self.page = two = await self.context.new_page()
        await self._open_form(two)
        for page, note in ((one, first), (two, second)):
            self.page = page
            await self._hand_in(writer, note)
        await one.close()

    async def _open_form(self, page: Page) -> None:
        await page.goto(f"{self.base}{FORM}")
        await page.wait_for_selector("html[data-outbox=ready]")

    async def waiting(self, writer: Writer | None = None) -> int:
        """How many entries lie on it, of anybody or of this writer."""
        assert self.page
        user = str(writer.account) if writer else ""
        number: int = await self.page.evaluate(WAITING, user)
        return number

    async def left(self) -> list[str]:
        """What the entries that lie on it say of themselves."""
        assert self.page
        found: list[str] = await self.page.evaluate(LEFT)
        return found

    def traces(self, mark: str) -> list[str]:
        """Files of its folder in which a word can be read."""
        wanted = (mark.encode(), mark.encode("utf-16-le"))
        found = []
        for path in self.folder.rglob("*"):
            with suppress(OSError):
                if path.is_file() and any(one in path.read_bytes() for one in wanted):
                    found.append(path.name)
        return found


async def people(address: str, number: int) -> list[Writer]:
    """Proxy parents, each with one child of a family that agreed."""
    db = await asyncpg.connect(address)
    found = []
    mark = secrets.token_hex(3)
    try:
        for n in range(number):
            person, account, child = uuid4(), uuid4(), uuid4()
            await db.execute(
                "insert into people (id, name, sort_key, initials, division) values ($1, $2, $4, $5, $3)",
                person, f"w{n}", VILLAGE, f"w{n}", f"w{n}",
            )  # fmt: skip
            await db.execute(
                "insert into accounts (id, person, handle, name, language) values ($1, $2, $3, $4, 'zh')",
                account, person, f"{mark}{n}", f"w{n}",
            )  # fmt: skip
            await db.execute(
                "insert into account_roles (account, role, starts_on) values ($1, 'proxy_parent', $2::text::date)",
                account, LONG_AGO,
            )  # fmt: skip
            await db.execute(
                """insert into children (id, name, sort_key, pinyin, initials, sex, birth_date, village, short_record)
                   values ($1, $2, $4, $5, $6, 'f', '2017-05-01', $3, false)""",
                child, f"c{n}", VILLAGE, f"c{n}", f"c{n}", f"c{n}",
            )  # fmt: skip
            await db.execute(
                """insert into reaches (person, child, village, because, starts_at)
                   values ($1, $2, $3, 'placement:drill', now() - interval '30 days')""",
                person, child, VILLAGE,
            )  # fmt: skip
            found.append(Writer(person, account, child))
    finally:
        await db.close()
    return found
