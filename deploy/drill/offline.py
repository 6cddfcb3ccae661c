"""make drill-offline: what is written down on phones without a network arrives once, and nobody reads it there.

Phones write records while they have no network; browsers are killed, answers are lost after the
work was done or cut in the middle, sign-ins run out, storage is full, clocks are a day wrong, and
phones pass from hand to hand. Each record carries a mark of its own: what a phone said it has kept
is counted from outside against what the database holds, and searched for in the phones' files.

SABOTAGE=lost: the database drops some records behind the server's back.
SABOTAGE=twice: keys that were answered are not recognised.
SABOTAGE=readable: the page keeps what is typed in plain words.
"""

import asyncio
import os
import random
import secrets
import shutil
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
from _line import Line
from _phones import Phone, Writer, people
from _report import Row, at_least, none_of, plain, report
from _sabotage import sabotage
from _stack import Stack, free_port, own_folder
from playwright.async_api import Error, Playwright, async_playwright

SMALL = os.environ.get("DRILL_SMALL") == "1"
PHONES, EACH = (1, 8) if SMALL else (12, 44)
AIMS = {"made": 7, "lost": 2, "killed": 2, "expired": 1, "full": 1, "tabs": 2, "hands": 1}
if not SMALL:
    AIMS = {"made": 500, "lost": 100, "killed": 10, "expired": 5, "full": 4, "tabs": 12, "hands": 4}
QUIET_EACH = 5
"""Records of the one phone of a run that only shows that a broken guarantee is seen."""
PASSES_MAX = 40
LOST_SHOWN = 10
PATIENCE_SECONDS = 240
BROKEN = {
    "lost": [
        "create sequence app.dropped",
        "grant usage on sequence app.dropped to public",
        """create function app.drop_some() returns trigger language plpgsql as $$
             begin if nextval('app.dropped') % 5 = 0 then return null; end if; return new; end $$""",
        "create trigger drop_some before insert on contacts for each row execute function app.drop_some()",
    ],
    "twice": [
        """create function app.other_key() returns trigger language plpgsql as $$
             begin new.key_value := left(gen_random_uuid()::text, 8) || new.key_value; return new; end $$""",
        "create trigger other_key before insert on answered_keys for each row execute function app.other_key()",
    ],
    "readable": [],
}  # fmt: skip
MENDED = {
    "lost": [
        "drop trigger drop_some on contacts",
        "drop function app.drop_some()",
        "drop sequence app.dropped",
    ],
    "twice": ["drop trigger other_key on answered_keys", "drop function app.other_key()"],
    "readable": [],
}
LEAK = """addEventListener("input", (event) => {
  localStorage.setItem("typed" + Date.now(), event.target.value);
}, true)"""


@dataclass
class Drill:
    """What runs, who writes, and what was done to them."""

    address: str
    line: Line
    phones: list[Phone]
    writers: list[Writer]
    chance: random.Random = field(default_factory=lambda: random.Random(29))
    done: Counter[str] = field(default_factory=Counter)
    broken: str | None = None
    rough: bool = True
    readable: set[str] = field(default_factory=set)
    left: list[str] = field(default_factory=list)
    run: str = field(default_factory=lambda: secrets.token_hex(4))
    """In every mark, so that no run finds what another has stored."""

    def often(self, share: float) -> bool:
        """Does it happen this time? In small always, not rough never."""
        return self.rough and (SMALL or self.chance.random() < share)


async def begin(drill: Drill, db: Any, phone: Phone, writer: Writer) -> None:
    """Switch on, sign in, open the form once: from now on the phone can do without a network."""
    page = await phone.on()
    if drill.broken == "readable":
        assert phone.context
        await phone.context.add_init_script(LEAK)
    if not await phone.signed_in():
        await phone.enter(db, writer)
        assert await phone.signed_in()
    await page.wait_for_selector("html[data-outbox=ready]")
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")


async def a_day_away(drill: Drill, phone: Phone, writer: Writer, marks: list[str]) -> None:
    """Without a network: records, one on a full phone, and in the middle the battery is flat."""
    assert phone.context
    await phone.context.set_offline(True)
    if drill.rough:
        *marks, first, second = marks
        await phone.write_in_two_tabs(writer, first, second)
        drill.done["tabs"] += 1
    full = drill.chance.randrange(len(marks)) if drill.often(0.6) else -1
    flat = drill.chance.randrange(len(marks)) if drill.often(0.75) else -1
    for n, mark in enumerate(marks):
        if n == full:
            await on_a_full_phone(drill, phone, writer, mark)
        else:
            await phone.write(writer, mark)
        if n == flat:
            phone.kill()
            drill.done["killed"] += 1
            await phone.off()
            await phone.on()
            assert phone.context
            await phone.context.set_offline(True)


async def on_a_full_phone(drill: Drill, phone: Phone, writer: Writer, mark: str) -> None:
    """It cannot be kept, the phone says so and the words stay; with room again it is handed in."""
    assert phone.page
    if await phone.write(writer, mark, full=True):
        return
    drill.done["full"] += 1
    said = await phone.page.input_value("form[data-outbox] [name=note]")
    assert said == mark, "what was typed is gone"
    await phone.write(writer, mark)


async def come_back(drill: Drill, db: Any, phone: Phone, writer: Writer) -> None:
    """The network is there again: sign in where it ran out, and send until nothing waits."""
    assert phone.context
    assert phone.page
    if drill.often(0.6):
        await db.execute(
            "update sign_ins set idle_ends = now() - interval '1 second' where account = $1 and ended_at is null",
            writer.account,
        )  # fmt: skip
        drill.done["expired"] += 1
    await phone.context.set_offline(False)
    # The form of a phone without a network names nobody: it sends whoever's records lie there, and is told whose not.
    with suppress(Error):  # the answer to the last record may lead the page on
        await phone.page.evaluate("carenetOutbox.flush(true).catch(() => {})")
    began = time.monotonic()
    for _ in range(PASSES_MAX):
        if not await phone.signed_in():
            await phone.enter(db, writer)
            await phone.signed_in()
        await phone.page.wait_for_selector("html[data-outbox=ready]")
        await phone.page.evaluate("carenetOutbox.flush(true).catch(() => {})")
        if not await phone.waiting(writer) or time.monotonic() - began > PATIENCE_SECONDS:
            return


async def live(drill: Drill, number: int, writer: Writer, guest: Writer, each: int) -> None:
    """One phone's days: its owner's records in two batches, and between them somebody else's hands."""
    phone, db = drill.phones[number], await asyncpg.connect(drill.address)
    marks = [f"qzvx{drill.run}p{number:02d}k{n:03d}" for n in range(each)]
    half = each // 2 if drill.rough else each
    try:
        await begin(drill, db, phone, writer)
        await a_day_away(drill, phone, writer, marks[:half])
        if drill.rough and number % 3 == 0:  # handed on while its owner's records still wait
            assert phone.context
            await phone.context.set_offline(False)
            await phone.enter(db, guest)
            assert await phone.signed_in()
            drill.done["hands"] += 1
            await a_day_away(drill, phone, guest, marks[half:])
            await come_back(drill, db, phone, guest)
            await phone.enter(db, writer)
        elif drill.rough:
            await come_back(drill, db, phone, writer)
            await a_day_away(drill, phone, writer, marks[half:])
        await come_back(drill, db, phone, writer)
        drill.left += await phone.left()
    finally:
        await phone.off()
        await db.close()
    drill.readable |= {mark for mark in marks if phone.traces(mark)}


async def stored(address: str, marks: list[str]) -> Counter[str]:
    """How often the database holds each mark."""
    db = await asyncpg.connect(address)
    rows = await db.fetch("select note from contacts where note = any ($1)", marks)
    await db.close()
    return Counter(row["note"] for row in rows)


async def run(
    stack: Stack, line: Line, driver: Playwright, broken: str | None = None, *, rough: bool = True
) -> int:
    """The drill itself, with one guarantee broken or none; not rough, only one phone and only the promises."""
    from tests.browser import find_chromium

    began = time.monotonic()
    line.counts.clear()
    line.sent_back.clear()
    line.chance.seed(23)
    if broken:
        await sabotage(stack.superuser(), broken, BROKEN)
    number, each = (PHONES, EACH) if rough else (1, QUIET_EACH)
    writers = await people(stack.superuser(), number * 2)
    folder = own_folder()
    phones = [
        Phone(
            driver,
            find_chromium(),
            folder / f"phone{n}",
            f"http://localhost:{line.port}",
            (n % 3) - 1,
        )
        for n in range(number)
    ]
    drill = Drill(stack.superuser(), line, phones, writers, broken=broken, rough=rough)
    turns = asyncio.Semaphore(2)

    async def one(at: int) -> None:
        async with turns:
            await live(drill, at, writers[at], writers[number + at], each)

    try:
        await asyncio.gather(*map(one, range(number)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    made = [mark for phone in phones for mark in phone.made]
    found = await stored(stack.superuser(), made)
    for state, times in Counter(drill.left).items():
        print(f"still on a phone: {times} x {state}")
    lost = sorted(set(made) - set(found))
    if lost:
        print(f"lost: {', '.join(lost[:LOST_SHOWN])}; sent back: {line.sent_back}")
    return report("offline", (hard(drill, made) if rough else []) + [
        plain("phones a day ahead or behind", sum(1 for phone in phones if phone.ahead_days)),
        plain("still waiting on a phone", len(drill.left)),
        none_of("entries lost", len(lost)),
        none_of("stored twice", sum(n - 1 for n in found.values())),
        none_of("left readable on the phone", len(drill.readable)),
        plain("seconds", round(time.monotonic() - began), "s"),
    ])  # fmt: skip


def hard(drill: Drill, made: list[str]) -> list[Row]:
    """The rows that show that it was hard enough."""
    line = drill.line
    return [
        at_least("entries made", len(made), AIMS["made"]),
        at_least("replies lost", line.counts["lost"] + line.counts["cut"], AIMS["lost"]),
        plain("of them cut in the middle", line.counts["cut"]),
        plain("of these a refusal", line.counts["cut refusals"]),
        at_least("browsers killed", drill.done["killed"], AIMS["killed"]),
        at_least("sign-ins expired", drill.done["expired"], AIMS["expired"]),
        at_least("storage full", drill.done["full"], AIMS["full"]),
        at_least("the same draft in two tabs", drill.done["tabs"], AIMS["tabs"]),
        at_least("handed to somebody else", drill.done["hands"], AIMS["hands"]),
    ]


@asynccontextmanager
async def standing() -> AsyncIterator[tuple[Stack, Line]]:
    """The product behind a bad line, until the block ends."""
    near = free_port()
    stack = Stack("http://localhost:9/", {"CARENET_PUBLIC_URL": f"http://localhost:{near}"})
    line = Line(0, near, lose=0.22, cut=0.12)
    try:
        stack.start()
        line.target = int(stack.environment["CARENET_PORT"])
        await line.start()
        yield stack, line
    finally:
        await line.stop()
        stack.stop()


async def main() -> int:
    """Start, drill, stop."""
    async with standing() as (stack, line), async_playwright() as driver:
        return await run(stack, line, driver, os.environ.get("SABOTAGE"))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    if os.environ.get("SABOTAGE", "lost") not in BROKEN:
        sys.exit(f"SABOTAGE is one of {', '.join(BROKEN)}")
    sys.exit(asyncio.run(main()))
